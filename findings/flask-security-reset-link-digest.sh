#!/usr/bin/env bash
# Flask-Security 5.9.2 makes a password-reset link with a slow digest in pure Python, whatever
# scheme passwords are hashed with.
#
# The guess: with SECURITY_PASSWORD_HASH="argon2" everything that is hashed is hashed by argon2's C
# library, and the signed reset token costs next to nothing (its content is a stored hash already).
# What happens: the token holds a digest by the first of SECURITY_HASHING_SCHEMES, another setting,
# whose default is sha256_crypt. libpass computes its 535,000 rounds in Python: as much CPU as
# several argon2 hashes, for each link that is made, and once more for each that is checked.
# So: set SECURITY_HASHING_SCHEMES = ["hex_sha256", "sha256_crypt"]; earlier links stay valid.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
SECURITY=5.9.2 LIBPASS=1.9.4 ARGON=25.1.0
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "Flask-Security==$SECURITY" "libpass==$LIBPASS" "argon2-cffi==$ARGON"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sys
import time
from importlib.metadata import version

from flask import Flask
from flask_security import Security
from flask_security.utils import hash_data, hash_password


def app(**more):
    made = Flask(__name__)
    made.config.update(SECRET_KEY="k" * 32, SECURITY_PASSWORD_SALT="s" * 32,
                       SECURITY_PASSWORD_HASH="argon2", SECURITY_PASSWORD_SINGLE_HASH=["argon2"], **more)
    Security(made, object())
    return made


def cpu(work, *given):
    began = time.process_time()
    result = work(*given)
    return result, time.process_time() - began


print(f"Flask-Security {version('Flask-Security')}, libpass {version('libpass')}, Python {sys.version.split()[0]}")
with app().app_context():
    hash_password("warm up"), hash_data("warm up")
    stored, for_password = cpu(hash_password, "four plain words here")
    in_token, for_token = cpu(hash_data, stored)
with app(SECURITY_HASHING_SCHEMES=["hex_sha256"]).app_context():
    plain, for_plain = cpu(hash_data, stored)
print(f"password: {stored[:9]}…, {1000 * for_password:.0f} ms of CPU")
print(f"in the reset token: {in_token[:16]}…, {1000 * for_token:.0f} ms of CPU")
print(f"with hex_sha256: {plain[:8]}…, {1000 * for_plain:.1f} ms of CPU")
as_found = stored.startswith("$argon2id$") and in_token.startswith("$5$rounds=535000$")
if not (as_found and for_token > for_password and for_plain < 0.005):
    sys.exit("CHANGED")
print("as found")
PYTHON
