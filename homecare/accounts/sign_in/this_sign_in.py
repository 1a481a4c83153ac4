"""The sign-in a request came with: who it is, and what signing in and out do to it."""

from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user, user_logged_in, user_logged_out
from flask_login.utils import decode_cookie, encode_cookie
from flask_security import password_changed, password_reset
from flask_security.utils import set_request_attr
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import Session

from homecare import clock
from homecare.accounts.models import Person, SignIn
from homecare.accounts.queries import has_factor
from homecare.accounts.sign_in import sign_ins
from homecare.accounts.sign_in.browsers import in_plain_words
from homecare.accounts.sign_in.form_tokens import new_secret
from homecare.accounts.sign_in.sign_ins import CODE, FACTOR, SETUP, Begun
from homecare.accounts.sign_in.user_datastore import people
from homecare.accounts.trail.at_the_door import CHANGED, RESET, SIGNED_IN, SIGNED_OUT, note_person
from homecare.busy import has_no_room, is_busy, let_go
from homecare.database import transaction, turn_writer
from homecare.extensions import db
from homecare.keys import secrets_of

FACTORS = {"app", "passkey", "recovery"}
"""What can be shown beside a password."""
INVITATION = "invitation"


class Waiting(NamedTuple):
    """Somebody who is not signed in yet, and the row that says what is missing."""

    person: Person
    sign_in: SignIn


def follow(app: Flask) -> None:
    """Let sessions stand for a row that can be ended, not for a person for ever."""
    app.login_manager.user_loader(_load)  # type: ignore[attr-defined]
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    password_changed.connect(_end_others, app)
    password_reset.connect(_end_every, app)
    app.after_request(_note_use)
    app.after_request(_settle_stranger)
    _remember_by_older_keys(app.login_manager)  # type: ignore[attr-defined]


def _settle_stranger(answer: Response) -> Response:
    """Say at once what Flask-Login else says with a stranger's next request: that one would send a
    session of its own, though it be for a script behind the sign-in page, and where it comes late
    it would take the place of the sign-in that was made meanwhile."""
    if session.modified and session and "_user_id" not in session:
        session.setdefault("_fresh", False)
    return answer


def _remember_by_older_keys(login_manager: Any) -> None:
    """Flask-Login reads a remember cookie by the newest secret key alone: once that was turned,
    everybody would have to sign in again."""
    usual = login_manager._load_user_from_remember_cookie

    def by_any_key(cookie: str) -> Person | None:
        for older in secrets_of(current_app.config)[1:]:
            if name := decode_cookie(cookie, key=older):
                cookie = encode_cookie(name)
        found: Person | None = usual(cookie)
        return found

    login_manager._load_user_from_remember_cookie = by_any_key


def _load(name: str) -> Person | None:
    """Whoever is signed in by that name; somebody who still waits for a factor is not."""
    now = clock.machine_time()
    signed_in = people.signed_in(name)
    if signed_in is None or sign_ins.has_ended(signed_in[1], signed_in[0], now):
        return None
    person, sign_in = signed_in
    if sign_in.waits_for is not None:
        g.waiting = Waiting(person, sign_in)
        return None
    g.sign_in, g.noted_every = sign_in, sign_ins.noted_every(person)
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return person


def waiting() -> Waiting | None:
    """Whoever signs in on this device and still has to show a factor."""
    if current_user.is_authenticated:  # which reads the session
        return None
    found: Waiting | None = g.get("waiting")
    return found


def _begin(_app: Flask, user: Person) -> None:
    """A row for this device, in place of the one it had; whoever signs somebody in commits."""
    _start_afresh()
    turn_writer(db.session)
    how, whole = _how_begun(user), g.get("sign_in")
    goes_on = whole is not None and whole.person_id == user.id  # with a new password, say
    for before in _rows_before():
        sign_ins.end(db.session(), user, before.id)
    row = sign_ins.begin(db.session(), user, clock.machine_time(), how)
    if row.waits_for is None and not goes_on:
        note_person(db.session(), user, SIGNED_IN)
    session["_user_id"] = sign_ins.write_name(user, row)
    session["csrf_token"] = new_secret(user)
    if row.waits_for is None:
        g.sign_in = row
    else:
        g.waiting = Waiting(user, row)


def _rows_before() -> list[SignIn]:
    """The rows that this device had: whole, or half-way."""
    half, whole = g.pop("waiting", None), g.pop("sign_in", None)
    return [row for row in (whole, half and half.sign_in) if row is not None]


def _how_begun(user: Person) -> Begun:
    """What a new row says: a new password goes on from the sign-in there was, factor and all."""
    kept = session.get("_remember") == "set"
    browser = in_plain_words(request.user_agent.string)
    before, shown = g.get("sign_in"), g.pop("shown", None)
    if before is not None and before.person_id == user.id:
        factor, since = shown or before.factor, before.made_at
        return Begun(kept=kept or before.kept, browser=browser, factor=factor, since=since)
    if shown in FACTORS:
        return Begun(kept=kept, browser=browser, factor=shown)
    waits_for = _missing(user, invited=shown == INVITATION)
    return Begun(kept=kept, browser=browser, waits_for=waits_for)


def _missing(user: Person, invited: bool) -> str | None:
    """What somebody has to show beside their password, or beside an invitation."""
    if has_factor(db.session(), user.id):
        return FACTOR
    if not sign_ins.must_have_two(user, clock.machine_time()):
        return None
    return SETUP if invited else CODE


def _end(_app: Flask, user: Person) -> None:
    """End the sign-in of this device, and commit: the view of Flask-Security does not.

    Where the database can't do it now, the person stays signed in: a page that says "signed out"
    over a sign-in that still opens would be untrue.
    """
    this = g.pop("sign_in", None)
    try:
        turn_writer(db.session)
        if this is not None:
            sign_ins.end(db.session(), user, this.id)
        _end_remembered(user)
        note_person(db.session(), user, SIGNED_OUT)
        db.session.commit()
    except (DBAPIError, NoConnectionError):
        if this is not None:
            session["_user_id"] = sign_ins.write_name(user, this)
            session.pop("_remember", None)
        raise
    _start_afresh()


def _end_remembered(user: Person) -> None:
    """The remember cookie may be of an earlier sign-in than the session."""
    cookie = decode_cookie(request.cookies.get(remember_cookie(), ""))
    name = sign_ins.read_name(cookie) if cookie else None
    if name is not None and name.sign_in is not None:
        sign_ins.end(db.session(), user, name.sign_in)


def remember_cookie() -> str:
    """The name of the cookie that keeps a sign-in; a demonstration has one of its own."""
    return str(current_app.config["REMEMBER_COOKIE_NAME"])


def _end_others(_app: Flask, user: Person, **_more: Any) -> None:
    """Who knew the old password is not to stay; the device that changed it may."""
    turn_writer(db.session)
    user.links_ended_at = clock.now()
    note_person(db.session(), user, CHANGED)
    this = g.get("sign_in")
    sign_ins.end_all(db.session(), user.id, but=this.id if this is not None else None)


def _end_every(_app: Flask, user: Person, **_more: Any) -> None:
    """Who asked for a new password by mail signs in with it, wherever that is."""
    turn_writer(db.session)
    user.links_ended_at = clock.now()
    note_person(db.session(), user, RESET)
    sign_ins.end_all(db.session(), user.id)


def _note_use(response: Response) -> Response:
    """Now and then, that the sign-in is used; on a connection of its own, since a view may have
    left something behind that it does not mean to keep. Nobody who reads waits for it."""
    this, now = g.get("sign_in"), clock.machine_time()
    every = g.get("noted_every", sign_ins.A_DAY)
    if this is None or now - this.used_at < every or response.status_code >= 500:
        return response
    try:
        with Session(db.engine) as own, transaction(own, patient=False):
            sign_ins.use(own, this.id, now)
    except (DBAPIError, NoConnectionError) as error:
        if not is_busy(error) and not has_no_room(error):
            raise
    return response


def nobody_where_unknown() -> None:
    """Every page asks who is signed in, whatever it shows. Where the database can't tell even that,
    the page that says so is for nobody, and asks no more."""
    try:
        current_user.is_authenticated  # noqa: B018 — which asks, once for this request
    except (DBAPIError, NoConnectionError):
        let_go(db.session)
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def show_factor(what: str) -> None:
    """Say, before somebody is signed in, what they have shown beside a password."""
    g.shown = what


def _start_afresh() -> None:
    """Keep nothing in the session that was there before: not a planted form token, not a
    message, a place or a record of whoever used this browser last: two people may share it."""
    for name in ("csrf_token", "place", "record", "invitation", "_flashes"):
        session.pop(name, None)
    g.pop("csrf_token", None)
