"""Who may see what: every endpoint states its rule, and `Scope` is the only door to client data.

An endpoint without a rule makes `create_app` fail. A view reaches rows of clients only through
`scope()`, which adds the practice and, for a client, their own record to every query: somebody
else's row and a missing one are the same 404.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, TypeVarTuple, cast
from uuid import UUID

import structlog
from flask import (
    Flask,
    abort,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from sqlalchemy import Result, Select, bindparam, event
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from homecare.accounts.access_rules import (
    ANYONE,
    DEMONSTRATION,
    SETTING_UP,
    SIGNED_IN,
    actor_of,
    ended_record_named,
    ended_records,
    is_undecided,
    place_for,
    record_named,
    records,
)
from homecare.accounts.front_door import giving_back, which_practice
from homecare.accounts.front_door.which_record import open_named, settle
from homecare.accounts.models import Membership
from homecare.accounts.queries import is_erased
from homecare.accounts.sign_in.sign_ins import SETUP
from homecare.accounts.sign_in.this_sign_in import waiting
from homecare.acting import CLIENT, Act, Actor, within
from homecare.database import OfPractice
from homecare.extensions import db
from homecare.together import Asked, rows

log = structlog.get_logger()

Row = TypeVar("Row", bound=Any)
Columns = TypeVarTuple("Columns")
Completes = Callable[[Select[Any]], Select[Any]]

ENDED = (
    "Your practice has ended your sign-in to this record, so this was not sent. "
    "It stays on this phone."
)

ERASED = "The practice has deleted this record. Nothing of it is kept any more."

# Endpoints that come with a library; each is listed by hand, so that a new one fails.
OF_LIBRARIES = {
    "static": ANYONE,
    "bootstrap.static": ANYONE,
    "security.static": ANYONE,
    "security.login": ANYONE,
    "security.logout": ANYONE,
    "security.forgot_password": ANYONE,
    "security.reset_password": ANYONE,
    "security.change_password": SIGNED_IN,
}


def rule_of(app: Flask, endpoint: str) -> str | None:
    """The rule an endpoint has stated, or None."""
    stated = getattr(app.view_functions[endpoint], "access_rule", None)
    return cast("str | None", stated or OF_LIBRARIES.get(endpoint))


def deny_by_default(app: Flask) -> None:
    """Guard every request. Raises RuntimeError for an endpoint that states no rule."""
    silent = sorted(e for e in app.view_functions if rule_of(app, e) is None)
    if silent:
        raise RuntimeError(f"these endpoints state no access rule: {', '.join(silent)}")
    app.before_request(_guard)


def _guard() -> Any:
    if request.endpoint is None:
        return None
    rule = rule_of(current_app, request.endpoint)
    g.actor = None
    if rule == ANYONE:
        return None
    if rule == DEMONSTRATION:
        return None if current_app.config["DEMONSTRATION"] else abort(404)
    if not current_user.is_authenticated:
        return None if rule == SETTING_UP and _sets_up() else _ask_to_sign_in()
    return _enter(SIGNED_IN if rule == SETTING_UP else rule or "")


def _sets_up() -> bool:
    half = waiting()
    return half is not None and half.sign_in.waits_for == SETUP


def _ask_to_sign_in() -> Any:
    if request.path.startswith("/api/"):
        refuse_erased(request.args.get("owner", ""))
        abort(401, "Sign in first.")
    if request.method == "GET" and waiting():
        return redirect(url_for("factors.step", next=request.full_path.rstrip("?")))
    if request.method == "POST" and set(request.form) - {"csrf_token"}:
        return giving_back.ask_to_sign_in()
    there = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("security.login", next=there))


def _enter(rule: str) -> Any:
    """Choose the place in which the person acts here, and tie the session to it.

    Somebody with more than one record is asked whose is meant before a client's page, and a form
    of the desk is for the practice at which it was opened.
    """
    stop = settle() if rule == CLIENT else which_practice.settle(rule)
    if stop is not None:
        return stop
    membership = place_for(rule)
    if membership is None:
        return None if rule == SIGNED_IN else _turn_away(rule)
    _act_as(membership, current_user.name)
    return None


def _turn_away(rule: str) -> Any:
    """Whoever could come in here until their practice ended their sign-in is told that."""
    log.info("turned away", endpoint=request.endpoint, rule=rule, person=str(current_user.id))
    if request.path.startswith("/api/"):
        refuse_erased(request.args.get("owner", ""))
    ended = ended_records() if rule == CLIENT else []
    if not ended:
        abort(403)
    if request.path.startswith("/api/"):
        refuse_ended(request.args.get("owner", ""))
        abort(403, ENDED)
    return render_template("accounts/ended.html", ended=ended), 403


def refuse_ended(owner: str) -> None:
    """Tell a phone that what it keeps for this record can't come in any more: a 410. Nothing is
    asked of a record that the person opens: to delete one ends every sign-in to it."""
    if owner in {str(place.client_id) for place in records()}:
        return
    refuse_erased(owner)
    if ended_record_named(owner):
        abort(410, ENDED)


def refuse_erased(owner: str) -> None:
    """Tell a phone that its record is no more, and that it is to forget it: a 410 of its own.

    Whoever signed in to it may be gone too, so this is told to anybody who knows the record's
    long id; it says nothing else.
    """
    if is_erased(db.session(), owner):
        answer = jsonify(error=ERASED, erased=True)
        answer.status_code = 410
        abort(answer)


def _act_as(membership: Membership, name: str) -> None:
    g.actor = actor_of(membership, name)
    g.practice = membership.practice
    g.record_place = membership if membership.role == CLIENT else None
    db.session.info["actor"] = g.actor


def scope() -> "Scope":
    """The door to client data for the person who sent this request."""
    if g.get("actor") is None:
        abort(403)
    return Scope(db.session(), g.actor)


def own_scope() -> "Scope | None":
    """On a page for anyone: the door of the client who is signed in, or None.

    None too while it is not said which of more than one record is meant.
    """
    if not current_user.is_authenticated or not records():
        return None
    open_named()
    if is_undecided():
        return None
    _enter(CLIENT)
    return scope()


def scope_of_record(owner: str) -> "Scope | None":
    """The door of the record a phone names, where it is one of the signed-in person's, or was
    until it was merged into one; else None.

    What was written for one record goes there, whichever of them is open now.
    """
    place = record_named(owner)
    if place is None:
        return None
    _act_as(place, current_user.name)
    return scope()


def scope_of(place: Membership) -> "Scope":
    """On a page for anyone: the door of the client whose signed link was opened."""
    if place.role != CLIENT:
        raise PermissionError("a link opens a client's own door only")
    _act_as(place, place.person.name)
    return scope()


class Scope:
    """Selects only what its actor may see: their practice's rows, a client's own rows."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session = session
        self.actor = actor

    def act(self, now: datetime) -> Act:
        """What the actor does now, in the session of this request."""
        return Act(self.session, self.actor, now, current_app.config["SETTINGS"].public_url)

    def select(self, model: type[Row], *options: ORMOption) -> Select[Row]:
        """A SELECT of `model` that can only find what the actor may see."""
        actor = self.actor
        return within(model, actor.is_staff, actor.practice_id, actor.client_id).options(*options)

    def asks(self, model: type[Row], more: Completes, *along: Any, **given: Any) -> Asked:
        """A question that begins so, and that `more` completes: put together once."""
        mine = {"practice": self.actor.practice_id, "client": self.actor.client_id}
        statement = _completed(cast("Any", model), more, self.actor.is_staff)
        return Asked(statement, mine | given, along)

    def own(self, statement: Select[*Columns], *along: Any, **more: Any) -> Sequence[Any]:
        """What a question finds that was put together once, for a client: it takes `practice` and
        `client`, whose door this is. Raises PermissionError for staff."""
        if not self.actor.is_client:
            raise PermissionError("this is read by a client only")
        mine = {"practice": self.actor.practice_id, "client": self.actor.client_id}
        return rows(self.session, Asked(statement, mine | more, along))[0]

    def all(self, statement: Select[*Columns], **more: Any) -> Result[*Columns]:
        """What a SELECT finds that was put together once, for who works there: it takes
        `practice`. Raises PermissionError for a client."""
        return self.session.execute(statement, self.of_all(statement, **more).given)

    def of_all(self, statement: Select[*Columns], **more: Any) -> Asked:
        """The same as a question."""
        if not self.actor.is_staff:
            raise PermissionError("this is read by the practice only")
        return Asked(statement, {"practice": self.actor.practice_id} | more)

    def get(self, model: type[Row], id: UUID, *options: ORMOption) -> Row:
        """The row of that id, or a 404 where it is missing or somebody else's."""
        record = self.session.scalars(self.select(model, *options).where(model.id == id))
        row: Row | None = record.unique().one_or_none()
        return abort(404) if row is None else row


@cache
def _completed(model: Any, more: Completes, is_staff: bool) -> Select[Any]:
    return more(within(model, is_staff, bindparam("practice"), bindparam("client")))


LOOKED = ("client.view", "caseload.view", "flags.view", "flag.view")
"""What the audit trail says of whoever only looked."""


def _stay_inside(session: Session, _context: Any, _instances: Any) -> None:
    """Before anything is written: every row belongs to the actor's practice and, for a client,
    to their own record."""
    actor: Actor | None = session.info.get("actor")
    if actor is None:
        return
    for row in [*session.new, *session.dirty]:
        if session.info.get("given_back") and getattr(row, "action", "") not in LOOKED:
            raise giving_back.NotSavedYetError
        if isinstance(row, OfPractice) and row.practice_id != actor.practice_id:
            raise PermissionError("a row of another practice")
        owner = getattr(row, "client_id", None)
        if actor.is_client and owner is not None and owner != actor.client_id:
            raise PermissionError("a row of another client")


event.listen(db.session, "before_flush", _stay_inside)
