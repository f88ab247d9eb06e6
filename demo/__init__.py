"""The demonstration world: an invented province whose portals publish annual reports, made by a seeded generator.

`nianbao demo` serves it on loopback and runs the whole road on it; the tests crawl the same world.  It may import
every package; none of them may import it.
"""
