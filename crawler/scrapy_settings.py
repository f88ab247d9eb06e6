"""The Scrapy settings of one portal's crawl, made from our settings and the portal's entry.  Polite by default."""

from typing import Any

from config.settings import Settings
from crawler.archive.warcwriter import user_agent
from crawler.register import PortalEntry


def scrapy_settings(settings: Settings, entry: PortalEntry) -> dict[str, Any]:
    """Return what ``scrapy.crawler.Crawler`` takes."""
    delay = settings.download_delay if entry.delay is None else entry.delay
    return {
        "BOT_NAME": "nianbao",
        "USER_AGENT": user_agent(settings),
        "ROBOTSTXT_OBEY": False,  # crawler.middlewares.robots does, more strictly
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
        },
        # One request at a time for the whole portal: Scrapy 2.19 lets several through to one host where the delay is 0.
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # Scrapy makes so many tasks for every response; two let a page's links be asked for while it is stored.
        "CONCURRENT_ITEMS": 2,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "DOWNLOAD_DELAY": delay,
        "AUTOTHROTTLE_ENABLED": delay > 0,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_MAX_DELAY": max(60.0, delay),
        "DOWNLOAD_TIMEOUT": settings.download_timeout,
        "DOWNLOAD_MAXSIZE": settings.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_HANDLERS": {
            "https": "crawler.transport.TlsFallback",
            "s3": None,
            "ftp": None,
            "file": None,
            "data": None,
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "RETRY_TIMES": settings.retries,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "REFERER_ENABLED": False,
        "COOKIES_ENABLED": True,
        "CLOSESPIDER_TIMEOUT": entry.limits.seconds,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_ENABLED": False,
        "STATS_DUMP": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "DUPEFILTER_CLASS": "crawler.seen.CompactDupeFilter",
        # What this crawl has no use for, or does itself: steps and statuses are the spider's business.
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.middlewares.robots.Robots": 100,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "crawler.middlewares.backoff.Backoff": 550,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "crawler.middlewares.redirects.RobotsRedirects": 600,
            "crawler.middlewares.hosts.RegisteredHosts": 50,
            "crawler.middlewares.conditional.Conditional": 585,
            "crawler.middlewares.proxy.OperatorProxy": 740,
            "crawler.middlewares.wire.Wire": 990,
        },
        "ITEM_PIPELINES": {"crawler.pipelines.ArchivePipeline": 300},
        "EXTENSIONS": {"crawler.extensions.Tally": 500},
    }
