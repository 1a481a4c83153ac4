#!/usr/bin/env bash
# Flask-WTF 1.3.0: a StringField that has validated may hold a number, a truth or a whole table.
#
# The guess: a FlaskForm is filled from what a browser sends as a form, where everything is text, so
# that the data of a StringField is a str, whatever the validators say.
# What happens: where a request says that its body is JSON, every form is filled from the parsed
# body, also in a view that never asks for JSON. WTForms keeps the values as they come: 12 stays an
# int, true a bool, {"a": 1} a dict, and DataRequired is content with each of them.
# So: a page that means forms refuses a JSON body before it makes one, and says so (415).
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "Flask-WTF==1.3.0" "WTForms==3.3.2" "Flask==3.1.3"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from importlib.metadata import version

from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

app = Flask(__name__)
app.config["WTF_CSRF_ENABLED"] = False


class Entry(FlaskForm):
    name = StringField("Name", validators=[DataRequired()])


@app.post("/")
def entered():
    form = Entry()
    return {"valid": form.validate_on_submit(), "kind": type(form.name.data).__name__}


print(f"Flask-WTF {version('Flask-WTF')}, WTForms {version('WTForms')}, Python {sys.version.split()[0]}")
browser = app.test_client()
sent = {"a form": {"data": {"name": "12"}}, "JSON, text": {"json": {"name": "12"}},
        "JSON, 12": {"json": {"name": 12}}, "JSON, true": {"json": {"name": True}},
        "JSON, a table": {"json": {"name": {"a": 1}}}}
found = {}
for what, body in sent.items():
    answer = browser.post("/", **body).get_json()
    found[what] = answer["kind"]
    print(f"{what:14} valid: {answer['valid']}, the field holds: {answer['kind']}")
    if not answer["valid"]:
        sys.exit("CHANGED")
if list(found.values()) != ["str", "str", "int", "bool", "dict"]:
    sys.exit("CHANGED")
print("as found")
PYTHON
