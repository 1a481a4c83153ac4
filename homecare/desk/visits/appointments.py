"""Appointments: booked without a visit, moved, cancelled, and what became of them."""

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
from homecare.acting import THERAPIST
from homecare.clients import appointments, queries, visits
from homecare.clients.episodes.moves import appointments_moved
from homecare.clients.forms import AppointmentForm, MoveAppointmentForm, ReasonForm
from homecare.clients.models import Appointment, Client, Episode
from homecare.clients.operations import record_visit
from homecare.desk.blueprint import blueprint
from homecare.desk.booked import also_booked, to_say_beside
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to, client_page
from homecare.desk.meanwhile import open_episode
from homecare.desk.searched import sealed, words_sought
from homecare.desk.storing import stored, stored_beside_others
from homecare.desk.visits.forms import WhoseForm
from homecare.desk.visits.views import those_found
from homecare.desk.words import wall_at_a_glance
from homecare.forms import PlainForm, options
from homecare.language import on_wall, weekday_date


@blueprint.post("/clients/<uuid:client_id>/appointments")
@allow(THERAPIST)
def book_appointment(client_id: UUID) -> Any:
    """Expect a client at a time, whether or not they are here now."""
    form = AppointmentForm()
    episode = open_episode(client_id, form)

    made: list[Appointment] = []

    def store(_session: Session, now: datetime) -> None:
        made.append(appointments.book(scope().act(now), episode, form.next_appointment.data))

    if stored(form, store):
        at = wall_at_a_glance(form.next_appointment.data)
        flash(f"Booked: {at}. {also_booked(scope().session, made[0])}".strip())
        return back_to(client_id)
    return client_page(client_id, appointment=form), 422


@blueprint.route("/clients/<uuid:client_id>/appointments/<uuid:appointment_id>",
                 methods=["GET", "POST"])  # fmt: skip
@allow(THERAPIST)
def appointment(client_id: UUID, appointment_id: UUID) -> Any:
    """Show an appointment with what was done with it, and give it another time."""
    shown = _appointment(client_id, appointment_id)

    def stands() -> dict[str, Any]:
        return {"next_appointment": shown.starts}

    form = MoveAppointmentForm(data=stands())

    def store(_session: Session, now: datetime) -> None:
        to, reason = form.next_appointment.data, form.reason.data or ""
        appointments.move(scope().act(now), shown, to, reason)

    if stored_beside_others(form, [shown], stands, store):
        at = wall_at_a_glance(shown.starts)
        flash(f"The appointment is {at} now. {also_booked(scope().session, shown)}".strip())
        return back_to(client_id)
    return _page(shown, move=form)


@blueprint.post("/clients/<uuid:client_id>/appointments/<uuid:appointment_id>/cancel")
@allow(THERAPIST)
def cancel_appointment(client_id: UUID, appointment_id: UUID) -> Any:
    """Expect nobody at that time any more."""
    return _settle(client_id, appointment_id, appointments.cancel, "The appointment is cancelled.")


@blueprint.post("/clients/<uuid:client_id>/appointments/<uuid:appointment_id>/missed")
@allow(THERAPIST)
def miss_appointment(client_id: UUID, appointment_id: UUID) -> Any:
    """Write down that the client did not come."""
    return _settle(
        client_id, appointment_id, appointments.did_not_come,
        "Noted: did not come. It is no visit, and counts for nothing.",
    )  # fmt: skip


@blueprint.post("/clients/<uuid:client_id>/appointments/<uuid:appointment_id>/reopen")
@allow(THERAPIST)
def reopen_appointment(client_id: UUID, appointment_id: UUID) -> Any:
    """Take back that it was cancelled, or missed."""
    return _settle(
        client_id, appointment_id, appointments.reopen_appointment, "The appointment stands again.",
    )  # fmt: skip


@blueprint.post("/clients/<uuid:client_id>/appointments/<uuid:appointment_id>/kept")
@allow(THERAPIST)
def keep_appointment(client_id: UUID, appointment_id: UUID) -> Any:
    """Record the visit that an appointment became, on its day; the note can follow."""
    shown, form = _appointment(client_id, appointment_id), ReasonForm()
    made: list[Any] = []

    def store(session: Session, now: datetime) -> None:
        episode, on, act = (
            session.get_one(Episode, shown.episode_id),
            shown.starts.date(),
            scope().act(now),
        )
        visit = queries.visit_of_day(scope(), episode.id, on) or record_visit(
            act, episode, on, came_to=shown
        )
        if shown.visit_id != visit.id:
            appointments.came(act, shown, visit)
        made.append(visit)

    if stored(form, store):
        day = weekday_date(made[0].on)
        stays = to_say_beside(scope().session, made[0], clock.now())
        flash(f"The visit of {day} is recorded. Write what was done, if you like. {stays}".strip())
        return redirect(url_for("desk.visit", client_id=client_id, visit_id=made[0].id))
    return _page(shown, settle=form)


@blueprint.route("/clients/<uuid:client_id>/appointments/<uuid:appointment_id>/find",
                 methods=["GET", "POST"])  # fmt: skip
@allow(THERAPIST)
def find_for_appointment(client_id: UUID, appointment_id: UUID) -> Response:
    """Search for the client whose appointment it is."""
    found = sealed(request.form.get("who", ""))
    return _back_to(_appointment(client_id, appointment_id), found=found, _anchor="whose")


@blueprint.post("/clients/<uuid:client_id>/appointments/<uuid:appointment_id>/client")
@allow(THERAPIST)
def move_appointment_to_client(client_id: UUID, appointment_id: UUID) -> Any:
    """Put an appointment into the record of the client it is for."""
    shown = _appointment(client_id, appointment_id)
    form = _whose(shown)

    def store(_session: Session, now: datetime) -> None:
        to = scope().get(Client, UUID(form.to.data), selectinload(Client.episodes))
        visits.move_appointment(scope().act(now), shown, to, form.reason.data or "")

    if stored(form, store):
        name = scope().get(Client, shown.client_id).name
        flash(f"The appointment stands in the record of {name} now.")
        return _back_to(shown)
    return _page(shown, whose=form)


def _whose(shown: Appointment, **more: Any) -> WhoseForm:
    form = WhoseForm(prefix="whose-", data={"who": words_sought()}, **more)
    form.to.choices = options(*those_found(form.who.data or "", shown.client_id))
    return form


def _appointment(client_id: UUID, appointment_id: UUID) -> Appointment:
    """The appointment; who asks for it in a record that it has left is sent on to where it is."""
    found: Appointment = scope().get(Appointment, appointment_id, selectinload(Appointment.steps))
    if found.client_id == client_id:
        return found
    if any(step.kind == appointments.MOVED_HERE for step in found.steps):
        flash("This appointment stands in another record now: this one.")
        abort(_back_to(found))
    return abort(404)


def _settle(client_id: UUID, appointment_id: UUID, do: Any, said: str) -> Any:
    """Do something with an appointment that takes a reason at most."""
    shown, form = _appointment(client_id, appointment_id), ReasonForm()

    def store(_session: Session, now: datetime) -> None:
        do(scope().act(now), shown, form.reason.data or "")

    if stored(form, store):
        flash(said)
        return _back_to(shown)
    return _page(shown, settle=form)


def _back_to(shown: Appointment, **more: Any) -> Response:
    here = {"client_id": shown.client_id, "appointment_id": shown.id, **more}
    return redirect(url_for("desk.appointment", **here))


def _page(shown: Appointment, **forms: PlainForm) -> Any:
    episode = scope().session.get_one(Episode, shown.episode_id)
    filled = {
        "move": MoveAppointmentForm(formdata=None, next_appointment=shown.starts),
        "settle": ReasonForm(formdata=None),
        "whose": _whose(shown, formdata=None),
        **forms,
    }
    page = render_template(
        "desk/visits/appointment.html",
        appointment=shown,
        client=scope().get(Client, shown.client_id),
        others=appointments.others_of_day(scope().session, shown),
        visit=queries.visit_of_day(scope(), episode.id, shown.starts.date()),
        is_over=shown.starts <= on_wall(clock.now(), queries.zone_of(scope().session, episode)),
        names=names_of(scope().session, g.practice.id, [step.by for step in shown.steps]),
        moves=appointments_moved(scope(), [shown.id]),
        **filled,
    )
    note_view(scope(), shown.client_id, "appointment")
    return page, 422 if request.method == "POST" else 200
