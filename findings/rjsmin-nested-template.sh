#!/usr/bin/env bash
# rjsmin 1.3 keeps the gaps in a template literal, but not those in one that stands inside it.
#
# The guess: a text between backticks is a text, and a minifier leaves every letter of it as it is;
# rjsmin says of itself that it keeps template literals, and does so with the outer one here.
# What happens: it takes the outer literal to end where the inner one begins. The inner one's words
# are then read as code, and a gap in front of a word goes where code does not need it: "1 begun"
# is shown as "1begun", with no error and only in what is sent, not in the source.
# So: make the inner text before, in a constant of its own; a test may look for nested ones.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
RJSMIN=1.3.0
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" "rjsmin==$RJSMIN"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from importlib.metadata import version

from rjsmin import jsmin

PLAIN = "const words = `${count}  of ten   kept`;"
NESTED = "const words = `${count}  of ten${some ? `, ${some} begun` : \"\"}   kept`;"
print(f"rjsmin {version('rjsmin')}, Python {sys.version.split()[0]}")
seen = {}
for name, source in (("plain", PLAIN), ("nested", NESTED)):
    shortened = jsmin(source)
    seen[name] = ("}  of ten" in shortened and "   kept`" in shortened, "} begun`" in shortened)
    print(f"{name}:\n  {source}\n  {shortened}")
if seen != {"plain": (True, False), "nested": (True, False)}:
    sys.exit("CHANGED")
print("as found: the outer words keep their gaps, the inner ones lose theirs")
PYTHON
