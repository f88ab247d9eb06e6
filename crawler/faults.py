"""Names for what goes wrong below HTTP: the exceptions of Scrapy and Twisted as kinds of failure."""

from scrapy import exceptions
from twisted.internet import error

from crawler.middlewares.hosts import OffRegister
from crawler.wording import said

UNREACHABLE = frozenset({"timeout", "dns", "refused", "tls", "dropped"})
"""Kinds that say "unreachable from here", which never means that a document is gone."""


class Forbidden(exceptions.IgnoreRequest):
    """A host's robots.txt forbids an address."""


class Unreachable(exceptions.IgnoreRequest):
    """A host's robots.txt cannot be had, so that nothing of the host may be asked for; ``kind`` says why."""

    def __init__(self, url: str, kind: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url, self.kind, self.reason = url, kind, reason


_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (OffRegister, "off_register"),
    (exceptions.DownloadTimeoutError, "timeout"),
    (exceptions.CannotResolveHostError, "dns"),
    (exceptions.DownloadConnectionRefusedError, "refused"),
    (exceptions.ResponseDataLossError, "incomplete"),
    (exceptions.DownloadCancelledError, "too_large"),
    (exceptions.DownloadFailedError, "dropped"),
    (error.ConnectionLost, "dropped"),
    (error.ConnectionDone, "dropped"),
    (error.ConnectError, "refused"),
    (exceptions.UnsupportedURLSchemeError, "bad_address"),
)


def fault(exception: BaseException) -> tuple[str, str]:
    """Return kind and reason of a failed request.

    >>> fault(exceptions.DownloadTimeoutError("Getting http://x took longer than 60 seconds."))[0]
    'timeout'
    """
    if isinstance(exception, Unreachable):
        return exception.kind, exception.reason
    text = " ".join(f"{type(exception).__name__}: {exception}".split())[:300]
    if isinstance(exception, Forbidden):
        return "robots", said("robots")
    if any(word in text for word in ("SSL", "TLS", "certificate")):
        return "tls", text
    if (isinstance(exception, exceptions.IgnoreRequest) and "maximum" in text.lower()) or "maxsize" in text.lower():
        return "too_large", text
    return next((name for kind, name in _KINDS if isinstance(exception, kind)), "failed"), text
