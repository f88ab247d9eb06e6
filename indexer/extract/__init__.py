"""Original → blocks: one module per format, the type decided by content."""
