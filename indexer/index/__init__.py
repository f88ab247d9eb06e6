"""Reports → index: schema, analyser, numpy columns, and the writer that changes only what changed."""
