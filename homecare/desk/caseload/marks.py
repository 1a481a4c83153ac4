"""What is worth doing about a client though no flag asks for it: pure, and the columns it reads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from homecare.access import Scope
from homecare.assessment.models import Verdict
from homecare.clients.models import Away, Episode
from homecare.clients.queries import next_start
from homecare.desk.blueprint import blueprint
from homecare.diary.queries import last_logged
from homecare.erasure.queries import waits_since
from homecare.flags.holding import LOOKED_BACK, MOST_QUIETS
from homecare.flags.lifecycle import DECIDED
from homecare.flags.models import Flag
from homecare.language import on_wall
from homecare.programmes.models import ProgrammeAdvice, ProgrammeVersion
from homecare.rules.retold import TOOK_THE_PLACE_OF
from homecare.rules.verdict.episode_on_day import GP, QUIET, RESOLVED, URGENT, WORSENING
from homecare.together import Asked, rows

SETTLED_FOR = timedelta(days=14)
"""Free of pain for so long, somebody is ready to be discharged (ours)."""
SILENT_FOR = timedelta(days=63)
"""Silent for so long, nobody expects an answer any more (ours)."""
OLD_PROGRAMME = timedelta(days=42)
"""After so long a programme is worth another look (ours)."""

READY = "Ready to discharge"
NO_ANSWER = "Still silent: discharge?"
ADVICE_ENDED = "Advice ended"
OLD = "Programme older than six weeks"
NO_VISIT = "No next visit"
TO_DISCHARGE = (READY, NO_ANSWER)
FIRST = {
    URGENT: "Speak to them before any discharge",
    WORSENING: "Getting worse: call them before any discharge",
    GP: "GP first: write or call before any discharge",
}
"""What comes before a discharge while a grave flag stands that nobody has decided."""


class Course(NamedTuple):
    """How an episode goes on, as far as the marks go: what `columns` read, in their order.

    `version_from` and `advice_until` are of the programme that holds, None where there is none;
    `quiets` counts how often somebody decided about the silence that lasts.
    """

    state: str | None
    state_since: date | None
    intake_on: date
    last_logged: date | None
    away_until: date | None
    version_from: date | None
    advice_until: date | None
    next_visit: datetime | None
    quiets: int = 0


def silent_since(course: Course, today: date) -> date:
    """The last day on which anything was logged, or on which nobody expected it."""
    away = min(course.away_until, today) if course.away_until else None
    return max(day for day in (course.intake_on, course.last_logged, away) if day is not None)


def marks(course: Course, today: date, stands: str | None = None) -> tuple[str, ...]:
    """What to mark a client with; whoever is about to go needs none of the rest.

    `stands` is what a flag is about that nobody has decided: while a grave one asks for somebody,
    nobody is discharged for not answering, nor as settled.
    """
    goes = READY if is_ready(course, today) else NO_ANSWER if is_unanswered(course, today) else ""
    if goes:
        return (FIRST.get(stands or "", goes),)
    found = {
        ADVICE_ENDED: course.advice_until is not None and course.advice_until < today,
        OLD: course.version_from is not None and today - course.version_from > OLD_PROGRAMME,
        NO_VISIT: course.next_visit is None,
    }
    return tuple(mark for mark, holds in found.items() if holds)


@blueprint.app_template_test("decided_first")
def is_decided_first(mark: str) -> bool:
    """Whether a mark says what comes before a discharge."""
    return mark in FIRST.values()


def undecided(kind: str | None, reasons: Sequence[Mapping[str, Any]] | None) -> str | None:
    """What the flag that stands is about: of a silence that took the place of something graver,
    the graver."""
    was = (TOOK_THE_PLACE_OF.get(str(reason["code"])) for reason in reasons or ())
    return next(filter(None, was), kind)


def first_before_discharge(live: Flag | None) -> tuple[str, UUID] | None:
    """What comes before a discharge while that flag stands, and the flag; None where nothing."""
    first = live and FIRST.get(undecided(live.kind, live.reasons) or "")
    return (first, live.id) if live and first else None


def is_ready(course: Course, today: date) -> bool:
    """Whether somebody has been free of pain for long enough."""
    if course.state != RESOLVED or course.state_since is None:
        return False
    return today - course.state_since >= SETTLED_FOR


def is_unanswered(course: Course, today: date) -> bool:
    """Whether the silence was decided on as often as helps, or lasts for too long."""
    silent = today - silent_since(course, today)
    return silent >= SILENT_FOR or course.quiets >= MOST_QUIETS


def columns(here: Any, today: Any) -> tuple[Any, ...]:
    """The columns of a Course but its quiets, beside an Episode selected with its Verdict.

    `here` is what the practice's clock shows: the next visit is the next one from then.
    """
    return (
        Verdict.state,
        Verdict.state_since,
        Episode.intake_on,
        last_logged().label("last_logged"),
        _away_until(today).label("away_until"),
        _of_version(ProgrammeVersion.starts_on, today).label("version_from"),
        _advice_until(today).label("advice_until"),
        next_start(Episode.id, here).correlate(Episode).scalar_subquery().label("next_visit"),
    )


def course_of(row: Any, quiets: Sequence[date], today: date) -> Course:
    """A row's Course; `quiets` are the days of the quiet flags that were decided on."""
    course = Course(*(getattr(row, name) for name in Course._fields[:-1]))
    return _with(quiets, course, today)


def _with(quiets: Sequence[date], course: Course, today: date) -> Course:
    since = silent_since(course, today)
    return course._replace(quiets=sum(day > since for day in quiets))


def quiets_decided(
    scope: Scope, episode_ids: Sequence[UUID], now: datetime
) -> dict[UUID, list[date]]:
    """When quiet flags were raised that somebody decided on, by episode, in one statement; where
    nobody is asked about, in none."""
    if not episode_ids:
        return {}
    found: defaultdict[UUID, list[date]] = defaultdict(list)
    of_these = scope.all(_quiets(), since=now - LOOKED_BACK, episodes=episode_ids)
    for episode_id, raised_on in of_these:
        found[episode_id].append(raised_on)
    return found


@cache
def _quiets() -> Select[UUID, date]:
    """Made when it is first asked for: every table must be known by then."""
    return select(Flag.episode_id, Flag.raised_on).where(
        # The practice is named because the index of closed flags begins with it.
        Flag.practice_id == bindparam("practice"),
        Flag.status.in_(DECIDED),
        Flag.kind == QUIET,
        Flag.closed_at > bindparam("since"),
        Flag.episode_id.in_(bindparam("episodes", expanding=True)),
    )


def is_quiet_decided(flag: Flag, now: datetime) -> bool:
    """The same of a flag that was read already."""
    closed = flag.closed_at or now - LOOKED_BACK
    return flag.status in DECIDED and flag.kind == QUIET and closed > now - LOOKED_BACK


def _of_version(column: Any, today: Any) -> Any:
    """A column of the programme version that holds on a day."""
    return (
        select(column)
        .where(ProgrammeVersion.episode_id == Episode.id, ProgrammeVersion.starts_on <= today)
        .order_by(ProgrammeVersion.starts_on.desc(), ProgrammeVersion.number.desc())
        .limit(1)
        .correlate(Episode)
        .scalar_subquery()
    )


def _advice_until(today: Any) -> Any:
    version_id = _of_version(ProgrammeVersion.id, today)
    ends = select(func.min(ProgrammeAdvice.until)).where(ProgrammeAdvice.version_id == version_id)
    return ends.correlate(Episode).scalar_subquery()


def _away_until(today: Any) -> Any:
    until = select(func.max(Away.last_day)).where(
        Away.episode_id == Episode.id, Away.first_day <= today
    )
    return until.correlate(Episode).scalar_subquery()


class AtTheTop(NamedTuple):
    """What stands at the top of a client's page: the newest verdict on an episode; why to offer
    discharge, or what comes before it, as the caseload marks it, else nothing; and since when the
    client waits for an answer to having the record deleted."""

    verdict: Verdict | None
    to_discharge: str
    erasure_asked: datetime | None


def at_the_top(
    scope: Scope, episode: Episode, now: datetime, today: date, flags: Sequence[Flag]
) -> AtTheTop:
    """What stands at the top of a client's page, in one statement; `flags` are all of the
    episode."""
    [[found]] = rows(scope.session, top_asked(scope, episode, now, today))
    verdict, *columns, erasure_asked = found
    if episode.closed_at:
        return AtTheTop(verdict, "", erasure_asked)
    quiets = [flag.raised_on for flag in flags if is_quiet_decided(flag, now)]
    live = next((flag for flag in flags if flag.closed_at is None), None)
    stands = undecided(live.kind, live.reasons) if live else None
    shown = marks(_with(quiets, Course(*columns), today), today, stands)
    discharge = next((mark for mark in shown if mark in (*TO_DISCHARGE, *FIRST.values())), "")
    return AtTheTop(verdict, discharge, erasure_asked)


def top_asked(scope: Scope, episode: Episode, now: datetime, today: date) -> Asked:
    """The question of `at_the_top`."""
    here = on_wall(now, episode.zone)
    return scope.of_all(_of_one(), episode=episode.id, here=here, today=today)


@cache
def _of_one() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    return (
        select(
            Verdict,
            *columns(bindparam("here"), bindparam("today")),
            waits_since(Episode.client_id).label("erasure_asked"),
        )
        .select_from(Episode)
        .outerjoin(Verdict, Verdict.episode_id == Episode.id)
        .where(Episode.practice_id == bindparam("practice"), Episode.id == bindparam("episode"))
    )
