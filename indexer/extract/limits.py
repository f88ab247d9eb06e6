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
MAX_TEXT = 24 * 1024 * 1024
"""Largest page, text or RTF; one with pictures as data stays far below."""
MAX_SPAN = 250
"""Widest colspan and most columns; no statutory table has more than 40."""
MAX_CELLS = 60_000
"""Most cells of one table; the statutory ones have below 300."""
MAX_ROWS = 4_000
"""Most rows of one table, and the tallest rowspan."""
MAX_PAGES = 500
"""Most pages of one PDF, OFD or scan."""
