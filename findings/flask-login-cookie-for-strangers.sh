#!/usr/bin/env bash
# Flask-Login 0.6.3 writes into a stranger's session as soon as a request asks who is there.
#
# The guess: reading `current_user` only reads, so that a file or a page that stores nothing sends
# no cookie, whoever asks for it.
# What happens: where the session holds anything at all (the token of the sign-in form is enough)
# and nobody is signed in, the first look at `current_user` writes `_fresh = False` into it, under
# the session protections "basic" (the default) and "strong", and Flask sends the whole session.
# As the session is one cookie, an answer that was asked for before a sign-in and arrives after it
# puts the stranger's session in place of the new one: the sign-in is undone.
# So: what anybody may fetch beside the sign-in page must not look at `current_user`.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
FLASK=3.1.3
FLASK_LOGIN=0.6.3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "Flask==$FLASK" "Flask-Login==$FLASK_LOGIN"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
from importlib.metadata import version

from flask import Flask, session
from flask_login import LoginManager, UserMixin, current_user, login_user

PROTECTIONS = ("basic", "strong", None)


class Person(UserMixin):
    id = "ann"


def form():
    session["token"] = "of the sign-in form"
    return "a form"


def practice(protection):
    app = Flask(__name__)
    app.secret_key = "only for this finding"
    manager = LoginManager(app)
    manager.session_protection = protection
    manager.user_loader(lambda key: Person())
    app.get("/form", endpoint="form")(form)
    app.get("/plain", endpoint="plain")(lambda: "nothing is asked")
    app.get("/asks", endpoint="asks")(lambda: f"somebody: {current_user.is_authenticated}")
    app.post("/sign-in", endpoint="in")(lambda: str(login_user(Person())))
    return app


def sends(protection, *paths):
    client = practice(protection).test_client()
    return "Set-Cookie" in [client.get(path) for path in paths][-1].headers


print(f"Flask-Login {version('flask-login')}, Flask {version('flask')}, Python {sys.version.split()[0]}")
seen = []
for protection in PROTECTIONS:
    seen.append((sends(protection, "/asks"), sends(protection, "/form", "/plain"), sends(protection, "/form", "/asks")))
    print(f"protection {protection}: a cookie without a session {seen[-1][0]}; with one, unasked {seen[-1][1]}, asked {seen[-1][2]}")

client = practice("basic").test_client()
client.get("/form")
late = client.get("/asks").headers.get("Set-Cookie", "")
client.post("/sign-in")
before = client.get("/asks").text
client.set_cookie("session", late.partition(";")[0].partition("=")[2])  # as when it arrives only now
after = client.get("/asks").text
print(f"signed in: {before}; after the stranger's late answer: {after}")
if (before, after) != ("somebody: True", "somebody: False"):
    sys.exit("CHANGED")
if seen != [(False, False, True), (False, False, True), (False, False, False)]:
    sys.exit("CHANGED")
print("as found")
PYTHON
