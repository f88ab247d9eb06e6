"""Scrapy downloader middlewares: which hosts are fetched, what is asked conditionally, what came over the wire.

Each module holds one middleware, wired in ``crawler.scrapy_settings``.
"""
