"""Taking results away: whole result sets as CSV, XLSX, JSON Lines and Parquet, and the originals as ZIP.

Everything streams: :func:`indexer.export.table.export` and :func:`indexer.export.originals.bundle` yield bytes, which
`nianbao export` writes to a file and the app sends to a visitor.  Each file names its query and the state of the data.
"""
