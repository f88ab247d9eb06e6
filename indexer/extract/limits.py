"""Bounds that every reader keeps, so that a hostile original costs a known amount and no more."""

MAX_BYTES = 256 * 1024 * 1024
"""Largest original, and the most that one archive may unpack to."""
MAX_PART = 96 * 1024 * 1024
"""Largest single XML part or stream that is unpacked from a container."""
MAX_RATIO = 400
"""Largest ratio of unpacked to packed size of a part above a megabyte (a zip bomb is beyond a thousand)."""
MAX_MEMBERS = 5_000
"""Most members of one archive."""
MAX_DEPTH = 60
"""Deepest nesting of elements or tables that is followed; what is deeper is read as plain text."""
MAX_SPAN = 400
"""Widest colspan; no statutory table has more than 40 columns."""
MAX_CELLS = 200_000
"""Most cells of one table."""
MAX_ROWS = 20_000
"""Most rows of one table."""
MAX_PAGES = 500
"""Most pages of one PDF, OFD or scan."""
