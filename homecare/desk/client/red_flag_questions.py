"""The red-flag questions asked again by the therapist: beside a visit, or by telephone.

A client with a phone answers them with the weekly check. For everybody else this page is the only
way to a check that is at most seven days old, without which no chiropractor is proposed.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST, Act
from homecare.clients.models import Client, Episode
from homecare.clients.queries import active_episode, latest_episode
from homecare.database import new_id, transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to, how_grave, told_if_graver
from homecare.desk.meanwhile import has_ended, open_episode, refuse, typed_of, who_ended
from homecare.desk.own_record import is_mine
from homecare.desk.screening_fields import (
    NONE,
    CorrectedQuestionsForm,
    QuestionsWithBackgroundForm,
    RedFlagQuestionsForm,
    StrikeQuestionsForm,
    asked,
    decision_field,
    new_symptoms,
)
from homecare.desk.storing import stored
from homecare.extensions import db
from homecare.flags import red_flag_answers
from homecare.flags.queries import live_flag
from homecare.referrals.queries import open_draft
from homecare.refusals import Refusal
from homecare.rules.red_flags import GP_FIRST, NEW_SYMPTOMS, Level, level_of, stops_exercise
from homecare.screening.models import BY_THERAPIST, RedFlagAnswer, Screening
from homecare.screening.operations import Round
from homecare.screening.queries import (
    advice_for_unsaved,
    last_asked,
    rounds_of,
    wording_since,
)

NONE_NOTED = Markup(
    'None of these: noted with today’s date. <a href="{}">I noted something wrong: put it right</a>'
)
BACKGROUND_NOTED = Markup("{} What they said about the background is noted as well.")
STORED_ALL_THE_SAME = "The answer is stored all the same, and who has to know is told."
Asked = RedFlagQuestionsForm | QuestionsWithBackgroundForm
STRIKE = "strike-"  # what the names of that form begin with, beside the questions


@blueprint.route("/clients/<uuid:client_id>/check", methods=["GET", "POST"])
@allow(THERAPIST)
def red_flag_questions(client_id: UUID) -> Any:
    """Ask the questions and store the answers; a yes shows first what to tell the client."""
    scoped, client = scope(), scope().get(Client, client_id)
    episode = active_episode(scoped, client_id) or _ended(client)
    if episode is None:
        return back_to(client_id)
    if is_mine(client_id):
        return _of_oneself(client, episode)
    wrong = _noted_by_oneself(request.args.get("correct"), episode)
    if wrong and f"{STRIKE}reason" in request.form:
        open_episode(client_id, StrikeQuestionsForm(prefix=STRIKE))
        return _strike(client, episode, wrong)
    form, before = _form(episode, wrong), how_grave(db.session(), episode.id)
    if episode.closed_at is not None and not new_symptoms(form.red_flags):
        refuse(client, who_ended(client), typed_of(form))
    if form.validate_on_submit() and _store(scoped, episode, form, wrong):
        graver = told_if_graver(client_id, episode.id, before)
        return graver or _onwards(client_id, episode, form, wrong)
    return _page(client, episode, form, wrong, StrikeQuestionsForm(formdata=None, prefix=STRIKE))


def _ended(client: Client) -> Episode | None:
    """The care that ended while the page was open: a yes is stored in it all the same, and told."""
    last = latest_episode(scope(), client.id) if request.method == "POST" else None
    if last is None:
        has_ended(client)
    return last


def _of_oneself(client: Client, episode: Episode) -> Any:
    """Nobody asks themselves: "none of these" would be a check that nobody made. A yes from a page
    that stood open is stored and told all the same."""
    form = RedFlagQuestionsForm(screening_id=str(new_id()))
    if yes := new_symptoms(form.red_flags):
        with transaction(db.session):
            act = scope().act(clock.now())
            red_flag_answers.record_red_flag_answers(act, episode, BY_THERAPIST, yes)
        return redirect(url_for("desk.red_flag_advice", client_id=client.id))
    note_view(scope(), client.id, "check")
    page = render_template("desk/client/not_of_oneself.html", client=client)
    return page, 422 if request.method == "POST" else 200


def _strike(client: Client, episode: Episode, wrong: Screening) -> Any:
    """Take back a round that was never this client's."""
    form = StrikeQuestionsForm(prefix=STRIKE)

    def store(_session: Session, now: datetime) -> None:
        red_flag_answers.strike_red_flag_answers(scope().act(now), wrong, form.reason.data)

    if stored(form, store):
        flash("Struck out. It counts as no check: the one that stood before is the last one.")
        return back_to(client.id)
    return _page(client, episode, _form(episode, wrong, formdata=None), wrong, form)


def _page(
    client: Client,
    episode: Episode,
    form: Asked,
    wrong: Screening | None,
    strike: StrikeQuestionsForm,
) -> tuple[str, int]:
    note_view(scope(), client.id, "check")
    asked_on = last_asked(db.session(), episode.id)
    form.red_flags.choices = asked(
        NEW_SYMPTOMS, wrong.wording if wrong else wording_since(asked_on)
    )
    page = render_template(
        "desk/client/red_flag_questions.html", form=form, client=client, wrong=wrong,
        unsaved=advice_for_unsaved(
            db.session(), episode.id, form.answers() if form.errors else (), g.practice.whom_to_call
        ),
        strike=strike if wrong and wrong.source == BY_THERAPIST else None,
        asked_on=None if wrong else asked_on, mine=None if wrong else _last_of_mine(episode),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


def _noted_by_oneself(wanted: str | None, episode: Episode) -> Screening | None:
    """The round that somebody noted and wants to put right; a 404 for anybody else's."""
    if not wanted:
        return None
    rounds = (round for round, _ in rounds_of(scope().session, episode.id))
    return next((one for one in rounds if str(one.id) == wanted and _is_mine(one)), None) or abort(
        404
    )


def _last_of_mine(episode: Episode) -> Screening | None:
    """The last round, where whoever asks has noted it: it may have been for somebody else."""
    rounds = [one for one, _ in rounds_of(scope().session, episode.id) if not one.is_struck]
    return rounds[-1] if rounds and _is_mine(rounds[-1]) else None


def _is_mine(noted: Screening) -> bool:
    """Whether whoever asks may put it right."""
    standing = [one for one in noted.answers if one.cleared_at is None]
    settled = noted.is_struck or (noted.answers and not standing)
    return noted.answered_by == scope().actor.person_id and not settled


def _form(episode: Episode, wrong: Screening | None, **more: Any) -> Asked:
    """The questions, ticked as they were noted where that is put right; with the background where
    nobody has asked it, or somebody did while the page was open."""
    made = str(new_id())
    if wrong is None and (episode.background_asked_at is None or "background" in request.form):
        known = _background_on_record(episode, other_than="")
        decided: dict[str, Any] = {
            decision_field(code): one.decision for code, one in known.items()
        }
        return QuestionsWithBackgroundForm(screening_id=made, background=list(known), **decided)
    if wrong is None:
        return RedFlagQuestionsForm(screening_id=made)
    stands = [one.code for one in wrong.answers if one.urgency > Level.BACKGROUND]
    return CorrectedQuestionsForm(screening_id=made, red_flags=stands or [NONE], **more)


def _background_on_record(episode: Episode, other_than: str) -> dict[str, RedFlagAnswer]:
    """The lines of the background that stand by their code, without those of one round."""
    return {
        answer.code: answer
        for one, _ in rounds_of(scope().session, episode.id)
        for answer in one.answers
        if level_of(answer.code) == Level.BACKGROUND and answer.cleared_at is None
        if str(one.id) != other_than
    }


def _note(act: Act, episode: Episode, form: Asked, said: Round) -> None:
    """Store a round; a line of the background that is on record already stands there once."""
    known = _background_on_record(episode, other_than=form.screening_id.data)
    red_flag_answers.record_red_flag_answers(
        act,
        episode,
        said.source,
        {code: unsure for code, unsure in said.answers.items() if code not in known},
        {code: decision for code, decision in said.decisions.items() if code not in known},
        screening_id=said.id,
        with_background=said.with_background,
    )
    for code, decision in said.decisions.items():
        # GP first asks for the GP at once.
        if decision == GP_FIRST or (code in known and known[code].decision != decision):
            red_flag_answers.decide_background(act, episode, code, decision)


def _store(scope: Scope, episode: Episode, form: Asked, wrong: Screening | None) -> bool:
    said = Round(
        BY_THERAPIST, form.answers(), form.decisions(), UUID(form.screening_id.data),
        isinstance(form, QuestionsWithBackgroundForm),
    )  # fmt: skip
    try:
        with transaction(db.session):
            act = scope.act(clock.now())
            if wrong is None:
                _note(act, episode, form, said)
            else:
                red_flag_answers.correct_red_flag_answers(act, wrong, said, form["reason"].data)
    except Refusal as refused:
        form.show(refused.problems)
        return False
    return True


def _onwards(client_id: UUID, episode: Episode, form: Asked, wrong: Screening | None) -> Response:
    """What to tell the client now; else the flag that waited for the check, or the client."""
    if stops_exercise(form.answers()):
        if episode.closed_at is not None:
            flash(f"{who_ended(episode.client)} {STORED_ALL_THE_SAME}", "warning")
        return redirect(url_for("desk.red_flag_advice", client_id=client_id))
    if wrong:
        flash("Put right: none of these. It is no new check: nobody was asked again.")
        return back_to(client_id)
    there = url_for("desk.red_flag_questions", client_id=client_id, correct=form.screening_id.data)
    noted = NONE_NOTED.format(there)
    flash(BACKGROUND_NOTED.format(noted) if form.decisions() else noted)
    if letter := _draft_to_go_back_to(request.args.get("letter"), episode):
        return redirect(url_for("desk.referral", referral_id=letter))
    flag = live_flag(db.session(), episode.id)
    if flag is None:
        return back_to(client_id)
    return redirect(url_for("desk.flag", flag_id=flag.id))


def _draft_to_go_back_to(wanted: str | None, episode: Episode) -> UUID | None:
    """The draft that the questions were asked for, to go back to it."""
    draft = open_draft(scope(), episode.id) if wanted else None
    return draft.id if draft and str(draft.id) == wanted else None
