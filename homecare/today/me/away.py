"""Days away, as clients note them themselves: on a page of its own."""

from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.acting import CLIENT
from homecare.clients.episodes import own_away as operations
from homecare.clients.episodes.away import Days
from homecare.clients.models import Away, Episode
from homecare.clients.queries import active_episode, away_of
from homecare.database import transaction
from homecare.extensions import db
from homecare.language import near_day
from homecare.refusals import Refusal
from homecare.screening.queries import gravest, stopping
from homecare.today.blueprint import blueprint
from homecare.today.day import words
from homecare.today.me.forms import WHY_AWAY, OwnAwayForm

NOTED = "Noted: you are away from {} to {}. Nothing is due on these days."
GONE = "These days were taken back already."


@blueprint.route("/me/away", methods=["GET", "POST"])
@allow(CLIENT)
def my_away() -> str | Response | tuple[str, int]:
    """Note days away, and see those that are noted, whoever did it."""
    scoped = scope()
    episode = active_episode(scoped)
    if episode is None:
        return redirect(url_for("today.today"))
    form = OwnAwayForm()
    if not form.is_submitted():
        return _show(scoped, episode, form)
    if not form.validate():
        return _show(scoped, episode, form), 422
    try:
        with transaction(db.session):
            days = Days(form.first_day.data, form.last_day.data, WHY_AWAY[form.why.data])
            noted = operations.note_own_away(scoped.act(clock.now()), episode, days)
    except Refusal as refused:
        form.show(refused.problems)
        return _show(scoped, episode, form), 422
    today = clock.today(episode.zone)
    flash(NOTED.format(near_day(noted.first_day, today), near_day(noted.last_day, today)))
    # Its page gives the phone the days anew, for when there is no signal.
    return redirect(url_for("today.today"))


@blueprint.post("/me/away/change")
@allow(CLIENT)
def change_my_away() -> Response:
    """Take back days away that the client noted, or, with `back`, end them before today."""
    scoped = scope()
    episode = active_episode(scoped)
    if episode is None:
        return redirect(url_for("today.today"))
    act = scoped.act(clock.now())
    away = next((one for one in operations.own_away(act, episode) if one.id == _asked()), None)
    if away is None:
        flash(GONE)
        return redirect(url_for("today.my_away"))
    change = operations.come_back if "back" in request.form else operations.take_back_own
    try:
        with transaction(db.session):
            change(act, episode, away)
    except Refusal as refused:
        flash(str(refused), "warning")
        return redirect(url_for("today.my_away"))
    flash("Welcome back." if "back" in request.form else "Taken back. Exercises are due as usual.")
    return redirect(url_for("today.today"))


def _asked() -> UUID:
    try:
        return UUID(request.form.get("away", ""))
    except ValueError:
        abort(404)


def _show(scope: Scope, episode: Episode, form: OwnAwayForm) -> str:
    today, now = clock.today(episode.zone), clock.now()
    mine = {one.id for one in operations.own_away(scope.act(now), episode)}
    level = gravest(stopping(scope.session, episode.id))

    def choices(away: Away) -> dict[str, Any]:
        own = away.id in mine
        changes = own and operations.may_change(away, today)
        return {"away": away, "own": own, "changes": changes,
                "runs": changes and away.first_day < today <= away.last_day}  # fmt: skip

    return render_template(
        "today/me/away.html",
        form=form,
        away=[choices(one) for one in reversed(away_of(scope.session, episode.id))],
        earliest=operations.earliest_own(episode, today),
        latest=today + operations.AHEAD,
        today=today,
        near_day=near_day,
        page={"stopped": level},
        **words.help_now(level, g.practice),
    )
