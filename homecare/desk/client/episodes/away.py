"""Days away that were written down wrongly, on a page of their own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.episodes.away import Days, correct_away, take_back_away
from homecare.clients.forms import CorrectAwayForm
from homecare.clients.models import Away, Client, Episode
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to
from homecare.desk.meanwhile import open_episode, refuse, typed_of
from homecare.desk.storing import stored_beside_others
from homecare.extensions import db

GONE = "Somebody has taken these days away back meanwhile: they are days like any other."
CHANGED = "Somebody changed these days meanwhile. Nothing is taken back: look at what stands now."


def _away(client_id: UUID, away_id: UUID) -> Away:
    """The days; whoever sends a form about some that a colleague took back meanwhile reads so."""
    found = scope().session.scalar(scope().select(Away).where(Away.id == away_id))
    if found is not None:
        return found
    client: Client = scope().get(Client, client_id)
    if request.method == "POST":
        refuse(client, GONE, typed_of(CorrectAwayForm()))
    return abort(404)


def _take_back(episode: Episode, away: Away) -> Any:
    """Let the days be none, where they are still those that stood on the page."""
    seen, id = request.form.get("seen"), away.id
    with transaction(db.session) as session:
        held = scope().select(Away).where(Away.id == id).with_for_update(of=Away)
        stands = session.scalar(held.execution_options(populate_existing=True))
        is_seen = stands is None or seen in (None, seen_of(stands))
        if stands is not None and is_seen:
            take_back_away(scope().act(clock.now()), episode, stands)
    if is_seen:
        flash("These days are taken back: they are days like any other.")
        return back_to(episode.client_id)
    flash(CHANGED, "warning")
    return redirect(url_for("desk.away_days", client_id=episode.client_id, away_id=id))


def seen_of(away: Away) -> str:
    """What a page shows of days away, as its form remembers it."""
    return f"{away.first_day} {away.last_day} {away.reason}"


@blueprint.route("/clients/<uuid:client_id>/away/<uuid:away_id>", methods=["GET", "POST"])
@allow(THERAPIST)
def away_days(client_id: UUID, away_id: UUID) -> Any:
    """Other days, another reason, or none: what was written down stays on the timeline."""
    episode, away = open_episode(client_id, CorrectAwayForm()), _away(client_id, away_id)
    if away.episode_id != episode.id:
        abort(404)
    if "none" in request.form:
        return _take_back(episode, away)

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
    page = render_template(
        "desk/client/away.html", form=form, client=episode.client, away=away, seen=seen_of(away)
    )
    return page, 422 if request.method == "POST" else 200
