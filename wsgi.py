"""The application, for `flask --app wsgi` and for gunicorn."""

import sys

from sqlalchemy.exc import OperationalError

from config import SettingError
from homecare import create_app

try:
    app = create_app()
except SettingError as error:
    sys.exit(f"homecare can't start: {error}")
except OperationalError as error:
    sys.exit(f"homecare can't start: the database does not answer. {error.orig}")
