"""Mutated originals of every format, read in bounded processes: ``python -m benchmarks.fuzz.run``."""
