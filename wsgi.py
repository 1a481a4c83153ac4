"""The application, for `flask --app wsgi` and for gunicorn."""

from homecare import create_app

app = create_app()
