"""The application, for `flask --app wsgi` and for any web server.

`flask --app wsgi assess FILE` needs no pages and no database, so that it gets an app without them
and starts at once.
"""

import sys

from homecare.commands.assess import judges_a_file, light_app

if judges_a_file(sys.argv):
    app = light_app()
else:
    # Not at the top: they bring every feature and library with them.
    import sqlite3

    from sqlalchemy.exc import DBAPIError

    from config import SettingError
    from homecare.app import create_app
    from homecare.serving.first_look import in_one_line

    try:
        app = create_app()
    except SettingError as error:
        sys.exit(f"homecare can't start: {error}")
    except (DBAPIError, sqlite3.Error) as error:
        sys.exit(f"homecare can't start: {in_one_line(error)}")
