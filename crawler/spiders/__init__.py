"""Scrapy spiders.  There is one: it walks a portal of the register with the portal's family."""
