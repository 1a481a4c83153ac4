"""What a client is asked for on their page now: the weekly check, and why little was reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.clients.models import Episode
from homecare.diary.ledger import EntryRow
from homecare.diary.models import DiaryDay
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


def columns(episode_id: Any, since: Any) -> Sequence[ColumnElement[Any]]:
    """When the check and the question why were last answered from the day `since` on, which is
    WHY_AGAIN back or earlier, and whether little was reported: to be selected along with anything
    else; `asked_of` reads the row."""
    return [
        _last_answer(episode_id, DiaryDay.change, since),
        _last_answer(episode_id, DiaryDay.why, since),
        _little_reported(episode_id),
    ]


def asked_of(intake_on: date, on: date, row: Sequence[Any]) -> Asked:
    """Read what `columns` found. The first check is due a week after the intake."""
    checked, told_why, little = row
    return Asked(
        check=on >= intake_on + WEEK and not _is_since(checked, check_week(intake_on, on)),
        why=bool(little) and not _is_since(told_why, on - WHY_AGAIN),
    )


def asked(session: Session, episode: Episode, on: date) -> Asked:
    """What is open on the local day `on`, in one statement."""
    row = session.execute(select(*columns(episode.id, on - WHY_AGAIN))).one()
    return asked_of(episode.intake_on, on, row)


def check_of_week(session: Session, episode: Episode, on: date) -> EntryRow | None:
    """The weekly check that was answered in the week of `on`, or None."""
    answers = answers_of(session, episode.id, check_week(episode.intake_on, on))
    return next((entry for entry in reversed(answers) if entry.kind == "check"), None)


def _is_since(answered: date | None, first: date) -> bool:
    return answered is not None and answered >= first


def _last_answer(episode_id: Any, column: Any, since: Any) -> ColumnElement[Any]:
    answered = select(func.max(DiaryDay.on)).where(
        DiaryDay.episode_id == episode_id, DiaryDay.on >= since, column.is_not(None)
    )
    return answered.scalar_subquery()


def _little_reported(episode_id: Any) -> ColumnElement[bool]:
    """The rule found it, or a flag that says so still waits for the therapist."""
    verdict = exists().where(Verdict.episode_id == episode_id, Verdict.state == NOT_FOLLOWING)
    flag = exists().where(
        Flag.episode_id == episode_id, Flag.kind == NOT_FOLLOWING, Flag.closed_at.is_(None)
    )
    return or_(verdict, flag)
