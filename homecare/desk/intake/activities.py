"""What matters to a client, as a therapist writes it down: the words, and how it goes now."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from sqlalchemy.orm import Session
from wtforms import HiddenField, validators
from wtforms.validators import InputRequired

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.activities.forms import ActivitiesForm, HowItGoesFields, as_opened
from homecare.activities.operations import name_activities
from homecare.activities.queries import followed, named
from homecare.clients.episodes.zones import day_of_care
from homecare.clients.models import Client, Episode
from homecare.clients.queries import active_episode
from homecare.database import new_id, transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to
from homecare.desk.meanwhile import Typed, has_ended, open_episode
from homecare.desk.storing import stored_beside_others
from homecare.extensions import db
from homecare.questions.operations import answer_activities


class HowItGoesForm(HowItGoesFields):
    """How well each goes today; `entry_id` was made with the page, so that it is kept once."""

    entry_id = HiddenField(validators=[InputRequired(), validators.UUID("Open this page again.")])


@blueprint.route("/clients/<uuid:client_id>/activities", methods=["GET", "POST"])
@allow(THERAPIST)
def activities(client_id: UUID) -> Any:
    """Name up to three activities, or put them in other words."""
    scoped, client = scope(), scope().get(Client, client_id)
    episode = active_episode(scoped, client_id)
    if episode is None and request.method == "GET":
        has_ended(client)
        return back_to(client_id)
    episode = episode or open_episode(client_id, ActivitiesForm([]))
    form = ActivitiesForm(named(episode))

    def store(_session: Session, now: datetime) -> None:
        name_activities(scoped.act(now), episode, form.named())

    if stored_beside_others(form, [episode], lambda: as_opened(named(episode)), store):
        flash("Saved. The weekly check asks how it goes.")
        return back_to(client_id)
    note_view(scoped, client_id, "activities")
    return _page(scoped, client, episode, form, HowItGoesForm(formdata=None))


@blueprint.post("/clients/<uuid:client_id>/activities/scores")
@allow(THERAPIST)
def activity_scores(client_id: UUID) -> Any:
    """Write down how well each goes today, as the client says it in the room."""
    scoped, client = scope(), scope().get(Client, client_id)
    scores = HowItGoesForm()
    episode = open_episode(client_id, lambda last: _scored(last, scores))
    if not scores.validate_on_submit():
        form = ActivitiesForm(named(episode), formdata=None)
        return _page(scoped, client, episode, form, scores)
    with transaction(db.session):
        answer_activities(
            scoped.act(clock.now()), episode,
            form_id=UUID(scores.entry_id.data), day=day_of_care(episode, clock.now()),
            scores=scores.scores(),
        )  # fmt: skip
    flash("Noted with today’s date.")
    return back_to(client_id)


def _scored(episode: Episode, form: HowItGoesForm) -> Typed:
    """How it went, as it was written down where the care has ended meanwhile."""
    of_each = form.scores()
    return [(one.words, str(of_each[one.id])) for one in named(episode) if one.id in of_each]


def _page(
    scope: Scope, client: Client, episode: Episode, form: ActivitiesForm, scores: HowItGoesForm
) -> Any:
    today, each = day_of_care(episode, clock.now()), followed(scope.session, episode)
    stands = {one.activity.id: one.now for one in each if one.scores and one.scores[-1][0] == today}
    page = render_template(
        "desk/client/activities.html",
        client=client, form=form, scores=scores, entry_id=new_id(), followed=each,
        asked=scores.ask([one.activity for one in each], stands),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200
