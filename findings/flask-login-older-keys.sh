#!/usr/bin/env bash
# Flask-Login 0.6.3 forgets everybody's remember cookie when the secret key is turned, although the
# older key is among Flask's SECRET_KEY_FALLBACKS.
#
# The guess: Flask 3.1 reads a session that was signed by a key in SECRET_KEY_FALLBACKS, so that a key
# can be turned without signing anybody out, and Flask-Login, which signs its remember cookie by the
# same SECRET_KEY, reads the older ones as well.
# What happens: the session signed by the old key is read, the remember cookie signed by it is not
# (`decode_cookie` answers None): whoever was remembered on a phone is asked to sign in again.
# So: whoever turns the key reads the remember cookie by the older keys themselves.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "Flask-Login==0.6.3" "Flask==3.1.2"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from importlib.metadata import version

from flask import Flask, session
from flask_login import LoginManager
from flask_login.utils import decode_cookie, encode_cookie

print(f"Flask {version('Flask')}, Flask-Login {version('Flask-Login')}")
OLD, NEW = "an older key " * 4, "a newer key " * 4


def app_by(key: str, *before: str) -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY=key, SECRET_KEY_FALLBACKS=list(before))
    LoginManager(app)

    @app.get("/keep")
    def keep() -> str:
        session["kept"] = "yes"
        return ""

    @app.get("/kept")
    def kept() -> str:
        return str(session.get("kept"))

    return app


before, after = app_by(OLD), app_by(NEW, OLD)
browser = before.test_client()
browser.get("/keep")
cookie = browser.get_cookie("session")
later = after.test_client()
later.set_cookie("session", cookie.value)
session_read = later.get("/kept").text
with before.app_context():
    remembered = encode_cookie("somebody")
with after.app_context():
    read = decode_cookie(remembered)
print(f"the session by the old key: {session_read}; the remember cookie by it: {read}")
if session_read != "yes" or read is not None:
    sys.exit("CHANGED")
print("as found")
PYTHON
