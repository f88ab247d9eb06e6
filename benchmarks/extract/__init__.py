"""Time and memory of reading a report to the last cell, beside the format's parsing library alone."""
