"""One crawl at a host at a time, whoever starts it: `nianbao crawl` by hand, the schedule, or two of them.

The locks are the kernel's and end with their process.  Called by ``crawler.run``.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from crawler.archive.lock import hold


@contextmanager
def visiting(folder: Path, hosts: Iterable[str]) -> Iterator[None]:
    """Hold every host while its portal is crawled; ``folder`` is where the lock files stand.

    Raises LockHeld naming the host and the process that is crawling it.
    """
    with ExitStack() as stack:
        for host in sorted(set(hosts)):
            name = "".join(c if c.isalnum() or c in ".-" else "_" for c in host)
            stack.enter_context(hold(folder / f"{name}.lock", host))
        yield
