"""What matters to me: up to three activities that a client names in their own words."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.acting import CLIENT
from homecare.activities.forms import ActivitiesForm, as_opened
from homecare.activities.operations import name_activities
from homecare.activities.queries import named
from homecare.clients.models import Episode
from homecare.clients.queries import active_episode
from homecare.database import transaction
from homecare.extensions import db
from homecare.refusals import Refusal
from homecare.today.blueprint import blueprint
from homecare.today.reporting import not_stored

KEPT = "Saved. Your weekly check asks from now on how it goes."
NOTHING = "Saved. Nothing is asked about."


@blueprint.route("/activities", methods=["GET", "POST"])
@allow(CLIENT)
def activities() -> str | Response | tuple[str, int]:
    """Name what matters, or put it in other words."""
    scoped = scope()
    episode = active_episode(scoped)
    if episode is None:
        return not_stored() if request.method == "POST" else redirect(url_for("today.today"))
    form = ActivitiesForm(named(episode))
    if form.validate_on_submit() and _saved(scoped, form, episode):
        flash(KEPT if episode.activities else NOTHING)
        # Which drafts of this phone are saved by that.
        flash(f"{episode.client_id} {request.path}", "saved")
        return redirect(url_for("today.progress"))
    page = render_template("today/questions/activities.html", form=form)
    return (page, 422) if request.method == "POST" else page


def _saved(scope: Scope, form: ActivitiesForm, episode: Episode) -> bool:
    """Keep what is named here, beside what a therapist named meanwhile."""
    try:
        with transaction(db.session) as session:
            session.refresh(episode, with_for_update={"of": Episode, "key_share": True})
            form.meet(as_opened(named(episode)))
            name_activities(scope.act(clock.now()), episode, form.named())
    except Refusal as refused:
        form.show(refused.problems)
        return False
    return True
