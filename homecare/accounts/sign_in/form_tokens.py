"""Whose page a form stood on: its token says so, also once the sign-in behind it has ended.

A form's token is a signed random number, kept in the session too. At signing in the person's id is
put behind the number. It is no secret, nobody else can write it, and nobody gets it but the pages
of that sign-in.
"""

import secrets
from uuid import UUID

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from homecare.accounts.models import Person
from homecare.keys import secrets_of

SALT = "wtf-csrf-token"  # Flask-WTF's own
TOKEN = "csrf_token"  # noqa: S105 (a field's name)
"""How the name of the field ends; one of several forms on a page has a word before it."""


def new_secret(person: Person) -> str:
    """What the session keeps for the forms of a new sign-in."""
    return f"{secrets.token_hex(20)}.{person.id}"


def secret_of_form() -> str | None:
    """The secret that the form of this request names; None where its token is none of ours."""
    tokens = (value for name, value in request.form.items() if name.endswith(TOKEN))
    seal = URLSafeTimedSerializer(secrets_of(current_app.config)[::-1], salt=SALT)
    try:
        return str(seal.loads(next(filter(None, tokens), "")))
    except BadData:
        return None


def author_of_form() -> UUID | None:
    """Who had signed in when the page of the form was made that this request sends, if anybody."""
    try:
        return UUID((secret_of_form() or "").partition(".")[2])
    except ValueError:
        return None
