"""What needs a decision, and the decision: refer, change, call, set aside, dismiss, clear."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from homecare import clock
from homecare.access import scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import names_of
from homecare.acting import THERAPIST
from homecare.assessment.thresholds import policy_of
from homecare.clients.episodes.words import last_day
from homecare.clients.models import Episode
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.charts import charts
from homecare.desk.flags import deciding
from homecare.desk.flags import words as flag_words
from homecare.desk.flags.drawn import drawing
from homecare.desk.flags.forms import FORMS, DecisionForm, empty_forms
from homecare.desk.flags.last_look import behind_told, looks_of
from homecare.desk.flags.letters import agreements, why_letter, why_waits
from homecare.desk.flags.listed import decided_rows, live_rows
from homecare.desk.flags.rows import Here, one_flag
from homecare.desk.flags.timeline import step_entry
from homecare.extensions import db
from homecare.flags.models import Flag
from homecare.flags.queries import cleared_with, live_flag, taken_back
from homecare.language import local_day
from homecare.progress.queries import Course, course
from homecare.progress.words import PARTS
from homecare.referrals.agreement.queries import asked_about_draft
from homecare.referrals.answers.queries import letters_to_look_at
from homecare.referrals.queries import open_draft, with_who_treats_by_hand
from homecare.refusals import Refusal
from homecare.rules.red_flags import Level
from homecare.screening.queries import uncleared

Decide = Callable[[Session, datetime, Flag, Any], str]
MEANWHILE = "Somebody has changed this flag meanwhile. Read it again, then decide."


@blueprint.get("/flags")
@allow(THERAPIST)
def flags() -> str:
    """What needs a decision now, the gravest first; then what is set aside or was decided."""
    mine = request.args.get("whose", "mine") != "all"
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "flags.view", subject="mine" if mine else "all")
    rows = live_rows(scope(), _here(), mine=mine)
    waiting = [row for row in rows if row.flag.status == "open"]
    return render_template(
        "desk/flags/flags.html",
        groups=[(kind, list(some)) for kind, some in groupby(waiting, lambda row: row.flag.kind)],
        snoozed=[row for row in rows if row.flag.status == "snoozed"],
        decided=decided_rows(scope(), _here(), mine=mine),
        letters=[
            (one, why_letter(one, clock.today(g.practice.zone)))
            for one in letters_to_look_at(scope(), clock.now(), g.practice.zone, mine=mine)
        ],
        agreements=agreements(scope(), clock.now(), g.practice.zone, mine=mine),
        mine=mine,
        cards=drawing(g.actor.person_id, mine=mine),
        look_behind_told=behind_told(looks_of(scope(), mine=mine)),
    )


@blueprint.get("/flags/<uuid:flag_id>")
@allow(THERAPIST)
def flag(flag_id: UUID) -> str:
    """One flag: what it saw, what happened since, what can be decided. The view is audited."""
    page = _flag_page(flag_id)
    with transaction(db.session) as session:
        row = session.get_one(Flag, flag_id)
        audit.note(scope().act(clock.now()), "flag.view", row.client_id, str(flag_id))
    return page


@blueprint.post("/flags/<uuid:flag_id>/act")
@allow(THERAPIST)
def act_flag(flag_id: UUID) -> Any:
    """The therapist has called, or changed the programme."""
    return _decide(flag_id, "act", deciding.record)


@blueprint.post("/flags/<uuid:flag_id>/snooze")
@allow(THERAPIST)
def snooze_flag(flag_id: UUID) -> Any:
    """Set the flag aside, with a reason."""
    return _decide(flag_id, "snooze", deciding.set_aside)


@blueprint.post("/flags/<uuid:flag_id>/dismiss")
@allow(THERAPIST)
def dismiss_flag(flag_id: UUID) -> Any:
    """Close the flag, with a reason."""
    return _decide(flag_id, "dismiss", deciding.close)


@blueprint.post("/flags/<uuid:flag_id>/clear")
@allow(THERAPIST)
def clear_flag(flag_id: UUID) -> Any:
    """Clear the red-flag answers behind the flag, with a date and a reason."""
    return _decide(flag_id, "clear", deciding.clear)


@blueprint.post("/flags/<uuid:flag_id>/stand-again")
@allow(THERAPIST)
def stand_again_flag(flag_id: UUID) -> Any:
    """Let red-flag answers stand again that were cleared by a slip."""
    return _decide(flag_id, "stand_again", deciding.let_stand_again)


@blueprint.post("/flags/<uuid:flag_id>/strike")
@allow(THERAPIST)
def strike_flag(flag_id: UUID) -> Any:
    """Strike out answers of somebody who signed in to the wrong record."""
    return _decide(flag_id, "strike", deciding.strike)


@blueprint.post("/flags/<uuid:flag_id>/take-up")
@allow(THERAPIST)
def take_up_flag(flag_id: UUID) -> Any:
    """Take back what was decided by mistake: the flag asks again."""
    return _decide(flag_id, "take_up", deciding.take_it_up)


@blueprint.post("/flags/<uuid:flag_id>/bring-back")
@allow(THERAPIST)
def bring_back_flag(flag_id: UUID) -> Any:
    """Let a flag that was set aside ask again now."""
    return _decide(flag_id, "bring_back", deciding.bring_it_back)


@blueprint.post("/flags/<uuid:flag_id>/note")
@allow(THERAPIST)
def note_flag(flag_id: UUID) -> Any:
    """Write beside the flag what has happened since."""
    return _decide(flag_id, "note", deciding.note)


def _decide(flag_id: UUID, name: str, decide: Decide) -> Any:
    """Take the decision of one form, or show the page again with what was typed."""
    row, form = scope().get(Flag, flag_id), FORMS[name](prefix=name)
    if not form.validate():
        return _flag_page(flag_id, name, form), 422
    try:
        with transaction(db.session) as session:
            # Asked inside: what was answered a moment ago must not be cleared unread.
            if form.version.data != str(row.version):
                raise StaleDataError
            said = decide(session, clock.now(), row, form)
    except StaleDataError:
        return _changed_meanwhile(flag_id, name, form)
    except Refusal as refused:
        form.show(refused.problems)
        _hand_back(scope().get(Flag, flag_id), form)
        return _flag_page(flag_id, name, form), 422
    flash(said, "success")
    here = url_for("desk.flag", flag_id=flag_id)
    return redirect(here if name == "note" else url_for("desk.flags"))


def _hand_back(row: Flag, form: DecisionForm) -> None:
    """Say what was typed where its box stands on the page no more: the flag is closed."""
    if form.words and row.closed_at is not None:
        form.form_errors.append(f"You wrote: “{form.words}”")


def _here() -> Here:
    return Here(clock.now(), g.practice.zone, g.practice.whom_to_call, policy_of(g.practice))


def _changed_meanwhile(flag_id: UUID, name: str, form: DecisionForm) -> tuple[str, int]:
    """Say so once, with the new version, so that sending it again means it."""
    row = scope().get(Flag, flag_id)
    form.version.data = str(row.version)
    form.form_errors.append(MEANWHILE)
    _hand_back(row, form)
    return _flag_page(flag_id, name, form), 409


def _steps(flag: Flag, intake_on: date) -> list[dict[str, str]]:
    """The history of a flag as lines, the newest first."""
    taken, gone = flag.transitions, taken_back(flag.transitions)
    names = names_of(scope().session, g.practice.id, (step.actor_id for step in taken))
    return [
        step_entry(step, names, intake_on, before, is_taken_back=step in gone)
        for step, before in zip(taken, [None, *taken], strict=False)
    ][::-1]


def _flag_page(flag_id: UUID, name: str = "", form: DecisionForm | None = None) -> str:
    shown, row = one_flag(scope(), flag_id, _here()) or abort(404)
    forms = empty_forms(row.flag.version, row.today)
    answers = uncleared(db.session(), row.flag.episode_id) if row.of_answers else []
    mistaken = flag_words.all_mistaken(answers)
    if mistaken:
        forms["clear"]["reason"].data = flag_words.MISTAKEN_REASON
    if form is not None:
        forms[name] = form
        if name != "note" and row.flag.closed_at is not None:
            forms["note"]["reason"].data = form.words
    drawn = charts(_course(row.flag.episode_id))
    seen = row.flag.figures if row.flag.figures.get("mean") else {}
    return render_template(
        "desk/flags/flag.html",
        row=row,
        forms=forms,
        form=form,
        steps=_steps(row.flag, shown.episode.intake_on),
        facts=flag_words.facts(seen, row.flag.rule_version) if seen else [],
        mistaken=mistaken,
        rounds=[one.screening for one in answers if one.urgency > Level.BACKGROUND],
        may_stand_again=bool(cleared_with(db.session(), row.flag)),
        me=scope().actor.person_id,
        letters=with_who_treats_by_hand(scope(), row.flag.client_id) if row.of_answers else (),
        other=live_flag(db.session(), row.flag.episode_id),
        in_care=scope().get(Episode, row.flag.episode_id).closed_at is None,
        charts=drawn,
        **_letter_begun(row.flag.episode_id),
    )


def _letter_begun(episode_id: UUID) -> dict[str, Any]:
    """The letter that somebody is writing, and how its client stands to it."""
    draft = open_draft(scope(), episode_id)
    waits = why_waits(db.session(), clock.now(), draft) if draft else ""
    return {"draft": draft, "asked": asked_about_draft(scope(), draft), "letter_waits": waits}


def _course(episode_id: UUID) -> Course:
    """The last six weeks, or the whole where it is shorter."""
    episode = scope().get(Episode, episode_id)
    today = last_day(episode) or local_day(clock.now(), episode.zone)
    return course(db.session(), episode, episode.intake_on, today, today).newest(PARTS[0].days)
