"""The end of care and the way back, and what was before."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, render_template
from sqlalchemy.orm import Session

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.episodes import discharge as care
from homecare.clients.episodes.words import how_it_ended, is_mistake, stretch_of_care, what_for
from homecare.clients.forms import CANCEL, DischargeForm
from homecare.clients.queries import episodes_of, latest_episode, to_come
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.caseload.marks import first_before_discharge
from homecare.desk.cleared_first import CLEAR_FIRST, to_clear_first
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.episodes.letters import letters_that_wait
from homecare.desk.client.record import Asked, record_of
from homecare.desk.client.views import back_to
from homecare.desk.meanwhile import open_episode, who_opened
from homecare.desk.storing import stored
from homecare.extensions import db
from homecare.flags.queries import live_flag
from homecare.progress.words import WHOLE
from homecare.refusals import Refusal
from homecare.screening.queries import uncleared

for said in (stretch_of_care, what_for, how_it_ended, is_mistake):
    blueprint.add_app_template_filter(said)


@blueprint.route("/clients/<uuid:client_id>/discharge", methods=["GET", "POST"])
@allow(THERAPIST)
def discharge(client_id: UUID) -> Any:
    """Say what will happen, ask once, and end the care."""
    form = DischargeForm()
    episode = open_episode(client_id, form)
    booked = to_come(db.session(), episode, clock.now())
    if not booked:
        del form.booked

    def store(session: Session, now: datetime) -> None:
        if uncleared(session, episode.id):
            raise Refusal({"": CLEAR_FIRST})
        reason, ended = form.reason.data or "", form.ended.data
        cancelling = "booked" in form and form.booked.data == CANCEL
        care.discharge(scope().act(now), episode, reason, ended=ended, cancelling=cancelling)

    if stored(form, store):
        flash(f"{episode.client.name} is discharged.")
        return back_to(client_id)
    page = render_template(
        "desk/client/discharge.html",
        form=form,
        client=episode.client,
        booked=booked,
        letters=letters_that_wait(scope(), episode),
        first=first_before_discharge(live_flag(db.session(), episode.id)),
        clear_first=to_clear_first(db.session(), episode),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/clients/<uuid:client_id>/discharge/undo")
@allow(THERAPIST)
def undo_discharge(client_id: UUID) -> Any:
    """Open the last care again, as it was."""
    episode = latest_episode(scope(), client_id) or abort(404)
    if episode.closed_at is not None:
        with transaction(db.session):
            care.undo_discharge(scope().act(clock.now()), episode)
        flash(f"{episode.client.name} is in your care again, as before.")
    else:
        flash(who_opened(episode.client), "warning")
    return back_to(client_id)


@blueprint.get("/clients/<uuid:client_id>/episodes/<uuid:episode_id>")
@allow(THERAPIST)
def earlier_episode(client_id: UUID, episode_id: UUID) -> str:
    """An earlier stretch of care, in full and only to read."""
    episodes = episodes_of(scope(), client_id)
    episode = next((one for one in episodes if one.id == episode_id), None) or abort(404)
    whole = Asked(whole_diary=True, part=WHOLE)
    record = record_of(scope(), episode, clock.now(), whole, episodes)
    note_view(scope(), client_id, "earlier care")
    return render_template("desk/client/earlier.html", record=record)
