"""The caseload as rows, read in one statement however long the diaries are."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from homecare.access import Scope
from homecare.accounts.models import Practice
from homecare.assessment.courses import Begun, courses
from homecare.assessment.thresholds import policy_of, set_at
from homecare.clients.queries import who_is
from homecare.database import kept_rows
from homecare.desk.caseload.case_row import Beside, Case, CaseRow, reading, row_of
from homecare.desk.caseload.marks import quiets_decided
from homecare.desk.caseload.needs import GROUP_AT, NEEDS, of_all, of_ones_own
from homecare.desk.caseload.recent_decisions import decided_lately
from homecare.language import DAY, local_day, on_wall, open_for
from homecare.referrals.answers.queries import LATE, LOOKED_BACK
from homecare.rules.course.measured import (
    Measured,
    measured,
)
from homecare.rules.overdue import Waiting, is_overdue, time_open
from homecare.rules.policy import RULE_VERSION
from homecare.rules.verdict.episode_on_day import (
    GP,
    NOT_FOLLOWING,
    QUIET,
    RECURRENT,
    STALLED,
    TOO_FEW,
    URGENT,
    WORSENING,
)

ASKING = {GP, WORSENING, STALLED, QUIET, RECURRENT, NOT_FOLLOWING}
"""States that ask for somebody: without a live flag it must be said why they don't."""

NEVER = datetime.max.replace(tzinfo=UTC)


def case_rows(
    scope: Scope,
    now: datetime,
    today: date,
    *,
    practice: Practice,
    mine: bool = True,
    words: str = "",
    all_of_them: bool = False,
) -> list[CaseRow]:
    """Clients in care, who needs somebody first; at most one more than MOST_ROWS, or all of them.

    `mine` keeps to those whom the actor looks after, `words` to whom somebody looks for in them.
    """
    statement = of_ones_own() if mine else of_all()
    if words:
        statement = statement.where(who_is(words))
    if all_of_them:
        statement = statement.limit(None)
    here = {"here": on_wall(now, practice.zone), "today": today, "late": now - LATE}
    who = {"person": scope.actor.person_id} if mine else {}
    asked = scope.of_all(statement, since=now - LOOKED_BACK, **here, **who)
    read = reading(scope.session.get_bind().dialect)
    cases = [read(row) for row in kept_rows(scope.session, statement, asked.given)]
    return sorted(_rows(scope, cases, now, today, practice), key=_place)


def _rows(
    scope: Scope, cases: Sequence[Case], now: datetime, today: date, practice: Practice
) -> Iterator[CaseRow]:
    silent = [row.id for row in cases if NEEDS[row.need_at] == "rest" and row.state in ASKING]
    done = decided_lately(scope, now, silent)
    # Nobody is asked twice about a silence that began yesterday.
    long = [row.episode_id for row in cases if not row.last_logged or today - row.last_logged > DAY]
    quiets = quiets_decided(scope, long, now)
    since, pain = set_at(practice), _measured(scope, cases, now, practice)
    days = {zone: local_day(now, zone) for zone in {row.zone for row in cases}}
    for row, where in zip(cases, pain, strict=True):
        beside = Beside(
            where,
            _until(row, days[row.zone], since),
            done.get(row.id, ""),
            _overdue(row, now, practice.zone),
            tuple(quiets.get(row.episode_id, ())),
        )
        yield row_of(row, beside, today)


def _place(row: CaseRow) -> tuple[Any, ...]:
    """The most pressing need first; in it the highest weekly mean and the longest silence, and of
    who is urgent those for emergency help now, then the oldest flag. Of who is alike the name
    decides, in plain letters: the statement has put them in that order."""
    silence, mean = row.silent_since, -(row.pain.mean or 0.0)
    if row.need == URGENT:
        gravity: tuple[Any, ...] = (not row.is_emergency, row.opened_at or NEVER)
    else:
        gravity = (silence, mean) if row.need in (QUIET, TOO_FEW) else (mean, silence)
    return (GROUP_AT[row.need], row.has_programme, *gravity)


def _measured(
    scope: Scope, cases: Sequence[Case], now: datetime, practice: Practice
) -> list[Measured]:
    """Where each stands by the verdict that is kept, as do the state and its reason beside it.

    Who has none is asked anew: a year of days each would be read for whom there is one.
    """
    left = [row for row in cases if row.measured is None]
    asked = courses(scope.session, map(_begun, left), policy_of(practice))
    days = {row.episode_id: local_day(now, row.zone) for row in left}
    anew = {of: measured(one, one.day(days[of])) for of, one in asked.items()}
    return [row.measured or anew[row.episode_id] for row in cases]


def _until(row: Case, today: date, since: datetime) -> date | None:
    """The last day of the week that a kept verdict is of, unless it is today's by what holds now:
    this version of the rule, and the thresholds that hold `since`."""
    if row.measured is None:
        return None
    holds = row.rule_version == RULE_VERSION and row.judged_at >= since
    return None if holds and row.judged_on == today else row.judged_on - DAY


def _begun(row: Case) -> Begun:
    starts = row.new_starts or []
    return Begun(row.episode_id, row.intake_on, row.onset, row.leg, row.back, starts)


def _overdue(case: Case, now: datetime, zone: str) -> str:
    if case.kind is None:
        return ""
    flag = Waiting(case.kind, case.opened_at, case.snoozed_until)
    return open_for(time_open(flag, now, zone)) if is_overdue(flag, now, zone) else ""
