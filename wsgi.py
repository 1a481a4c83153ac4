"""The application, for `flask --app wsgi` and for any web server."""

import gc
import sys

from config import SettingError
from homecare.commands.assess import judges_a_file, light_app
from homecare.serving.standard_output import watch_help

watch_help()
# What is loaded stays: looking through it for garbage was a quarter of the start.
gc.disable()
if judges_a_file(sys.argv):
    app = light_app()
else:
    # Not at the top: it brings every feature and library with it.
    from homecare.app import create_app

    try:
        app = create_app()
    except SettingError as error:
        sys.exit(f"homecare can't start: {error}")
gc.freeze()
gc.enable()
