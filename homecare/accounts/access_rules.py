"""The rules an endpoint may state, and the places a signed-in person can act in.

Here rather than in `homecare.access`, so that the pages of accounts can state theirs too.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app, session, url_for
from flask_login import current_user

from homecare.accounts.models import Membership
from homecare.accounts.queries import record_now
from homecare.acting import CLIENT, OWNER, THERAPIST, Actor
from homecare.extensions import db

View = TypeVar("View", bound=Callable[..., Any])

ANYONE, SIGNED_IN, DEMONSTRATION = "anyone", "signed in", "demonstration"
# Signed in, or on the way in and about to set up what is missing.
SETTING_UP = "setting up"
ROLES_OF_RULE = {CLIENT: {CLIENT}, THERAPIST: {OWNER, THERAPIST}, OWNER: {OWNER}}

# For whoever comes before there is a practice.
NOBODY_YET = "nobody yet"


def front_page(role: str) -> str:
    """The address of a role's first page, or of NOBODY_YET's; the app says which page that is."""
    return url_for(current_app.config["FRONT_PAGES"][role])


def is_ours(address: str) -> bool:
    """A path of this site, which no browser takes for another host."""
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def allow(rule: str) -> Callable[[View], View]:
    """State who may call a view, by one of the rules above."""
    if rule not in {ANYONE, SIGNED_IN, SETTING_UP, DEMONSTRATION, *ROLES_OF_RULE}:
        raise ValueError(f"no such access rule: {rule}")

    def state(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return state


def memberships() -> list[Membership]:
    """The places of the signed-in person that are not disabled, the one last chosen first.

    Among the client's places the record last chosen comes first, whatever they did at work since.
    Where none was chosen the oldest stands first.
    """
    chosen, record = session.get("place"), session.get("record")
    active = [m for m in current_user.memberships if m.disabled_at is None]
    return sorted(active, key=lambda m: (str(m.id) != chosen, str(m.id) != record, m.id))


def place_for(rule: str) -> Membership | None:
    """The place in which the signed-in person acts on a page of this rule."""
    fits = (m for m in memberships() if rule == SIGNED_IN or m.role in ROLES_OF_RULE[rule])
    return next(fits, None)


def records() -> list[Membership]:
    """The places of the signed-in person that open a client's record, the last chosen first."""
    return [m for m in memberships() if m.role == CLIENT]


def ended_records() -> list[Membership]:
    """The places of the signed-in person that opened a client's record until their practice took
    the sign-in back, and did not give it again; one for each record."""
    mine = {m.client_id for m in records()}
    ended = {m.client_id: m for m in current_user.memberships if m.disabled_at is not None}
    return [m for record, m in ended.items() if record is not None and record not in mine]


def record_named(name: str | None) -> Membership | None:
    """The place of the signed-in person that opens the record of this id, or the one that it was
    merged with since."""
    return _named(name, records())


def ended_record_named(name: str) -> Membership | None:
    """The same of the places that were taken back."""
    return _named(name, ended_records())


def _named(name: str | None, places: list[Membership]) -> Membership | None:
    known = {m.client_id: m for m in places if m.client_id is not None}
    try:
        wanted = UUID(name or "")
    except ValueError:
        return None
    if wanted in known or not known:
        return known.get(wanted)
    now = record_now(db.session(), wanted, known)
    return known[now] if now else None


def is_undecided() -> bool:
    """Whether the person has more than one record and has not said which they mean here."""
    mine = records()
    return len(mine) > 1 and str(mine[0].id) != session.get("record")


def choose(place: Membership) -> None:
    """Put `place` first from now on, for this visit."""
    session["place"] = str(place.id)
    if place.role == CLIENT:
        session["record"] = str(place.id)


def actor_of(membership: Membership, name: str) -> Actor:
    """The actor that a person is in one of their practices."""
    return Actor(
        practice_id=membership.practice_id,
        role=membership.role,
        name=name,
        person_id=membership.person_id,
        client_id=membership.client_id,
    )
