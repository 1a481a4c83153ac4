#!/usr/bin/env bash
# Flask-Compress 1.25 compresses an answer for a client that refuses every coding by "q=0".
#
# The guess: "Accept-Encoding: br;q=0, gzip;q=0" is a refusal of both (RFC 9110, 12.5.3: a weight of
# 0 means "not acceptable"), so the answer comes as it is, as for "identity".
# What happens: where nothing else is named beside the refused codings, the first of them is taken,
# and the answer is compressed with what was refused. With "identity" beside them it is not.
# So: a client that can't decompress must name "identity", or nothing at all.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
VERSION=1.25
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "Flask-Compress==$VERSION" "Flask==3.1.3" "Brotli==1.2.0"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from importlib.metadata import version

from flask import Flask
from flask_compress import Compress

app = Flask(__name__)
Compress(app)


@app.get("/")
def words():
    return "word " * 2000


def coding(accepted):
    headers = {"Accept-Encoding": accepted}
    return app.test_client().get("/", headers=headers).headers.get("Content-Encoding")


print(f"Flask-Compress {version('Flask-Compress')}, Python {sys.version.split()[0]}")
seen = {accepted: coding(accepted) for accepted in
        ("identity", "gzip;q=0, identity", "gzip;q=0", "br;q=0, gzip;q=0")}
for accepted, came in seen.items():
    print(f"Accept-Encoding: {accepted:<20} Content-Encoding: {came or 'none'}")
if list(seen.values()) != [None, None, "gzip", "br"]:
    sys.exit("CHANGED")
print("as found")
PYTHON
