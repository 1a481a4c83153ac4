"""The check-in: three buttons behind a link in a mail. Opening the link reports nothing."""

from flask import current_app, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, scope_of
from homecare.accounts.access_rules import ANYONE, allow
from homecare.accounts.models import Practice
from homecare.accounts.sign_in.limits import limit_check_in
from homecare.clients.addresses import contact_with
from homecare.clients.episodes.words import ENDED_AS
from homecare.clients.models import Episode
from homecare.clients.queries import active_episode
from homecare.database import new_id, transaction
from homecare.diary.queries import day_reports
from homecare.diary.words import CHECK_IN
from homecare.extensions import db
from homecare.language import local_day
from homecare.questions.operations import answer_check_in
from homecare.reports.check_ins import email as mails
from homecare.today.blueprint import blueprint
from homecare.today.questions.forms import CheckInForm

Answer = str | Response | tuple[str, int]


@blueprint.route("/check-in/<token>", methods=["GET", "POST"])
@allow(ANYONE)
@limit_check_in
def check_in(token: str) -> Answer:
    """Better, the same or worse, without signing in; the page names nobody."""
    asked = _open(token)
    if asked is None:
        return _closed(token), 410
    scope, episode = asked
    form = CheckInForm()
    if form.validate_on_submit():
        with transaction(db.session):
            answer_check_in(
                scope.act(clock.now()), episode,
                entry_id=form.id, answer=form.answer.data,
            )  # fmt: skip
        return redirect(url_for("today.check_in", token=token))
    page = _check_in_page(scope, episode, form)
    return (page, 422) if form.is_submitted() else page


def _closed(token: str) -> str:
    """Why a link opens nothing: its time is over, or the care that it asked about has ended."""
    link = mails.read_token(current_app.config["SETTINGS"], token, clock.now())
    episode = db.session.get(Episode, link.episode_id) if link else None
    ended = episode if episode and episode.closed_at and episode.closed_as in ENDED_AS else None
    practice = db.session.get(Practice, ended.practice_id) if ended else None
    return render_template(
        "today/questions/check_in_closed.html",
        ended_on=ended and ended.closed_at and local_day(ended.closed_at, ended.zone),
        telephone=practice.telephone if practice else "", is_over=link is None,
    )  # fmt: skip


def _open(token: str) -> tuple[Scope, Episode] | None:
    """The door that the link opens, for as long as it holds; the episode must still be open."""
    link = mails.read_token(current_app.config["SETTINGS"], token, clock.now())
    place = link and mails.login_of_episode(db.session(), link.episode_id)
    if not link or not place or not link.is_of(place):
        return None
    scope = scope_of(place)
    episode = active_episode(scope)
    if episode is None or episode.id != link.episode_id:
        return None
    there = link.went_to(contact_with(episode.client, place).address)
    return (scope, episode) if there else None


def _check_in_page(scope: Scope, episode: Episode, form: CheckInForm) -> str:
    answer = day_reports(scope.session, episode.id, clock.today(episode.zone)).check_in
    return render_template(
        "today/questions/check_in.html",
        form=form,
        told=answer and answer.body["answer"],
        answers=CHECK_IN,
        entry_id=new_id,
        telephone=g.practice.telephone,
    )
