"""Something feels wrong: what to do first, for anyone; the questions, for a signed-in client."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, own_scope, scope
from homecare.accounts.access_rules import ANYONE, allow
from homecare.accounts.models import Membership, Practice
from homecare.accounts.queries import names_of, works_in
from homecare.accounts.sign_in.limits import answers_often
from homecare.acting import CLIENT
from homecare.clients.models import Episode
from homecare.clients.queries import active_episode, latest_episode
from homecare.database import new_id, transaction
from homecare.extensions import db
from homecare.flags.queries import was_noted_since
from homecare.flags.red_flag_answers import mark_mistaken, record_red_flag_answers
from homecare.language import near_day
from homecare.mail.urgent import HowFar, how_far
from homecare.rules.red_flags import EMERGENCY, GP, SAME_DAY, Level, lines_for_anyone
from homecare.rules.urgent_advice import (
    ELSEWHERE,
    NATIONS,
    UrgentAdvice,
    numbers_of,
    own_numbers,
    what_to_do,
    with_numbers,
)
from homecare.screening.models import CLIENT_PAGE, RedFlagAnswer, Screening
from homecare.screening.not_theirs.queries import standing_of
from homecare.screening.queries import gravest, last_asked, stopping, uncleared, wording_since
from homecare.serving.mail_leaves import mail_leaves, no_mail_server
from homecare.today.blueprint import blueprint
from homecare.today.elsewhere import elsewhere
from homecare.today.questions.forms import MistakeForm, RedFlagForm

Answer = str | Response | tuple[str, int]
OFTEN = (
    "You have answered many times within an hour, so this answer was not stored once more. What "
    "you ticked before counts, and stands on your therapist’s list."
)
LEVELS = (Level.EMERGENCY, Level.SAME_DAY, Level.GP)
MOST_OWN = 50  # nations with own numbers, of which a phone keeps a page each
GROUPS = (EMERGENCY, SAME_DAY, GP)
NOTED = "Thank you: none of these, noted. If that changes, come back to this page."
STILL_COUNTS = (
    "None of these, noted. What you ticked before still counts until your therapist has spoken "
    "with you: do what it says here first."
)


@blueprint.get("/red-flags")
@allow(ANYONE)
def red_flags() -> Answer:
    """What to do; the questions too, for a client in care."""
    scope = own_scope()
    if scope is None:
        return _advice_alone(signed_in=False)
    episode = active_episode(scope)
    if episode is None:
        return _advice_alone(signed_in=True, **said_after_care(scope))
    return _questions(scope, episode, RedFlagForm(None))


@blueprint.post("/red-flags")
@allow(CLIENT)
def answer_red_flags() -> Answer:
    """Store the answers and show at once what to do; the therapist is told in the same step.

    A yes from a page that stood open while care ended is stored and told like any other.
    """
    scoped = scope()
    episode = latest_episode(scoped)
    form = RedFlagForm()
    valid = form.validate_on_submit()
    if episode is None or (episode.closed_at is not None and not form.answers()):
        said = said_after_care(scoped)
        return _advice_alone(signed_in=True, not_stored=True, **said), 422
    if not valid and not form.answers():
        return _questions(scoped, episode, form), 422
    if answers_often() and _says_nothing_new(scoped, episode, form):
        flash(OFTEN)
        return redirect(url_for("today.red_flags"))
    with transaction(db.session):
        record_red_flag_answers(
            scoped.act(clock.now()), episode, CLIENT_PAGE, form.answers(), screening_id=form.id,
        )  # fmt: skip
    if not form.answers():
        flash(STILL_COUNTS if stopping(scoped.session, episode.id) else NOTED)
    return redirect(url_for("today.red_flags"))


def _says_nothing_new(scope: Scope, episode: Episode, form: RedFlagForm) -> bool:
    """Whether everything that was ticked stands already: the therapist was told of it, and the
    page says what to do. A tick that is new is always stored and told."""
    known = {(one.code, one.unsure) for one in uncleared(scope.session, episode.id)}
    # Who was sure is not heard anew by being unsure.
    return all((code, False) in known or (code, unsure) in known
               for code, unsure in form.answers().items())  # fmt: skip


@blueprint.post("/red-flags/mistake")
@allow(CLIENT)
def mistaken() -> Response:
    """Keep the answers and tell the therapist that they were tapped by mistake."""
    scoped = scope()
    form = MistakeForm()
    if form.validate_on_submit():
        answered = scoped.get(Screening, form.id)
        if answered.answered_by != scoped.actor.person_id:
            abort(404)
        with transaction(db.session):
            mark_mistaken(
                scoped.act(clock.now()), answered,
            )  # fmt: skip
    return redirect(url_for("today.red_flags"))


def what_was_said(scope: Scope, episode: Episode) -> dict[str, Any]:
    """For `_what_to_do.html`: the uncleared answers, what to do, what can be withdrawn."""
    answers = stopping(scope.session, episode.id)
    level = gravest(answers)
    # Only whoever tapped can have tapped by mistake; what was noted for them is not theirs.
    mine = [a.screening for a in answers if a.screening.answered_by == scope.actor.person_id]
    others = {a.screening.answered_by for a in answers} - {scope.actor.person_id}
    open_screenings = [one for one in mine if one.mistaken_at is None]
    return {
        "answers": _each_once(answers),
        "urgent": what_to_do(level, g.practice.whom_to_call) if level else None,
        "noted_by": names_of(scope.session, scope.actor.practice_id, others) if others else {},
        "told_of_mistake": any(one.mistaken_at for one in mine),
        "to_withdraw": max(open_screenings, key=lambda s: s.answered_at, default=None),
        "telephone": g.practice.telephone,
        "told": _practice_instead(scope, episode) if answers else "",
        "elsewhere": elsewhere(scope.session) if answers else (),
    }


def _practice_instead(scope: Scope, episode: Episode) -> str:
    """The practice's name, where the client's therapist can open nothing there any more and its
    owners are told in their place; else empty."""
    here = select(works_in(episode.practice_id, episode.client.therapist_id))
    return "" if scope.session.scalar(here) else str(g.practice.name)


def said_after_care(scope: Scope) -> dict[str, Any]:
    """As `what_was_said`, of somebody whose care has ended; empty where no answer of theirs
    stands."""
    ended = latest_episode(scope)
    if ended is None or not stopping(scope.session, ended.id):
        return {}
    return what_was_said(scope, ended)


@blueprint.app_template_global("alert_of_answers")
def alert_of_answers() -> HowFar | None:
    """How far the mail about the answers got that stand on the reader's own record: no page says
    that somebody has been told before it left, or somebody at the practice wrote about it. None
    where none stand, or no mail leaves this server."""
    scope = own_scope()
    if scope is None or no_mail_server():
        return None
    episode = latest_episode(scope)
    answers = stopping(scope.session, episode.id) if episode else []
    if episode is None or not answers:
        return None
    got, unheard = how_far(
        scope.session, (scope.actor.practice_id, episode.client_id),
        min(one.screening.answered_at for one in answers), clock.now(), in_files=not mail_leaves(),
    )  # fmt: skip
    seen = unheard and was_noted_since(scope.session, episode.id, unheard, scope.actor.person_id)
    return HowFar.LEFT if seen else got


@blueprint.app_template_global("still_to_do")
def still_to_do(place: Membership) -> UrgentAdvice | None:
    """What somebody whose sign-in to a record was ended is still to do about what they answered
    there; None where nothing of theirs stands."""
    if place.client_id is None:
        return None
    standing = standing_of(db.session(), place.client_id, place.person_id)
    return what_to_do(standing[0].urgency, place.practice.whom_to_call) if standing else None


def _each_once(answers: Iterable[RedFlagAnswer]) -> list[RedFlagAnswer]:
    """Of what was answered alike in several rounds, by the same hand, one."""
    alike = {
        (one.question, one.unsure, one.screening.answered_by, bool(one.screening.mistaken_at)): one
        for one in answers
    }
    return list(alike.values())


def _questions(scope: Scope, episode: Episode, form: RedFlagForm) -> str:
    asked_on = last_asked(scope.session, episode.id)
    return render_template(
        "today/questions/red_flags.html",
        form=form,
        groups=GROUPS,
        asked_on=asked_on and near_day(asked_on, clock.today(episode.zone)),
        wording=wording_since(asked_on),
        call_first=what_to_do(Level.EMERGENCY, g.practice.whom_to_call),
        sending=new_id(),
        **what_was_said(scope, episode),
    )


def _advice_alone(*, signed_in: bool, not_stored: bool = False, **said: Any) -> str:
    """Emergency advice that needs no record: every nation's numbers, nothing stored.

    `not_stored`: something was sent that was not; `said` is what stands of ended care.
    """
    return render_template(
        "today/questions/red_flags_for_anyone.html",
        signed_in=signed_in,
        not_stored=not_stored,
        telephone=g.practice.telephone if signed_in else "",
        **for_anyone(nation_of_reader()),
        **{name: value for name, value in said.items() if name != "telephone"},
    )


def nation_of_reader() -> str | None:
    """The nation of the practice of the client's record that is open; else `nation_of_person`."""
    if own_scope() is not None:
        nation: str = g.practice.whom_to_call
        return nation
    return nation_of_person()


def nation_of_person() -> str | None:
    """The nation of the practices that whoever reads this is signed in at; of whoever is at none,
    of this server's practices. None where these are not all in one nation."""
    places = current_user.memberships if current_user.is_authenticated else []
    nations = {place.practice.whom_to_call for place in places}
    return nations.pop() if len(nations) == 1 else nation_of_server()


def nation_of_server() -> str | None:
    """The nation of all practices of this server, or None; also where the database does not
    answer: what to do must stand there all the same."""
    try:
        practices = select(Practice.nation, Practice.own_numbers).distinct().limit(2)
        nations = [with_numbers(*one) for one in db.session.execute(practices)]
    except SQLAlchemyError:
        db.session.rollback()
        return None
    return nations[0] if len(nations) == 1 else None


def own_nations() -> Sequence[str]:
    """The nations with own numbers of this server's practices; none where the database does not
    answer."""
    own = select(Practice.own_numbers).where(
        Practice.nation == ELSEWHERE, Practice.own_numbers != ""
    )
    try:
        keys = db.session.scalars(own.distinct().order_by(Practice.own_numbers).limit(MOST_OWN))
        return [with_numbers(ELSEWHERE, key) for key in keys]
    except SQLAlchemyError:
        db.session.rollback()
        return []


def for_anyone(nation: str | None) -> dict[str, Any]:
    """For `_all_advice.html`: what to do at each level in `nation` (in England where it is not
    known), and every nation's numbers."""
    return {
        "parts": [
            (what_to_do(level, nation or "england"), lines_for_anyone(level)) for level in LEVELS
        ],
        "numbers": [
            (name, numbers_of(nation if nation and own_numbers(nation)[0] == code else code))
            for code, name in NATIONS.items()
        ],
    }
