#!/usr/bin/env bash
# Flask-Limiter 4.1.1 puts its own Retry-After over the one that a view answered with.
#
# The guess: with RATELIMIT_HEADERS_ENABLED an answer gets the X-RateLimit-* headers, and a
# Retry-After only where a limit was passed; a view that answers 503 with "Retry-After: 5" is heard.
# What happens: every answer of a limited view gets Retry-After, the seconds until the window ends,
# also where no limit was passed; what the view wrote is replaced. Without the setting it stays.
# So: write one's own Retry-After after the limiter: a function registered with after_request before
# the limiter's runs after it (the last registered runs first).
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
VERSION=4.1.1
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "Flask-Limiter==$VERSION" "Flask==3.1.3"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from importlib.metadata import version

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address


def answered(enabled):
    app = Flask(__name__)
    app.config["RATELIMIT_HEADERS_ENABLED"] = enabled
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")

    @app.get("/")
    @limiter.limit("10/minute")
    def busy():
        return Response("later", 503, {"Retry-After": "5"})

    answer = app.test_client().get("/")
    return answer.status_code, answer.headers["Retry-After"]


print(f"Flask-Limiter {version('Flask-Limiter')}, Python {sys.version.split()[0]}")
without, within = answered(False), answered(True)
print(f"without its headers: {without[0]}, Retry-After {without[1]}")
print(f"with its headers:    {within[0]}, Retry-After {within[1]}, though 9 of 10 requests are left")
if without != (503, "5") or within[0] != 503 or not 50 <= int(within[1]) <= 61:
    sys.exit("CHANGED")
print("as found")
PYTHON
