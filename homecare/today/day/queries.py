"""What the client's pages show, each in as few statements as it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.queries import names_of
from homecare.clients.models import Episode
from homecare.clients.queries import (
    NextVisit,
    away_of,
    next_visits,
    starts_to_come,
    zone_of,
)
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.queries import DayReports, day_reports, entered_for
from homecare.diary.words import entered_of_day
from homecare.language import on_wall
from homecare.programmes.models import ProgrammeAdvice, ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import advice_on, due_on, version_on
from homecare.questions import queries as asking
from homecare.questions.queries import Asked
from homecare.referrals.agreement.queries import waiting_letter
from homecare.rules.red_flags import Level
from homecare.screening.queries import gravest, stopping

OLDEST = timedelta(days=30)  # as far back as the diary takes reports
ASKED = ("sitting", "bath")  # the kinds of advice that are answered day by day


@dataclass(frozen=True, slots=True)
class DayPage:
    """Everything the page of one day shows."""

    episode: Episode
    day: date
    today: date
    version: ProgrammeVersion | None
    items: Sequence[ProgrammeItem]
    due: frozenset[str]
    advice: Sequence[ProgrammeAdvice]
    reports: DayReports
    flare: bool
    away: bool
    stopped: Level | None
    asked: Asked
    next_visits: Sequence[NextVisit]
    letter: UUID | None = None
    """A letter about them that they are asked about."""
    entered: str = ""
    """Who entered what of the day for the client, in words."""

    @property
    def is_today(self) -> bool:
        """Whether the page is of the client's local today."""
        return self.day == self.today

    @property
    def earliest(self) -> date:
        """The earliest day that can still be filled in."""
        return max(self.today - OLDEST, self.episode.intake_on)

    def said(self, kind: str, field: str) -> Any:
        """What was reported for this day, or None."""
        entry: Entry | None = getattr(self.reports, kind)
        return entry.body.get(field) if entry else None

    def exercise(self, item: ProgrammeItem) -> dict[str, Any]:
        """What was reported of an exercise; an empty dictionary where nothing was."""
        entry = self.reports.exercises.get(item.line)
        return entry.body if entry else {}


def day_page(scope: Scope, episode: Episode, day: date, today: date, now: datetime) -> DayPage:
    """The page of a day, in six statements whatever the length of the history."""
    session = scope.session
    version = version_on(session, episode.id, day)
    reports = day_reports(session, episode.id, day)
    pauses = away_of(session, episode.id)
    flare = version is not None and reports.flaring(day, version.flare_hours)
    due = due_on(version, day, pauses, flare)
    lines = frozenset(item.line for item in due)
    stopped = gravest(stopping(session, episode.id))
    starts, letter, *open_now = _at_once(scope, episode, today, now)
    return DayPage(
        episode=episode,
        day=day,
        today=today,
        version=version,
        items=due + _reported_all_the_same(version, lines, reports),
        due=lines,
        advice=advice_on(version, day),
        reports=reports,
        flare=flare,
        away=any(p.first_day <= day <= p.last_day for p in pauses),
        stopped=stopped,
        # Nothing is asked of somebody who should be on the telephone.
        asked=Asked() if stopped else asking.asked_of(episode, today, open_now),
        next_visits=next_visits(starts, zone_of(session, episode)),
        letter=letter,
        entered=entered_for_client(scope, reports.entries, reports.rated),
    )


def entered_for_client(scope: Scope, standing: Sequence[Entry], rated: Sequence[Entry]) -> str:
    """Who entered which of these for the client; empty where they did it all themselves."""
    hands = {entry.written_by for entry in standing} - {scope.actor.person_id, None}
    names = names_of(scope.session, hands) if hands else {}
    return entered_of_day(standing, rated, names, names) if hands else ""


def entered_by_day(scope: Scope, episode: Episode, first: date) -> dict[date, str]:
    """The same of every day from `first` on, in two statements at most."""
    client = scope.actor.person_id
    of_days = entered_for(scope.session, episode.id, client, first)
    hands = {entry.written_by for entries, _ in of_days.values() for entry in entries}
    names = names_of(scope.session, hands) if hands else {}
    return {
        on: entered_of_day(entries, rated, names, names) for on, (entries, rated) in of_days.items()
    }


def _at_once(scope: Scope, episode: Episode, today: date, now: datetime) -> Row[*tuple[Any, ...]]:
    """The appointments to come, a letter that waits and what is asked for, in one statement."""
    starts = starts_to_come(episode.id, on_wall(now, zone_of(scope.session, episode)))
    asked = asking.columns(episode, today)
    letter = waiting_letter(episode.client_id)
    return scope.session.execute(select(starts.scalar_subquery(), letter, *asked)).one()


def _reported_all_the_same(
    version: ProgrammeVersion | None, due: frozenset[str], reports: DayReports
) -> list[ProgrammeItem]:
    """Exercises that were reported although they are not due, so that they can be corrected."""
    items = version.items if version else []
    return [item for item in items if item.line in reports.exercises and item.line not in due]


def last_scores(session: Session, episode_id: UUID, until: date) -> DiaryDay | None:
    """The newest day up to `until` with a score for leg or back."""
    statement = (
        select(DiaryDay)
        .where(
            DiaryDay.episode_id == episode_id,
            DiaryDay.on <= until,
            or_(DiaryDay.leg.is_not(None), DiaryDay.back.is_not(None)),
        )
        .order_by(DiaryDay.on.desc())
        .limit(1)
    )
    return session.scalar(statement)
