"""A client entered by mistake, or taken in again by mistake: said, asked, and undone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import login_of
from homecare.acting import THERAPIST
from homecare.clients.episodes import mistakes as care
from homecare.clients.episodes.discharge import undo_discharge
from homecare.clients.episodes.queries import visits_of
from homecare.clients.episodes.written import written_in
from homecare.clients.forms import MistakeForm
from homecare.clients.models import Client, Episode
from homecare.clients.queries import active_episode, to_come
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.cleared_first import CLEAR_FIRST, to_clear_first
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to
from homecare.desk.meanwhile import has_ended, open_episode, who_opened
from homecare.desk.storing import stored
from homecare.extensions import db
from homecare.refusals import Refusal
from homecare.screening.queries import uncleared

MEANWHILE = "This care was begun since you opened the page. Look at it, then press again."


@blueprint.route("/clients/<uuid:client_id>/mistake", methods=["GET", "POST"])
@allow(THERAPIST)
def mistake(client_id: UUID) -> Any:
    """Say what will happen, ask once, and end what should never have been."""
    client, episode = scope().get(Client, client_id), active_episode(scope(), client_id)
    form = MistakeForm()
    if episode is None and form.is_submitted():
        episode = open_episode(client_id, form)
    if episode is None:
        has_ended(client)
        return back_to(client_id)

    def store(session: Session, now: datetime) -> None:
        if form.episode.data != str(episode.id):
            raise Refusal(MEANWHILE)
        if uncleared(session, episode.id):
            raise Refusal(CLEAR_FIRST)
        act, reason = scope().act(now), form.reason.data or ""
        care.end_as_mistake(act, episode, reason, knowing=bool(form.knowing.data))

    if stored(form, store):
        flash(_done(client, care.earlier(db.session(), episode)))
        return back_to(client_id)
    note_view(scope(), client_id, "client")
    return _page(form, client, episode), 422 if form.is_submitted() else 200


def _done(client: Client, before: Episode | None) -> str:
    if before:
        return f"{client.name} was not taken in again: the care before stands as it stood."
    return f"{client.name} was entered by mistake, and counts nowhere any more."


def _page(form: MistakeForm, client: Client, episode: Episode) -> str:
    session, now = db.session(), clock.now()
    form.episode.data = str(episode.id)
    before, written = care.earlier(session, episode), written_in(session, episode)
    return render_template(
        "desk/client/mistake.html",
        form=form,
        client=client,
        episode=episode,
        before=before,
        written=written,
        too_late=care.TOO_LATE if before and written and not care.is_fresh(episode, now) else "",
        clear_first=to_clear_first(db.session(), episode),
        visits=visits_of(scope(), episode.id),
        booked=to_come(session, episode, now),
        login=login_of(session, client.practice_id, client.id),
    )


@blueprint.post("/clients/<uuid:client_id>/mistake/undo")
@allow(THERAPIST)
def undo_mistake(client_id: UUID) -> Response:
    """Open again, as it was, what was ended as a mistake last."""
    client = scope().get(Client, client_id)
    episode = care.last_mistake(db.session(), client.id)
    if episode is None:
        flash(who_opened(client), "warning")
        return back_to(client_id)
    try:
        with transaction(db.session):
            undo_discharge(scope().act(clock.now()), episode)
    except Refusal as refused:
        flash(str(refused), "error")
    else:
        flash(f"{client.name} is in care again, as before.")
    return back_to(client_id)
