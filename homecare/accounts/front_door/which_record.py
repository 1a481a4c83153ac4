"""Whose record a client's page is about, where one person signs in for more than one.

Two people who share an address share a sign-in. Nobody is put silently into the first record, and
a page that was opened for one of them stores nothing in the other's.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, g, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from homecare.accounts.access_rules import choose, is_undecided, record_named, records
from homecare.accounts.front_door.giving_back import is_of_somebody_else, written
from homecare.accounts.models import Membership
from homecare.acting import CLIENT
from homecare.language import long_date

SYNC = "/api/v1/sync/"  # what a phone sends says itself whose it is
SAY_FIRST = "Say first whose record this is."


def settle() -> Response | None:
    """Before a client's page: None to go on, or the answer that asks whose record is meant.

    A form that names another record than the one open now stores nothing, and is sent on by one
    press for the record that it was written for.
    """
    if request.path.startswith(SYNC):
        return None
    open_named()
    posted = request.method == "POST" and not request.path.startswith("/api/")
    if posted:
        _change_over(request.form.get("change_over"))
    if is_undecided():
        return _ask(posted)
    named = request.form.get("record", request.form.get("change_over"))
    return _refuse() if posted and _is_of_another(named) else None


def open_named() -> None:
    """Open the record that a link in a mail is about, where it is one of the signed-in person's."""
    named = request.args.get("record") if request.method == "GET" else None
    place = next((m for m in records() if str(m.client_id) == named), None)
    if place is not None and len(records()) > 1:
        choose(place)


def _change_over(wish: str | None) -> None:
    place = record_named(wish)
    if place is not None and wish == request.form.get("record", wish):
        choose(place)


def _is_of_another(named: str | None) -> bool:
    """A page from before forms named a record is taken where there is only one."""
    mine = records()
    if named is None:
        return len(mine) > 1
    return bool(mine) and record_named(named) is not mine[0]


def _ask(posted: bool) -> Response:
    if posted:
        return _refuse()
    if request.path.startswith("/api/"):
        abort(409, SAY_FIRST)
    there = request.full_path.rstrip("?")
    return redirect(url_for("accounts.whose", next=there))


def _refuse() -> Response:
    mine, named = records(), request.form.get("record")
    meant = mine if named is None else [m for m in mine if m is record_named(named)]
    page = render_template(
        "errors/other_record.html",
        meant=[(m.client_id, label(m)) for m in meant],
        named=bool(named and meant),
        foreign=not meant,
        now=None if is_undecided() else label(mine[0]),
        sent=[
            (name, value)
            for name, values in request.form.lists()
            for value in values
            if name != "change_over"
        ],
        typed=written(request.form),
        reason="",
        show_lines=not is_of_somebody_else(),
    )
    return make_response(page, 409)


def label(place: Membership) -> str:
    """The name in a record; the practice too, where somebody is a client of more than one, and
    the year of birth where two would read alike; the whole date where the year is the same."""
    others = [m for m in _records_of(place) if m.id != place.id]
    name = place.record_name or ""
    if any(m.practice_id != place.practice_id for m in others):
        name = f"{name}, {place.practice.name}"
    alike = [m for m in others if _reads_like(m, place)]
    born = place.record_born
    if not alike or born is None:
        return name
    of_one_year = any(m.record_born and m.record_born.year == born.year for m in alike)
    return f"{name}, born {long_date(born)}" if of_one_year else f"{name}, born {born.year}"


def _reads_like(one: Membership, other: Membership) -> bool:
    same_name = _plain(one.record_name or "") == _plain(other.record_name or "")
    return same_name and one.practice_id == other.practice_id


def is_one_person(places: Sequence[Membership]) -> bool:
    """Whether these records are of one person, at a practice each: then it is asked where, not
    whose."""
    people = {(_plain(m.record_name or ""), m.record_born) for m in places}
    return len(people) == 1 and len({m.practice_id for m in places}) == len(places)


def shown() -> str:
    """Whose record this page is about, where that does not go without saying; else empty."""
    place: Membership | None = g.get("record_place")
    if place is None:
        return ""
    others = len(_records_of(place)) > 1
    same = _plain(place.record_name or "") == _plain(place.person.name)
    return label(place) if others or not same or has_come_between() else ""


def has_come_between() -> bool:
    """Whether a phone leads here from a page that was somebody else's."""
    return "whose" in request.args


def several() -> bool:
    """Whether the signed-in person can change over to another record."""
    return current_user.is_authenticated and len(records()) > 1


def record_id() -> UUID | None:
    """The record that forms on this page are for; None where it is no client's page."""
    place: Membership | None = g.get("record_place")
    return place.client_id if place else None


def _records_of(place: Membership) -> list[Membership]:
    return [m for m in place.person.memberships if m.role == CLIENT and m.disabled_at is None]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def for_macros() -> dict[str, Any]:
    """What macros ask, which have no variables of a page."""
    return {"record_id": record_id}


def variables() -> dict[str, Any]:
    """For every template: asked lazily, since most pages have no record."""
    return {
        "whose": shown,
        "several_records": several,
        "has_come_between": has_come_between,
    }
