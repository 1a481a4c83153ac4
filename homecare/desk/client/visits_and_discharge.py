"""What a therapist does on a client's page: a visit, days away, what the background means."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, g, request
from sqlalchemy.orm import Session

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.consent import EMAIL, agree
from homecare.acting import THERAPIST
from homecare.clients import appointments, operations, queries
from homecare.clients.forms import AwayForm, VisitForm
from homecare.clients.models import Episode, Visit
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.booked import also_booked, to_say_beside
from homecare.desk.client.views import (
    WRONG,
    back_to,
    client_page,
    how_grave,
    noted_by_oneself,
    told_if_graver,
)
from homecare.desk.meanwhile import open_episode
from homecare.desk.screening_fields import BackgroundForm, TakeBackForm
from homecare.desk.storing import stored
from homecare.extensions import db
from homecare.flags import red_flag_answers
from homecare.forms import options
from homecare.language import weekday_date
from homecare.screening.queries import rounds_of

TODAY = "today"
"""The button of the form that records a visit as today's, whatever day stands in its box."""


@blueprint.post("/clients/<uuid:client_id>/visits")
@allow(THERAPIST)
def record_visit(client_id: UUID) -> Any:
    """Write down a visit with a note and the next appointment."""
    form = VisitForm()
    episode = open_episode(client_id, form)
    if TODAY in request.form:
        form.on.process_data(clock.today(g.practice.zone))

    made: list[Visit] = []

    def store(session: Session, now: datetime) -> None:
        made.append(operations.record_visit(
            scope().act(now), episode, form.on.data, form.note.data or "",
            form.next_appointment.data, instead=bool(form.instead.data),
        ))  # fmt: skip

    if stored(form, store):
        noted = appointments.noted_at(db.session(), made[0])
        booked = [one for one in noted if one.starts == form.next_appointment.data]
        more = [also_booked(db.session(), one) for one in booked]
        more.insert(0, to_say_beside(db.session(), made[0], clock.now()))
        recorded = (
            f"The visit of {weekday_date(made[0].on, clock.today(episode.zone))} is recorded."
        )
        flash(" ".join(filter(None, [recorded, *more])))
        return back_to(client_id)
    return client_page(client_id, visit=form, standing=_stands_already(form, episode)), 422


def _stands_already(form: VisitForm, episode: Episode) -> Visit | None:
    """The visit that stands on the day; its note is brought back where no other was typed."""
    on = form.on.data
    standing = queries.visit_of_day(scope(), episode.id, on) if on and form.on.errors else None
    if standing and not (form.note.data or "").strip():
        form.note.data = standing.note
    return standing


@blueprint.post("/clients/<uuid:client_id>/away")
@allow(THERAPIST)
def record_away(client_id: UUID) -> Any:
    """Write down days on which nothing is due."""
    form = AwayForm()
    episode = open_episode(client_id, form)

    def store(session: Session, now: datetime) -> None:
        first, last = form.first_day.data, form.last_day.data
        operations.record_away(scope().act(now), episode, first, last, form.reason.data or "")

    if stored(form, store):
        flash("Nothing is due on these days.")
        return back_to(client_id)
    return client_page(client_id, away=form), 422


@blueprint.post("/clients/<uuid:client_id>/weekly-email")
@allow(THERAPIST)
def weekly_email(client_id: UUID) -> Any:
    """Write down that the client wants the weekly email, or no longer does, as they said."""
    client, wanted = open_episode(client_id).client, request.form.get("wanted") == "y"
    with transaction(db.session):
        act = scope().act(clock.now())
        agree(act, client.id, EMAIL, wanted)
        operations.amend_client(act, client, weekly_email=wanted)
    flash("The weekly email goes to them." if wanted else "The weekly email goes to them no more.")
    return back_to(client_id)


@blueprint.post("/clients/<uuid:client_id>/background")
@allow(THERAPIST)
def decide_background(client_id: UUID) -> Any:
    """Write down what was decided about a line of the background."""
    form = BackgroundForm()
    episode = open_episode(client_id, form)

    def store(session: Session, now: datetime) -> None:
        red_flag_answers.decide_background(
            scope().act(now), episode, form.code.data, form.decision.data,
        )  # fmt: skip

    before = how_grave(db.session(), episode.id)
    if stored(form, store):
        flash("The background is recorded.")
        return told_if_graver(client_id, episode.id, before) or back_to(client_id)
    return client_page(client_id, background=form), 422


@blueprint.post("/clients/<uuid:client_id>/background/take-back")
@allow(THERAPIST)
def take_back_background(client_id: UUID) -> Any:
    """Say that a line of the background was noted wrongly, by whoever noted it."""
    form = TakeBackForm(prefix=WRONG)
    episode = open_episode(client_id, form)
    rounds = [round for round, _ in rounds_of(scope().session, episode.id)]
    mine = noted_by_oneself(answer for one in rounds for answer in one.answers)
    form.answer.choices = options(*((str(one.id), one.question) for one in mine))

    def store(_session: Session, now: datetime) -> None:
        wrong = next(one for one in mine if str(one.id) == form.answer.data)
        red_flag_answers.take_back_background(scope().act(now), wrong, form.reason.data)

    if stored(form, store):
        flash("Taken back. It stays in the history, and asks for nobody.")
        return back_to(client_id)
    return client_page(client_id, wrong_background=form), 422
