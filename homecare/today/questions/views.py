"""What a client is asked now and then: the weekly check, and why little was reported."""

from datetime import date, timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.acting import CLIENT
from homecare.activities.queries import followed
from homecare.clients.models import Episode
from homecare.clients.queries import active_episode, latest_episode
from homecare.database import new_id, transaction
from homecare.diary.ledger import EntryRow, Outcome
from homecare.diary.queries import day_reports
from homecare.extensions import db
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.language import day_name, near_day, weekday_date
from homecare.questions.operations import answer_activities, answer_check, answer_why
from homecare.questions.queries import check_of_week
from homecare.rules.schedule import next_evaluation
from homecare.screening.models import WEEKLY_CHECK
from homecare.screening.queries import last_asked, stopping, wording_since
from homecare.today.blueprint import blueprint
from homecare.today.questions.forms import CheckForm, WhyForm, listed
from homecare.today.questions.red_flags import what_was_said
from homecare.today.reporting import not_stored

THANK_YOU = Markup(
    "Thank you. That was your weekly check; the next is on {}. "
    'A slip? <a href="{}">Change your answers</a>'
)

Answer = str | Response | tuple[str, int]


@blueprint.route("/check", methods=["GET", "POST"])
@allow(CLIENT)
def check() -> Answer:
    """The weekly check, to answer or to correct. With a yes, what to do stands first."""
    scoped = scope()
    episode = active_episode(scoped)
    if episode is None:
        return _check_after_care(scoped)
    today = clock.today(episode.zone)
    before = check_of_week(scoped.session, episode, today)
    form = CheckForm(change=str(before.body["change"]) if before else None)
    if form.validate_on_submit():
        return _store_check(scoped, episode, form, before, today)
    if not form.is_submitted():
        return _check_page(scoped, episode, form, before, today)
    _tell_at_once(scoped, episode, form)
    return _check_page(scoped, episode, form, before, today), 422


@blueprint.route("/why", methods=["GET", "POST"])
@allow(CLIENT)
def why() -> Answer:
    """What gets in the way of the exercises; Today then says what may help.

    Not asked while a red-flag answer stops them.
    """
    scoped = scope()
    episode = active_episode(scoped)
    if episode is None:
        return _home_after_care()
    if request.method == "GET" and stopping(scoped.session, episode.id):
        return redirect(url_for("today.today"))
    answer = day_reports(scoped.session, episode.id, clock.today(episode.zone)).why
    form = WhyForm(data=answer.body if answer else None)
    if not form.validate_on_submit():
        page = render_template("today/questions/why.html", form=form, entry_id=new_id)
        return (page, 422) if form.is_submitted() else page
    with transaction(db.session):
        outcome = answer_why(
            scoped.act(clock.now()), episode,
            entry_id=form.id, reason=form.reason.data, text=form.words,
        )  # fmt: skip
    _say_if_lost(outcome)
    if outcome.kept:
        flash(f"{scoped.actor.client_id} {request.path}", "saved")
    return redirect(url_for("today.today") + "#part-asked")


def _home_after_care() -> Response:
    return not_stored() if request.method == "POST" else redirect(url_for("today.today"))


def _check_after_care(scope: Scope) -> Response:
    """A check sent after care ended is not stored; but a yes in it is, and told, as any other."""
    form = CheckForm(None if request.method == "GET" else request.form)
    ended = latest_episode(scope)
    if ended is None or not form.answers():
        return _home_after_care()
    form.validate()
    _tell_at_once(scope, ended, form)
    return redirect(url_for("today.red_flags"))


def _tell_at_once(scope: Scope, episode: Episode, form: CheckForm) -> None:
    """A yes is told and acted on also where the rest of the check can't be stored yet."""
    if answers := form.answers():
        with transaction(db.session):
            act = scope.act(clock.now())
            record_red_flag_answers(act, episode, WEEKLY_CHECK, answers, screening_id=_once(form))


def _once(form: CheckForm) -> UUID:
    """The one-use id of a form, which it keeps until all of it is stored; or a new one."""
    is_new = not form.is_submitted() or form.entry_id.errors
    return new_id() if is_new else form.id


def _store_check(
    scope: Scope, episode: Episode, form: CheckForm, before: EntryRow | None, today: date
) -> Response:
    answers = form.answers()
    with transaction(db.session):
        act = scope.act(clock.now())
        outcome = answer_check(
            act, episode,
            entry_id=form.id, change=int(form.change.data), answers=answers,
        )  # fmt: skip
        day = before.local_date if before else today
        answer_activities(act, episode, form_id=form.id, day=day, scores=form.scores())
    _say_if_lost(outcome)
    if answers:
        return redirect(url_for("today.red_flags"))
    if outcome.kept:
        following = next_evaluation(episode.intake_on, today)
        flash(THANK_YOU.format(weekday_date(following), url_for("today.check")))
    return redirect(url_for("today.today"))


def _check_page(
    scope: Scope, episode: Episode, form: CheckForm, before: EntryRow | None, today: date
) -> str:
    last_day = next_evaluation(episode.intake_on, today) - timedelta(days=1)
    asked_on = last_asked(scope.session, episode.id)
    form.yes.choices = listed(wording_since(asked_on))
    mine = followed(scope.session, episode)
    on = before.local_date if before else None
    stands = {one.activity.id: one.now for one in mine if one.scores and one.scores[-1][0] == on}
    return render_template(
        "today/questions/check.html",
        form=form,
        how=form.ask([one.activity for one in mine], stands),
        entry_id=lambda: _once(form),
        answered_on=before and day_name(before.local_date, today),
        last_day=day_name(last_day, today),
        asked_on=asked_on and near_day(asked_on, today),
        **what_was_said(scope, episode),
    )


def _say_if_lost(outcome: Outcome) -> None:
    if not outcome.kept:
        flash(f"That was not saved. {outcome.reason}", "error")
