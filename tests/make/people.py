"""Makers of practices and people for tests. Each commits what it makes, so that the app sees it.

Everybody's password is `PASSWORD`. Features add their own makers beside it.
"""

import re
from datetime import UTC, date, datetime
from functools import cache, partial
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from homecare.accounts.access_rules import actor_of
from homecare.accounts.front_door.first_visit import set_up_link
from homecare.accounts.models import Membership, Person, Practice
from homecare.acting import CLIENT, OWNER, THERAPIST, Act, Actor
from homecare.language import local_day
from tests import kept_sign_ins
from tests.kept_sign_ins import Browser

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
PASSWORD = "kettle-lamp-orchard-7"
OF_FORMS = "wtf-csrf-token"


def today_here() -> date:
    """The day that it is now where the invented people are: for an hour of each summer's night
    another one than at UTC."""
    return local_day(datetime.now(UTC), "Europe/London")


@cache
def _password_hash() -> str:
    """Hashed once, at the lowest cost, with the parameters of an app under test."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def make_person(session: Session, email: str, name: str = "Robin Reed") -> Person:
    """Somebody who can sign in and belongs nowhere yet."""
    person = Person(
        email=email,
        confirmed_email=email,
        name=name,
        password=_password_hash(),
        fs_uniquifier=uuid4().hex,
        made_at=NOW,
    )
    session.add(person)
    session.commit()
    return person


def make_membership(
    session: Session,
    practice: Practice,
    person: Person,
    role: str = THERAPIST,
    client_id: UUID | None = None,
) -> Membership:
    """A place for `person` in `practice`; `client_id` goes with the role client."""
    place = Membership(
        practice_id=practice.id,
        person_id=person.id,
        role=role,
        client_id=client_id,
        joined_at=NOW,
    )
    session.add(place)
    session.commit()
    return place


def make_practice(
    session: Session,
    name: str = "Riverside Practice",
    owner_email: str = "owner@homecare.example",
    zone: str = "Europe/London",
) -> tuple[Practice, Actor]:
    """A practice with its owner."""
    practice = Practice(name=name, nation="england", zone=zone, made_at=NOW)
    session.add(practice)
    session.commit()
    owner = make_person(session, owner_email, "Olive Owner")
    return practice, actor_of(make_membership(session, practice, owner, OWNER), owner.name)


def make_therapist(
    session: Session,
    practice: Practice,
    email: str = "therapist@homecare.example",
    name: str = "Theo Therapist",
) -> Actor:
    """A therapist of the practice."""
    person = make_person(session, email, name)
    return actor_of(make_membership(session, practice, person), person.name)


def make_client_login(
    session: Session,
    practice: Practice,
    client_id: UUID,
    email: str = "client@homecare.example",
    name: str = "Clara Client",
) -> Actor:
    """A login for the client record `client_id` of the practice."""
    person = make_person(session, email, name)
    return actor_of(make_membership(session, practice, person, CLIENT, client_id), person.name)


def set_up_page(app: Flask) -> str:
    """The page of the first visit, as whoever starts the server is shown it."""
    return set_up_link("", str(app.config["SECRET_KEY"]))


def signed_in(app: Flask, email: str, password: str = PASSWORD) -> FlaskClient:
    """A cookie jar of its own that went through the real sign-in form, now or some tests ago."""
    sign_in = partial(_sign_in, email=email, password=password)

    def first() -> Browser:
        browser = kept_sign_ins.browser_of(app)
        sign_in(browser)
        return browser

    browser = kept_sign_ins.once(app, email, password, first)
    browser.again = sign_in
    return browser


def _sign_in(client: Browser, email: str, password: str) -> str:
    """Go through the form; answers the token of the pages from then on."""
    fields = {"email": email, "password": password, "csrf_token": csrf_token(client)}
    answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 302, answer.text
    return csrf_token(client)


def acting(session: Session, actor: Actor, now: datetime = NOW) -> Act:
    """What somebody does in a test."""
    return Act(session, actor, now, "https://homecare.example")


def csrf_token(client: FlaskClient, page: str = "/sign-in") -> str:
    """The CSRF token that `page` puts into its forms for this visitor.

    The page is asked for only where no form was shown to them before: drawing pages for nothing
    but their token was a seventh of what the desk's tests cost.
    """
    return _known_token(client) or token_on(client.get(page).text)


def _known_token(client: FlaskClient) -> str | None:
    """The token any form would have, by what a visitor's session holds."""
    app = client.application
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    signed = SecureCookieSessionInterface().get_signing_serializer(app)
    if cookie is None or signed is None:
        return None
    held = signed.loads(cookie.value).get("csrf_token")
    return held and str(URLSafeTimedSerializer(app.secret_key, salt=OF_FORMS).dumps(held))


def token_on(markup: str) -> str:
    """The CSRF token in the forms of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', markup)
    assert found is not None, "this page has no form with a CSRF token"
    return found[1]
