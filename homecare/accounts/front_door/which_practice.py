"""At which practice a page of the desk was opened, where one person works at more than one.

The place last chosen holds for every tab of a browser. A form that was opened at one practice
stores nothing at another, and a link in a mail opens at the practice that wrote it.
"""

from typing import Any
from uuid import UUID

from flask import flash, g, make_response, render_template, request
from werkzeug.wrappers import Response

from homecare.accounts.access_rules import choose, memberships, place_for
from homecare.accounts.front_door.giving_back import is_of_somebody_else, written
from homecare.accounts.models import Membership
from homecare.accounts.sign_in.form_tokens import TOKEN
from homecare.acting import CLIENT, OWNER, THERAPIST

NAMED = "working_at"
"""Names a practice: the field of a form, and in a link."""
CHANGE = "work_at"
"""The button that sends a form on for the practice it was opened at."""


def settle(rule: str) -> Response | None:
    """Before a page of the desk: None to go on, or the answer that a form is for elsewhere."""
    if rule not in (OWNER, THERAPIST):
        return None
    if request.method == "GET":
        _open_named(rule)
    if request.method != "POST":
        return None
    meant = _at_work(request.form.get(NAMED))
    if meant is not None and request.form.get(CHANGE) == str(meant.practice_id):
        choose(meant)
    here = place_for(rule)
    if here is None or not _is_of_another(here):
        return None
    return _refuse(here, meant)


def _open_named(rule: str) -> None:
    """Work at the practice that a link is from, where it is one of the signed-in person's."""
    place, here = _at_work(request.args.get(NAMED)), place_for(rule)
    if place is None or here is None or place.practice_id == here.practice_id:
        return
    choose(place)
    flash(f"You work at {place.practice.name} now: this page is from there.")


def _work() -> list[Membership]:
    return [m for m in memberships() if m.role != CLIENT]


def _at_work(practice: str | None) -> Membership | None:
    """Where the signed-in person works at the practice of this id, if they do."""
    return next((m for m in _work() if str(m.practice_id) == practice), None)


def _is_of_another(here: Membership) -> bool:
    """A page that names no practice is taken where there is only one."""
    named = request.form.get(NAMED)
    if named is None:
        return len(_work()) > 1
    return named != str(here.practice_id)


def _refuse(here: Membership, meant: Membership | None) -> Response:
    named = request.form.get(NAMED)
    fields = [(n, v) for n, values in request.form.lists() for v in values]
    page = render_template(
        "errors/other_practice.html",
        meant=[meant] if meant else [] if named else _work(),
        now=here.practice.name,
        field=NAMED, change=CHANGE,
        sent=None if request.files or is_of_somebody_else() else [
            (n, v) for n, v in fields if n not in (NAMED, CHANGE) and not n.endswith(TOKEN)
        ],
        typed=[] if is_of_somebody_else() else written(request.form),
        reason="", show_lines=not is_of_somebody_else(),
    )  # fmt: skip
    return make_response(page, 409)


def practice_id() -> UUID | None:
    """The practice that forms on this page are for; None where it is no page of the desk."""
    actor = g.get("actor")
    return actor.practice_id if actor is not None and actor.is_staff else None


def elsewhere() -> list[Membership]:
    """Where else somebody works who finds nothing at an address: it may be from there."""
    here = practice_id()
    return [m for m in _work() if m.practice_id != here] if here and request.method == "GET" else []


def for_macros() -> dict[str, Any]:
    """What macros ask, which have no variables of a page."""
    return {"practice_id": practice_id, "works_elsewhere": elsewhere}
