"""Turning a programme to the side that the record says is sore."""

from uuid import UUID

from flask import abort, flash
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.queries import latest_episode
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.views import back_to
from homecare.desk.meanwhile import who_ended
from homecare.extensions import db
from homecare.language import SIDES_OF_EXERCISE
from homecare.programmes.operations import turn_programme
from homecare.programmes.plan import PlanError
from homecare.programmes.sides import of_another_side
from homecare.screening.queries import exercises_stopped

blueprint.add_app_template_global(of_another_side, "of_another_side")


@blueprint.post("/clients/<uuid:client_id>/programme/turn")
@allow(THERAPIST)
def turn(client_id: UUID) -> Response:
    """Turn the exercises of another side to the sore one; pressed twice, it is done once."""
    episode = latest_episode(scope(), client_id) or abort(404)
    if episode.closed_at is not None:
        flash(f"{who_ended(episode.client)} The programme stays as it was.", "warning")
        return back_to(client_id)
    try:
        with transaction(db.session) as session:
            made = turn_programme(
                scope().act(clock.now()), episode, stopped=exercises_stopped(session, episode.id)
            )
    except PlanError as error:
        flash(f"The programme could not be turned: {error} Change it on its page.", "warning")
        return back_to(client_id)
    if made:
        flash(turned_words(episode.side))
    return back_to(client_id)


def turned_words(side: str) -> str:
    """What to say once a programme was turned."""
    return (
        f"The programme is turned: {SIDES_OF_EXERCISE[side]}, from today. "
        "Your own notes and advice keep their words: check them for left and right."
    )
