"""Days away that were written down wrongly, on a page of their own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, render_template, request
from sqlalchemy.orm import Session

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.episodes.away import Days, correct_away, take_back_away
from homecare.clients.forms import CorrectAwayForm
from homecare.clients.models import Away
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to
from homecare.desk.meanwhile import open_episode
from homecare.desk.storing import stored_beside_others
from homecare.extensions import db


@blueprint.route("/clients/<uuid:client_id>/away/<uuid:away_id>", methods=["GET", "POST"])
@allow(THERAPIST)
def away_days(client_id: UUID, away_id: UUID) -> Any:
    """Other days, another reason, or none: what was written down stays on the timeline."""
    episode, away = open_episode(client_id, CorrectAwayForm()), scope().get(Away, away_id)
    if away.episode_id != episode.id:
        abort(404)
    if "none" in request.form:
        with transaction(db.session):
            take_back_away(scope().act(clock.now()), episode, away)
        flash("These days are taken back: they are days like any other.")
        return back_to(client_id)

    def stands() -> dict[str, Any]:
        return {name: getattr(away, name) for name in ("first_day", "last_day", "reason")}

    form = CorrectAwayForm(data=stands())

    def store(_session: Session, now: datetime) -> None:
        days = Days(form.first_day.data, form.last_day.data, form.reason.data or "")
        correct_away(scope().act(now), episode, away, days)

    if stored_beside_others(form, [away], stands, store):
        flash("The days away are corrected.")
        return back_to(client_id)
    note_view(scope(), client_id, "client")
    page = render_template("desk/client/away.html", form=form, client=episode.client, away=away)
    return page, 422 if request.method == "POST" else 200
