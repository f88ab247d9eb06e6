"""Index and archive → people: the Flask application, one blueprint per concern, templates and static files."""
