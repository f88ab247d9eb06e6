"""The demonstration from the first page to the app: serve, crawl, read and index, open.  Called by ``demo.cli``.

Each step runs the command that a user would run, as a child process, on the demonstration's own folder.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from demo.places import LAST_YEAR
from demo.site import Site
from demo.world import World, build

Say = Callable[[str], None]
APP_SECONDS = 60.0
"""How long the app may take to answer for the first time."""


class DemoError(RuntimeError):
    """A step failed; the message names it and the way out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for on the command line."""

    folder: Path
    port: int
    site_port: int
    seed: int
    small: bool = False
    serve: bool = True
    site_only: bool = False


def run(plan: Plan, say: Say) -> int:
    """Run the demonstration; returns the exit status.  Raises DemoError and, on Ctrl-C, KeyboardInterrupt."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is born deaf to Ctrl-C
    begun = time.monotonic()
    world = build(plan.seed, "small" if plan.small else "full")
    known = _known(plan)
    with Site(world, plan.folder, known.get("site_port", plan.site_port)) as site:
        say(_opening(world, site, time.monotonic() - begun))
        if plan.site_only:
            say(f"Ctrl-C stops it. Crawl it with: {_shell(site)} nianbao crawl {' '.join(site.homes)}")
            threading.Event().wait()
        if known.get("days", 0) > 1:
            world.next_day()
            _visit(site, say, "Visiting the portals again / 再次采集")
        else:
            _visit(site, say, "Visiting the portals / 采集")
            say(f"\nA day passes on the portals: {world.next_day()}.")
            _visit(site, say, "Visiting them again / 次日采集")
            _step(site, say, "status", "Who published on time / 公布台账", "--duties", str(LAST_YEAR))
            _remember(plan, site)
        say(f"All done after {time.monotonic() - begun:.0f} s; everything is in {plan.folder}.")
        return _open(plan, site, say) if plan.serve else 0


def _visit(site: Site, say: Say, what: str) -> None:
    _step(site, say, "crawl", what, *site.homes)
    _step(site, say, "index", "Reading and indexing / 读取并建立索引")


def _opening(world: World, site: Site, seconds: float) -> str:
    reports = sum(1 for _ in world.reports())
    portals = "\n".join(f"    {home}  {title}" for home, title in _titles(world, site))
    return (
        f"云泽省 (invented): {len(world.bodies)} bodies, {len(world.documents)} documents, {reports} of them reports, "
        f"made in {seconds:.1f} s, served by {len(site.homes)} portals:\n{portals}"
    )


def _titles(world: World, site: Site) -> list[tuple[str, str]]:
    return [(site.homes[portal.key], portal.title) for portal in world.portals]


def _shell(site: Site) -> str:
    return " ".join(f"{name}={value}" for name, value in site.environment().items())


def _step(site: Site, say: Say, command: str, what: str, *arguments: str) -> None:
    say(f"\n{what}: nianbao {command}")
    begun = time.monotonic()
    child = subprocess.Popen(_command(command, *arguments), env=os.environ | site.environment(), stdout=sys.stderr)
    status = _wait(child)
    if status not in (0, 1):
        raise DemoError(f"`nianbao {command}` ended with {status}; run it again with: {_shell(site)} nianbao {command}")
    say(f"… {time.monotonic() - begun:.1f} s{' (with failures, listed above)' if status else ''}")


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "import nianbao; nianbao.main()", *arguments]


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _wait(child: subprocess.Popen[bytes]) -> int:
    """Wait for a child; when we are stopped, stop it too and give it time to put its things away."""
    try:
        return child.wait()
    except KeyboardInterrupt:
        with suppress(ProcessLookupError):
            child.send_signal(signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise


def _open(plan: Plan, site: Site, say: Say) -> int:
    port = free_port(plan.port)
    if port != plan.port and plan.port:
        say(f"Port {plan.port} is taken; the app takes {port}.")
    environment = os.environ | site.environment() | {"NIANBAO_HOST": "127.0.0.1", "NIANBAO_PORT": str(port)}
    child = subprocess.Popen(_command("serve"), env=environment, stdout=subprocess.DEVNULL)
    try:
        _await_answer(child, f"http://127.0.0.1:{port}/")
    except (DemoError, KeyboardInterrupt):
        child.terminate()
        child.wait()
        raise
    say(f"\nOpen http://127.0.0.1:{port}/ in your browser.  Ctrl-C stops it. / 请在浏览器中打开，按 Ctrl-C 结束。")
    return _wait(child)


def _await_answer(child: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + APP_SECONDS
    while time.monotonic() < until:
        if child.poll() is not None:
            raise DemoError(f"`nianbao serve` ended with {child.returncode} before it answered")
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - an address on loopback, made above
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise DemoError(f"the app did not answer at {url} within {APP_SECONDS:.0f} s")


def free_port(wanted: int) -> int:
    """Return ``wanted`` or the next port on loopback that is free; 0 asks the system for any."""
    for port in range(wanted, wanted + 100) if wanted else (0,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoError(f"no port from {wanted} to {wanted + 99} is free; choose another with --port")


def _known(plan: Plan) -> dict[str, int]:
    """Return what was noted when this folder was filled: the portals' port and how many days have passed.

    A document is its address, so the portals come back at the port that they had.
    """
    try:
        note = json.loads(_note(plan).read_text("utf-8"))
        return {name: int(note[name]) for name in ("site_port", "days")}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _remember(plan: Plan, site: Site) -> None:
    _note(plan).write_text(json.dumps({"site_port": site.port, "days": 2}) + "\n", "utf-8")


def _note(plan: Plan) -> Path:
    return plan.folder / "demo.json"
