"""Archive → reports → index: extract originals into blocks, read blocks as reports, check them, index and search.

Of ``crawler`` only ``crawler.archive`` may be imported here; nothing of ``search_app``.
"""
