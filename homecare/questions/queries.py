"""What a client is asked for on their page now: the weekly check, and why little was reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.clients.models import Episode
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.queries import answers_of
from homecare.flags.models import Flag
from homecare.rules.schedule import next_evaluation
from homecare.rules.verdict.episode_on_day import NOT_FOLLOWING

WEEK = timedelta(days=7)
WHY_AGAIN = timedelta(days=28)
"""Somebody who said why is left in peace for this long (ours): a spell of little exercise lasts
14 days at most, so each is asked about once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether the weekly check and the question why are open today."""

    check: bool = False
    why: bool = False


def check_week(intake_on: date, on: date) -> date:
    """The first day of the check's week: each begins on the weekday of the intake."""
    return next_evaluation(intake_on, on) - WEEK


def columns(episode: Episode, on: date) -> Sequence[ColumnElement[bool]]:
    """Whether each is open, to be selected along with anything else; `asked_of` reads the row."""
    checked = _answered_since(episode, DiaryDay.change, check_week(episode.intake_on, on))
    told_why = _answered_since(episode, DiaryDay.why, on - WHY_AGAIN)
    return [~checked, and_(_little_reported(episode), ~told_why)]


def asked_of(episode: Episode, on: date, row: Sequence[Any]) -> Asked:
    """Read what `columns` found. The first check is due a week after the intake."""
    check_open, why_open = row
    return Asked(check=bool(check_open) and on >= episode.intake_on + WEEK, why=bool(why_open))


def asked(session: Session, episode: Episode, on: date) -> Asked:
    """What is open on the local day `on`, in one statement."""
    return asked_of(episode, on, session.execute(select(*columns(episode, on))).one())


def check_of_week(session: Session, episode: Episode, on: date) -> Entry | None:
    """The weekly check that was answered in the week of `on`, or None."""
    answers = answers_of(session, episode.id, check_week(episode.intake_on, on))
    return next((entry for entry in reversed(answers) if entry.kind == "check"), None)


def _answered_since(episode: Episode, column: Any, first: date) -> ColumnElement[bool]:
    return exists().where(
        DiaryDay.episode_id == episode.id, DiaryDay.on >= first, column.is_not(None)
    )


def _little_reported(episode: Episode) -> ColumnElement[bool]:
    """The rule found it, or a flag that says so still waits for the therapist."""
    verdict = exists().where(Verdict.episode_id == episode.id, Verdict.state == NOT_FOLLOWING)
    flag = exists().where(
        Flag.episode_id == episode.id, Flag.kind == NOT_FOLLOWING, Flag.closed_at.is_(None)
    )
    return or_(verdict, flag)
