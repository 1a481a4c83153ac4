#!/usr/bin/env bash
# typst 0.15.2 (the Python package) refuses a timestamp that has microseconds.
#
# The guess: `timestamp=` takes a datetime, and whatever a PDF's date can't hold is cut off, so
# that `timestamp=datetime.now(timezone.utc)` stamps a document with the second it was made in.
# What happens: "timestamp datetime must not include microseconds", a ValueError, in 999,999 of a
# million calls. A test whose clock stands at a whole second never sees it: there all is well, and
# under a real clock no document is made at all.
# So: `.replace(microsecond=0)`, and a test at a fraction of a second.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
VERSION=0.15.2
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "typst==$VERSION"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from datetime import datetime, timezone
from importlib.metadata import version

import typst


def made(moment):
    try:
        pdf = typst.compile(b"A page", format="pdf", timestamp=moment)
    except ValueError as error:
        return f"ValueError: {error}"
    return "a PDF" if pdf.startswith(b"%PDF") else "something else"


second = datetime(2026, 11, 28, 12, 0, 0, tzinfo=timezone.utc)
print(f"typst {version('typst')}, Python {sys.version.split()[0]}")
whole, fraction = made(second), made(second.replace(microsecond=1))
print(f"at a whole second:            {whole}")
print(f"a millionth of a second later: {fraction}")
if whole != "a PDF" or "microseconds" not in fraction:
    sys.exit("CHANGED")
print("as found")
PYTHON
