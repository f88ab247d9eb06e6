"""A paper put into a format: HTML clean and pasted from Word, DOCX, PDF, spreadsheets.  Called by ``demo.world``."""
