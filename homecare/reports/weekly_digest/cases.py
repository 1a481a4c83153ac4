"""Whom a digest tells of: everybody in care whom a therapist answers for, and who is overdue.

A therapist hears of the clients who are theirs, and of those whom they cover for just now. An owner
also hears of clients whose therapist has no place in the practice any more, so that nobody falls
between two chairs, and how many flags of each colleague have waited for too long: never whose, and
never why.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person, Practice
from homecare.accounts.queries import works_in
from homecare.acting import OWNER
from homecare.assessment.models import Verdict
from homecare.assessment.words import Seen, at_the_head, in_short
from homecare.clients.covers.queries import answered_for_by
from homecare.clients.finding import Namesake, folded, told_apart_by
from homecare.clients.models import Client, Episode
from homecare.flags.findings import (
    level_of_answers,
    needs_emergency_help,
    stands_for_answers,
    what_ends_it,
)
from homecare.flags.models import Flag
from homecare.flags.queries import opened_at, seen_on
from homecare.language import (
    CASELOAD_ORDER,
    STATES,
    local_day,
    open_for,
    review_title,
    starts_upper,
    with_its_week,
)
from homecare.rules.overdue import TimeOpen, Waiting, is_overdue, time_open
from homecare.rules.urgent_advice import emergency_now
from homecare.rules.verdict.episode_on_day import URGENT
from homecare.rules.verdict.flags_asked import REVIEW

BEHIND_SIGN_IN = "What they answered stands behind your sign-in."


@dataclass(frozen=True, slots=True)
class Case:
    """A client in care, as the digest tells of them. `flag` is None where no flag is live.

    `about` is what their flag is called, `what` today's figures in short, or its first sentence.
    """

    client_id: UUID
    name: str
    state: str | None
    flag: Waiting | None
    about: str
    what: str
    waits: TimeOpen
    is_overdue: bool
    is_emergency: bool = False

    def is_asleep(self, today: date) -> bool:
        """Whether the flag is snoozed past today, or until its end."""
        until = self.flag and self.flag.snoozed_until
        return until is not None and until > today

    @property
    def place(self) -> tuple[int, bool, int, int]:
        """Where it stands in a list: the gravest kind first, of the urgent those for emergency
        help now, then the one open longest."""
        kind = self.flag.kind if self.flag else CASELOAD_ORDER[-1]
        hours = self.waits.hours or 0
        return CASELOAD_ORDER.index(kind), not self.is_emergency, -self.waits.days, -hours


def cases_of(session: Session, membership: Membership, now: datetime) -> list[Case]:
    """Everybody in care whom this therapist or owner answers for, by name, in one statement.

    A digest that is written later than its day, by hand, knows of no flag raised since.
    """
    zone = membership.practice.zone
    today = local_day(now, zone)
    live = and_(Flag.episode_id == Episode.id, Flag.closed_at.is_(None), Flag.raised_on <= today)
    statement = (
        select(Client.id, Client.name, Client.date_of_birth, Client.telephone,
               Verdict.state, Verdict.on.label("judged_on"), Verdict.figures.label("found"),
               Verdict.reasons.label("because"),
               Flag.kind, Flag.reasons, Flag.figures,
               Episode.intake_on, Episode.zone, Flag.raised_on, Flag.snoozed_until,
               opened_at().label("opened_at"))
        .join(Episode, Episode.client_id == Client.id)
        .outerjoin(Verdict, Verdict.episode_id == Episode.id)
        .outerjoin(Flag, live)
        .where(Client.practice_id == membership.practice_id, Episode.closed_at.is_(None),
               Client.erased_at.is_(None), answered_for_by(membership.person_id, today))
        .order_by(Client.found_by, Client.id)
    )  # fmt: skip
    rows = session.execute(statement).all()
    more = told_apart_by(
        [Namesake(r.id, folded(r.name), r.date_of_birth, r.telephone) for r in rows]
    )
    return [_case(row, _named(row, more), now, membership.practice) for row in rows]


def _named(row: Any, more: Mapping[UUID, str]) -> str:
    """The client's name; of two who share it in one digest, which of them it is."""
    return f"{row.name}, {more[row.id]}" if row.id in more else str(row.name)


def _case(row: Any, name: str, now: datetime, practice: Practice) -> Case:
    zone = practice.zone
    if row.kind is None:
        return Case(row.id, name, row.state, None, "", "", TimeOpen(0), is_overdue=False)
    flag = Waiting(row.kind, row.opened_at, row.snoozed_until)
    waits, late = time_open(flag, now, zone), is_overdue(flag, now, zone)
    what = _what(row, local_day(now, row.zone))
    at_once = row.kind == URGENT and needs_emergency_help(row.reasons, row.figures)
    about = _about(row, practice.whom_to_call if at_once else "")
    return Case(row.id, name, row.state, flag, about, what, waits, late, at_once)


def _about(row: Any, nation: str) -> str:
    """What a flag is called; `nation` is that of the practice, where it is for emergency help."""
    if row.kind == URGENT:
        return f"{STATES[URGENT]}, {emergency_now(nation) if nation else 'speak to them today'}"
    return (row.kind == REVIEW and review_title(row.reasons)) or STATES[row.kind]


def _what(row: Any, today: date) -> str:
    """Today's figures in one line, their week named: a digest may be read days later. The flag's
    first sentence stands there where nothing was measured. Where the newest week is better, it says
    what ends the flag. No mail says what was answered to a red-flag question.

    A day to come, judged by hand ahead of its time, says nothing yet of a week that is over.
    """
    seen = Seen(row.figures or {}, seen_on(row.figures or {}, row.intake_on, row.raised_on))
    is_over = row.judged_on is not None and row.judged_on <= today
    newest = Seen(row.found or {}, row.judged_on) if is_over else None
    shown = at_the_head(seen, newest)
    if said := in_short(shown.figures, row.kind, shown.on):
        ends = what_ends_it(row.because) if shown is newest and row.state == row.kind else ""
        return f"{starts_upper(said)}. {ends}".rstrip()
    if is_answered(row.reasons, row.figures):
        return BEHIND_SIGN_IN
    return with_its_week(str(row.reasons[0]["text"]), seen.on) if row.reasons else ""


def is_answered(reasons: Any, figures: Any) -> bool:
    """Whether red-flag answers are among what a flag of these reasons and figures says."""
    return stands_for_answers(figures or {}) or level_of_answers(reasons, figures) is not None


def overdue_of_colleagues(session: Session, membership: Membership, now: datetime) -> list[str]:
    """For an owner, in one statement: how many flags of each colleague are overdue, by name."""
    if membership.role != OWNER:
        return []
    zone = membership.practice.zone
    statement = (
        select(Person.id, Person.name, Flag.kind, opened_at(), Flag.snoozed_until)
        .join(Client, Client.therapist_id == Person.id)
        .join(Episode, Episode.client_id == Client.id)
        .join(Flag, and_(Flag.episode_id == Episode.id, Flag.closed_at.is_(None)))
        .where(Client.practice_id == membership.practice_id, Episode.closed_at.is_(None),
               Client.erased_at.is_(None), Person.id != membership.person_id,
               works_in(Client.practice_id, Client.therapist_id))
        .order_by(Person.name, Person.id)
    )  # fmt: skip
    waiting: defaultdict[tuple[UUID, str], list[Waiting]] = defaultdict(list)
    for who, name, kind, since, until in session.execute(statement):
        waiting[who, name].append(Waiting(kind, since, until))
    late = {
        who: [time_open(flag, now, zone) for flag in flags if is_overdue(flag, now, zone)]
        for who, flags in waiting.items()
    }
    return [_of_colleague(name, times) for (_, name), times in late.items() if times]


def _of_colleague(name: str, times: list[TimeOpen]) -> str:
    if len(times) == 1:
        return f"{name}: 1 flag, {open_for(times[0])}"
    oldest = max(times, key=lambda time: (time.days, time.hours or 0))
    return f"{name}: {len(times)} flags, the oldest {open_for(oldest)}"
