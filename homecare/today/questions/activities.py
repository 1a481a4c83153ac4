"""What matters to me: up to three activities that a client names in their own words."""

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import CLIENT
from homecare.activities.forms import ActivityFields, as_named
from homecare.activities.operations import name_activities
from homecare.activities.queries import named
from homecare.clients.queries import active_episode
from homecare.database import transaction
from homecare.extensions import db
from homecare.today.blueprint import blueprint

KEPT = "Saved. Your weekly check asks from now on how it goes."
NOTHING = "Saved. Nothing is asked about."


class MyActivitiesForm(ActivityFields, FlaskForm):  # type: ignore[misc]
    """Up to three activities of one's own."""


@blueprint.route("/activities", methods=["GET", "POST"])
@allow(CLIENT)
def activities() -> str | Response | tuple[str, int]:
    """Name what matters, or put it in other words."""
    scoped = scope()
    episode = active_episode(scoped)
    if episode is None:
        return redirect(url_for("today.today"))
    form = MyActivitiesForm(data=as_named(named(episode)))
    if form.validate_on_submit():
        with transaction(db.session):
            name_activities(
                scoped.act(clock.now()), episode, form.named(),
            )  # fmt: skip
        flash(KEPT if episode.activities else NOTHING)
        # Which drafts of this phone are saved by that.
        flash(f"{episode.client_id} {request.path}", "saved")
        return redirect(url_for("today.progress"))
    page = render_template("today/questions/activities.html", form=form)
    return (page, 422) if request.method == "POST" else page
