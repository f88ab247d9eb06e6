"""Our own Scrapy signals, sent by middlewares and pipelines, heard by pipelines and extensions."""

robots_fetched = object()
"""A robots.txt was fetched; argument ``exchange`` (:class:`crawler.middlewares.wire.Exchange`)."""

stored = object()
"""A fetch was archived; arguments ``fetch`` and ``stored`` (:mod:`crawler.archive`)."""

noticed = object()
"""The spider found something wrong beside any response (a promise not kept); argument ``failure``."""

failed = object()
"""An address could not be had; argument ``failure`` (:class:`crawler.summary.Failure`)."""
