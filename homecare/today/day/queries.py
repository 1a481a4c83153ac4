"""What the client's pages show, each in as few statements as it needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, String, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.queries import names_of
from homecare.clients.models import Away, Episode
from homecare.clients.queries import NextVisit, next_visits, starts_to_come
from homecare.diary.ledger import EntryRow
from homecare.diary.long_days.queries import short_day_asked, short_day_reports
from homecare.diary.models import DiaryDay
from homecare.diary.projection import reported_times, with_earlier
from homecare.diary.queries import DayReports, entered_for
from homecare.diary.words import R, entered_of_day
from homecare.language import on_wall
from homecare.programmes.models import ProgrammeAdvice, ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import (
    Pause,
    advice_on,
    due_on,
    stopped_in,
    stops_in_short,
    version_asked,
    version_on,
    versions_of,
)
from homecare.questions.queries import WHY_AGAIN, Asked, asked_of, columns
from homecare.referrals.agreement.queries import waiting_letter
from homecare.rules import schedule
from homecare.rules.red_flags import Level
from homecare.screening.looked_at import LookedAt, cleared_in_short, looked_at_in, since_when
from homecare.screening.queries import answers_in_short, ever_asked, gravest_in
from homecare.together import ahead

OLDEST = timedelta(days=30)  # as far back as the diary takes reports
ASKED = ("sitting", "bath")  # the kinds of advice that are answered day by day
ZONES_APART = timedelta(days=1)  # so far may a client's day be from the one in UTC


@dataclass(frozen=True, slots=True)
class OwnCare:
    """An open episode with its client; what stops its exercises, and when it did; the days away,
    the appointments to come, the letter its client is asked about, and whether anybody has asked
    the red-flag questions yet."""

    episode: Episode
    stopped: Level | None
    pauses: Sequence[Pause]
    stops: Sequence[tuple[date, date]]
    next_visits: Sequence[NextVisit]
    letter: UUID | None
    is_asked: bool
    cleared: str | None
    answers: Sequence[Any]

    def asked(self, today: date) -> Asked:
        """What the client is asked on their `today`: nothing of somebody who should be on the
        telephone."""
        return Asked() if self.stopped else asked_of(self.episode.intake_on, today, self.answers)

    def looked_at(self, today: date) -> LookedAt | None:
        """What was cleared lately of their red-flag answers, on their `today`: nothing while
        another one stands."""
        return None if self.stopped else looked_at_in(self.cleared, self.episode.zone, today)


def own_care(scope: Scope, now: datetime, zone: str) -> OwnCare | None:
    """The open care of the client whose door this is, None after a discharge; `zone` is the
    practice's. One statement."""
    since = now.date() - ZONES_APART - WHY_AGAIN
    moments = {"here": on_wall(now, zone), "since": since, "cleared_since": since_when(now)}
    found = scope.own(_statement(), Episode.client, **moments)
    if not found:
        return None
    [(episode, stopping, away, stops, starts, letter, is_asked, cleared, *answers)] = found
    return OwnCare(
        episode=episode,
        stopped=gravest_in(stopping),
        pauses=_pauses(away),
        stops=list(stopped_in(stops, episode.zone)),
        next_visits=next_visits(starts, zone),
        letter=letter,
        is_asked=bool(is_asked),
        cleared=cleared,
        answers=answers,
    )


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    return select(
        Episode,
        answers_in_short(Episode.id),
        _away(Episode.id),
        stops_in_short(Episode.id),
        starts_to_come(Episode.id, bindparam("here")).scalar_subquery(),
        waiting_letter(Episode.client_id),
        ever_asked(Episode.id),
        cleared_in_short(Episode.id, bindparam("cleared_since")),
        *columns(Episode.id, bindparam("since")),
    ).where(
        Episode.practice_id == bindparam("practice"),
        Episode.client_id == bindparam("client"),
        Episode.closed_at.is_(None),
    )


def _away(episode_id: Any) -> ScalarSelect[str | None]:
    """The days away of an episode as one text for `_pauses`."""
    each = cast(Away.first_day, String) + "/" + cast(Away.last_day, String)
    away = select(func.aggregate_strings(each, ",")).where(Away.episode_id == episode_id)
    return away.scalar_subquery()


def _pauses(text: str | None) -> list[Pause]:
    each = (one.split("/") for one in (text or "").split(",") if one)
    return [Pause(date.fromisoformat(first), date.fromisoformat(last)) for first, last in each]


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
    counted: frozenset[str] = frozenset()
    """Of `due`, what is so because it was reported before a flare-up began, or before the version
    that holds was made: no more of it is."""
    earlier: frozenset[str] = frozenset()
    """The lines that only a version before the one that holds has."""
    letter: UUID | None = None
    """A letter about them that they are asked about."""
    is_asked: bool = True
    """Whether the red-flag questions were asked in this care, whatever the answer was."""
    entered: str = ""
    """Who entered what of the day for the client, in words."""
    looked_at: LookedAt | None = None
    """What was cleared lately of their red-flag answers: on the page of today alone."""

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
        entry: EntryRow | None = getattr(self.reports, kind)
        return entry.body.get(field) if entry else None

    def exercise(self, item: ProgrammeItem) -> dict[str, Any]:
        """What was reported of an exercise; an empty dictionary where nothing was."""
        entry = self.reports.exercises.get(item.line)
        return entry.body if entry else {}


def day_page(scope: Scope, care: OwnCare, day: date, today: date) -> DayPage:
    """The page of a day, in one statement beside that of `care`, whatever the length of the
    history; in one more where something was reported that its version does not have."""
    session, episode = scope.session, care.episode
    with ahead(session, version_asked(episode.id, day), short_day_asked(episode.id, day)):
        version = version_on(session, episode.id, day)
        reports = short_day_reports(session, episode.id, day, scope.actor.person_id)
    of_version = {item.line: item for item in version.items} if version else {}
    besides = reports.exercises.keys() - of_version.keys()
    versions = versions_of(session, episode.id) if version and besides else []
    plan = with_earlier(version, versions, day, reports.exercises.values())
    flare = reports.flare_ups.on(day, plan) if plan else None
    on_hold = schedule.is_within(care.stops, day)
    held = reported_times(reports.exercises.values(), plan) if on_hold else None
    due = due_on(plan, day, care.pauses, flare, held)
    lines = frozenset(item.line for item in due)
    others = _of_earlier(version, versions, day, besides)
    return DayPage(
        episode=episode,
        day=day,
        today=today,
        version=version,
        items=_shown([*of_version.values(), *others], lines, reports),
        due=lines,
        counted=frozenset(
            i.line for i in due if i.line in besides or (flare is not None and not i.in_flare)
        ),
        earlier=frozenset(besides),
        advice=advice_on(version, day),
        reports=reports,
        flare=flare is not None,
        away=any(p.first_day <= day <= p.last_day for p in care.pauses),
        stopped=care.stopped,
        asked=care.asked(today),
        next_visits=care.next_visits,
        letter=care.letter,
        is_asked=care.is_asked,
        looked_at=care.looked_at(today) if day == today else None,
        entered=entered_for_client(scope, reports.entries, reports.rated),
    )


def entered_for_client(scope: Scope, standing: Sequence[R], rated: Sequence[R]) -> str:
    """Who entered which of these for the client; empty where they did it all themselves."""
    hands = {entry.written_by for entry in standing} - {scope.actor.person_id, None}
    names = names_of(scope.session, scope.actor.practice_id, hands) if hands else {}
    return entered_of_day(standing, rated, names, names) if hands else ""


def entered_by_day(scope: Scope, episode: Episode, first: date) -> dict[date, str]:
    """The same of every day from `first` on, in two statements at most."""
    client = scope.actor.person_id
    of_days = entered_for(scope.session, episode.id, client, first)
    hands = {entry.written_by for entries, _ in of_days.values() for entry in entries}
    names = names_of(scope.session, scope.actor.practice_id, hands) if hands else {}
    return {
        on: entered_of_day(entries, rated, names, names) for on, (entries, rated) in of_days.items()
    }


def _of_earlier(
    version: ProgrammeVersion | None,
    versions: Sequence[ProgrammeVersion],
    day: date,
    lines: Iterable[str],
) -> list[ProgrammeItem]:
    """The exercises of these lines, which only a version before the one of the day has."""
    if version is None:
        return []
    told = dict.fromkeys(lines)
    return [item for item, _ in schedule.of_earlier(version, versions, day, told)]


def _shown(
    items: Iterable[ProgrammeItem], due: frozenset[str], reports: DayReports
) -> list[ProgrammeItem]:
    """What is due, and what was reported although it is not, so that it can be corrected; in the
    programme's order, so that none moves when it becomes the other. Those that only a version
    before has come last."""
    return [item for item in items if item.line in due or item.line in reports.exercises]


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
