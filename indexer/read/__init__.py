"""Blocks → report: form, tables, sections, title, agency, jurisdiction, years and dates."""
