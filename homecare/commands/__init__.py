"""The commands: `flask --app wsgi …`, each an edge that calls one function."""
