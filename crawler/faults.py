"""Names for what goes wrong below HTTP: the exceptions of Scrapy and Twisted as kinds of failure."""

from scrapy import exceptions
from twisted.internet import error

from crawler.middlewares.hosts import OffRegister
from crawler.wording import said

UNREACHABLE = frozenset({"timeout", "dns", "refused", "tls", "dropped"})
"""Kinds that say "unreachable from here", which never means that a document is gone."""

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
    text = " ".join(f"{type(exception).__name__}: {exception}".split())[:300]
    if "robots.txt" in text:
        return "robots", said("robots")
    if any(word in text for word in ("SSL", "TLS", "certificate")):
        return "tls", text
    if (isinstance(exception, exceptions.IgnoreRequest) and "maximum" in text.lower()) or "maxsize" in text.lower():
        return "too_large", text
    return next((name for kind, name in _KINDS if isinstance(exception, kind)), "failed"), text
