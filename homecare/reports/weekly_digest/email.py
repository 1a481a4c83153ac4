"""The weekly digest to a therapist: who needs a decision, the gravest first, then the rest.

A therapist hears of the clients who are theirs. An owner also hears of clients whose therapist
has no place in the practice any more, so that nobody falls between two chairs.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership
from homecare.acting import OWNER, THERAPIST
from homecare.assessment.models import Verdict
from homecare.clients.models import Client, Episode
from homecare.flags.models import Flag
from homecare.flags.queries import seen_on
from homecare.language import (
    CASELOAD_ORDER,
    FLAG_STATUSES,
    STATES,
    count,
    weekday_date,
    with_its_week,
)
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.reports.weekly_progress.figures import LAST_DAY
from homecare.rules.verdict.episode_on_day import (
    URGENT,
)
from homecare.rules.verdict.flags_asked import REVIEW

KIND = "weekly-digest"
HEADINGS = {
    **{kind: STATES[kind] for kind in CASELOAD_ORDER},
    URGENT: f"{STATES[URGENT]}: speak to them today",
    REVIEW: "To review (three visits, level, pain that came back, or exercises that hurt)",
}
"""The kinds of flags in the order of the caseload, as the digest calls them."""
WELL = ("improving", "resolved")
HOW = {
    "waiting": "to decide",
    "well": "getting better or free of pain",
    "level": "with nothing to decide",
    "too_few": "with too few scores to tell",
    "asleep": FLAG_STATUSES["snoozed"].lower(),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A client in care, as the digest tells of them. `kind` is None where no flag is live."""

    client_id: UUID
    name: str
    state: str | None
    kind: str | None
    why: str
    raised_on: date | None
    snoozed_until: date | None

    def is_asleep(self, today: date) -> bool:
        """Whether the flag is snoozed past today, or until its end."""
        return self.snoozed_until is not None and self.snoozed_until > today


def weekly_digest(
    session: Session, settings: Settings, membership: Membership, week: date, today: date
) -> Email:
    """The digest for one therapist or owner, of how things stand on `today`, a local date.

    `week` is the Monday of the week that is over; it names the digest.
    """
    cases = cases_of(session, membership, today)
    waiting = [case for case in cases if case.kind and not case.is_asleep(today)]
    subject, text, html = compose(
        KIND,
        person=membership.person.name,
        practice_name=membership.practice.name,
        waiting=len(waiting),
        groups=_groups(waiting, today, settings.public_url),
        waking=_waking(cases, today, settings.public_url),
        rest=_rest(cases, today),
        flags_link=f"{settings.public_url}/flags",
        caseload_link=f"{settings.public_url}/caseload",
    )
    return Email(
        kind=KIND,
        to_address=membership.person.email,
        to_name=membership.person.name,
        subject=subject,
        text=text,
        html=html,
        practice_id=membership.practice_id,
        key=f"{KIND}:{membership.id.hex}:{week.isoformat()}",
    )


def cases_of(session: Session, membership: Membership, today: date) -> list[Case]:
    """Everybody in care whom this therapist or owner answers for, by name, in one statement.

    A digest that is written later than its day, by hand, knows of no flag raised since.
    """
    live = and_(Flag.episode_id == Episode.id, Flag.closed_at.is_(None), Flag.raised_on <= today)
    statement = (
        select(Client.id, Client.name, Verdict.state, Flag.kind, Flag.reasons, Flag.figures,
               Episode.intake_on, Flag.raised_on, Flag.snoozed_until)
        .join(Episode, Episode.client_id == Client.id)
        .outerjoin(Verdict, Verdict.episode_id == Episode.id)
        .outerjoin(Flag, live)
        .where(Client.practice_id == membership.practice_id, Episode.closed_at.is_(None),
               Client.erased_at.is_(None), _answered_for_by(membership))
        .order_by(Client.name, Client.id)
    )  # fmt: skip
    return [
        Case(row.id, row.name, row.state, row.kind, _why(row), row.raised_on, row.snoozed_until)
        for row in session.execute(statement)
    ]


def _answered_for_by(membership: Membership) -> Any:
    own = Client.therapist_id == membership.person_id
    if membership.role != OWNER:
        return own
    still_there = exists().where(
        Membership.practice_id == Client.practice_id,
        Membership.person_id == Client.therapist_id,
        Membership.role.in_((OWNER, THERAPIST)),
        Membership.disabled_at.is_(None),
    )
    return or_(own, ~still_there)


def _why(row: Any) -> str:
    """The flag's first sentence, with its week named: a digest may be read days later."""
    if not row.reasons:
        return ""
    written_on = seen_on(row.figures or {}, row.intake_on, row.raised_on)
    return with_its_week(str(row.reasons[0]["text"]), written_on)


def _groups(waiting: Sequence[Case], today: date, public_url: str) -> list[dict[str, Any]]:
    """The open flags by kind, the gravest kind first and in it the one open longest."""
    grouped = []
    for kind in HEADINGS:
        some = [case for case in waiting if case.kind == kind]
        some.sort(key=lambda case: case.raised_on or today)
        if some:
            lines = [_line(case, _open_for(case, today), public_url) for case in some]
            grouped.append({"heading": HEADINGS[kind], "lines": lines})
    return grouped


def _open_for(case: Case, today: date) -> str:
    days = (today - case.raised_on).days if case.raised_on else 0
    return f"open for {count(days, 'day')}" if days > 0 else "new today"


def _waking(cases: Sequence[Case], today: date, public_url: str) -> list[dict[str, str]]:
    """Snoozed flags that come back within the week that begins today."""
    soon = [
        case
        for case in cases
        if case.snoozed_until and today < case.snoozed_until <= today + LAST_DAY
    ]
    soon.sort(key=lambda case: case.snoozed_until or today)
    return [
        _line(case, f"back on {weekday_date(case.snoozed_until or today)}", public_url)
        for case in soon
    ]


def _line(case: Case, when: str, public_url: str) -> dict[str, str]:
    return {
        "name": case.name,
        "why": case.why,
        "when": when,
        "link": f"{public_url}/clients/{case.client_id}",
    }


def _rest(cases: Sequence[Case], today: date) -> str:
    """How many are doing fine, and how the others stand, in one sentence."""
    if not cases:
        return "You have nobody in care here at the moment."
    numbers = Counter(_how(case, today) for case in cases)
    parts = [f"{numbers[how]} {words}" for how, words in HOW.items() if numbers[how]]
    return f"You have {count(len(cases), 'client')} in care here: {', '.join(parts)}."


def _how(case: Case, today: date) -> str:
    if case.kind:
        return "asleep" if case.is_asleep(today) else "waiting"
    if case.state in WELL:
        return "well"
    return "too_few" if case.state == "too_few" else "level"
