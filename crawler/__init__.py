"""Portals → archive: what visits the portals, what it keeps, and when it goes again.

Scrapy spiders by CMS family, middlewares, pipelines and extensions; the archive (``crawler.archive``); the register of
portals.  Nothing here may import ``indexer`` or ``search_app``.
"""
