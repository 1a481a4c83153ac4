"""The page of one visit: what it says, what it said before, and the ways to put it right."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session, selectinload
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import names_of
from homecare.acting import THERAPIST, Act
from homecare.clients import queries, visits
from homecare.clients.appointments import noted_at
from homecare.clients.episodes.moves import visits_moved
from homecare.clients.episodes.queries import kept_by
from homecare.clients.models import Client, Visit
from homecare.desk.blueprint import blueprint
from homecare.desk.booked import to_say_beside
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.searched import sealed, words_sought
from homecare.desk.storing import stored_as_seen
from homecare.desk.visits.forms import FORMS
from homecare.desk.words import wall_at_a_glance
from homecare.forms import options
from homecare.language import listed, long_date, wall_words

MOST_FOUND = 10
OPEN_AGAIN = "The appointment of {} is open again: say what became of it."
MOVED = "The visit stands in the record of {name} now."


@blueprint.route("/clients/<uuid:client_id>/visits/<uuid:visit_id>", methods=["GET", "POST"])
@allow(THERAPIST)
def visit(client_id: UUID, visit_id: UUID) -> Any:
    """Show a visit, and correct its day or its note."""

    def correct(act: Act, shown: Visit, form: Any) -> None:
        visits.correct_visit(act, shown, form.on.data, form.wanted_note, form.reason.data or "")

    shown = _visit(client_id, visit_id)
    said = "The visit is corrected. What it said before stays below."
    return _put_right(shown, "correct", correct, f"{said} {_of_those_kept(shown)}".strip())


def _of_those_kept(shown: Visit) -> str:
    """What becomes of the appointment that a visit was said to be, where it gets another day."""
    if request.form.get("correct-on", "") in ("", shown.on.isoformat()):
        return ""
    kept = [wall_at_a_glance(one.starts) for one in kept_by(scope().session, shown)]
    return OPEN_AGAIN.format(listed(kept)) if kept else ""


@blueprint.route("/clients/<uuid:client_id>/visits/<uuid:visit_id>/find", methods=["GET", "POST"])
@allow(THERAPIST)
def find_for_visit(client_id: UUID, visit_id: UUID) -> Response:
    """Search for the client whose visit it was."""
    found = sealed(request.form.get("who", ""))
    return redirect(_address(_visit(client_id, visit_id), found=found, _anchor="move"))


@blueprint.post("/clients/<uuid:client_id>/visits/<uuid:visit_id>/move")
@allow(THERAPIST)
def move_visit(client_id: UUID, visit_id: UUID) -> Any:
    """Put a visit into the record of the client it was of."""

    def move(act: Act, shown: Visit, form: Any) -> None:
        to = scope().get(Client, UUID(form.to.data), selectinload(Client.episodes))
        along = {UUID(one) for one in form.along.data}
        visits.move_visit(act, shown, to, form.reason.data or "", along)

    shown = _visit(client_id, visit_id)
    return _put_right(shown, "move", move, f"{MOVED} {_of_those_booked(shown)}".strip())


def _of_those_booked(shown: Visit) -> str:
    """What becomes of the appointments that were written down with a visit, as the form says."""
    going = request.form.getlist("move-along")
    said = {True: "The appointment of {} went along.", False: "The appointment of {} stayed: is it "
            "theirs?"}  # fmt: skip
    noted = noted_at(scope().session, shown)
    return " ".join(
        said[str(one.id) in going].format(wall_at_a_glance(one.starts)) for one in noted
    )


@blueprint.post("/clients/<uuid:client_id>/visits/<uuid:visit_id>/strike")
@allow(THERAPIST)
def strike_visit(client_id: UUID, visit_id: UUID) -> Any:
    """Say that a visit was not."""

    def strike(act: Act, shown: Visit, form: Any) -> None:
        visits.strike_visit(act, shown, form.reason.data)

    said = "The visit is struck out. It stays readable and counts for nothing."
    return _put_right(_visit(client_id, visit_id), "strike", strike, said)


@blueprint.post("/clients/<uuid:client_id>/visits/<uuid:visit_id>/back")
@allow(THERAPIST)
def put_visit_back(client_id: UUID, visit_id: UUID) -> Any:
    """Let a visit that was struck out stand again."""

    def put_back(act: Act, shown: Visit, form: Any) -> None:
        visits.put_visit_back(act, shown, form.reason.data or "")

    return _put_right(_visit(client_id, visit_id), "back", put_back, "The visit stands again.")


def _put_right(shown: Visit, which: str, do: Callable[[Act, Visit, Any], None], said: str) -> Any:
    """Do what one of the page's forms asks, and go to where the visit stands then; `said` may name
    the client, as {name}."""
    forms = _forms(shown, which)
    form = forms[which]

    def store(_session: Session, now: datetime) -> None:
        do(scope().act(now), shown, form)

    if request.method == "POST" and stored_as_seen(form, shown, visits.MEANWHILE, store):
        return _done(shown, said.format(name=scope().get(Client, shown.client_id).name))
    return _page(shown, forms)


def _visit(client_id: UUID, visit_id: UUID) -> Visit:
    """The visit; who asks for it in a record that it has left is sent on to where it stands."""
    found: Visit = scope().get(Visit, visit_id, selectinload(Visit.corrections))
    if found.client_id == client_id:
        return found
    if any(one.client_id == client_id for one in found.corrections):
        flash("This visit stands in another record now: this one.")
        abort(redirect(_address(found)))
    return abort(404)


def _forms(shown: Visit, sent: str) -> dict[str, Any]:
    """Every form of the page: the one of that name as it was sent, the others with what stands."""
    stands = {"on": shown.on, "note": shown.note, "seen": str(len(shown.corrections)),
              "who": words_sought()}  # fmt: skip
    forms = {
        name: form(prefix=f"{name}-", data=stands, **({} if name == sent else {"formdata": None}))
        for name, form in FORMS.items()
    }
    found = those_found(forms["move"].who.data or "", shown.client_id)
    forms["move"].to.choices = options(*found)
    booked = [(str(one.id), wall_words(one.starts)) for one in noted_at(scope().session, shown)]
    forms["move"].along.choices = options(*booked)
    if sent != "move":
        forms["move"].along.data = [code for code, _ in booked]
    return forms


def those_found(who: str, but: UUID) -> list[tuple[str, str]]:
    """Clients by that name, to choose from."""
    if not who.strip():
        return []
    named = queries.others_found(scope(), who, MOST_FOUND, but=but)
    return [(str(one.id), f"{one.name}, born {long_date(one.date_of_birth)}") for one in named]


def _done(shown: Visit, said: str) -> Response:
    more = "" if shown.struck_at else to_say_beside(scope().session, shown, clock.now())
    flash(f"{said} {more}".strip())
    return redirect(_address(shown))


def _address(shown: Visit, **more: Any) -> str:
    return url_for("desk.visit", client_id=shown.client_id, visit_id=shown.id, **more)


def _page(shown: Visit, forms: dict[str, Any]) -> Any:
    people = [shown.recorded_by, *(one.by for one in shown.corrections)]
    page = render_template(
        "desk/visits/visit.html",
        visit=shown,
        client=scope().get(Client, shown.client_id),
        names=names_of(scope().session, g.practice.id, people),
        moves=visits_moved(scope(), shown.corrections),
        **forms,
    )
    note_view(scope(), shown.client_id, "visit")
    return page, 422 if request.method == "POST" else 200
