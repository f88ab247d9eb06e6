"""Index → answers: query language, execution on numpy, facets, ranges and snippets."""
