"""The weekly digest to a therapist: what is new, what is overdue, and the rest as a count."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.emails import desk_link
from homecare.accounts.models import Membership
from homecare.clockwork.periods import MONDAY_MORNING
from homecare.language import FLAG_STATUSES, OVERDUE, count, local_day, open_for, weekday_date
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.reports.weekly_digest.cases import Case, cases_of, overdue_of_colleagues
from homecare.reports.weekly_progress.figures import LAST_DAY

Link = Callable[[str], str]
"""A page's whole address from its path."""
KIND = "weekly-digest"
MOST_LINES = 20  # of a section; beyond them it is the page of flags that is read
WELL = ("improving", "resolved")
HOW = {
    "waiting": "to decide",
    "well": "getting better or free of pain",
    "level": "with nothing to decide",
    "too_few": "with too few scores to tell",
    "asleep": FLAG_STATUSES["snoozed"].lower(),
}


def weekly_digest(
    session: Session, settings: Settings, membership: Membership, week: date, now: datetime
) -> Email:
    """The digest for one therapist or owner, of how things stand `now`.

    `week` is the Monday of the week that is over; it names the digest, and what has come since
    its morning, when the last one left, is new.
    """
    zone = membership.practice.zone
    today, last_left = local_day(now, zone), datetime.combine(week, MONDAY_MORNING, ZoneInfo(zone))
    cases = cases_of(session, membership, now)
    waiting = [case for case in cases if case.flag and not case.is_asleep(today)]
    at = partial(desk_link, settings.public_url, membership.practice_id)
    sections = _sections(waiting, last_left, at)
    subject, text, html = compose(
        KIND,
        person=membership.person.name,
        practice_name=membership.practice.name,
        waiting=len(waiting),
        sections=sections,
        others=len(waiting) - sum(len(section["lines"]) for section in sections),
        colleagues=overdue_of_colleagues(session, membership, now),
        waking=_waking(cases, today, at),
        rest=_rest(cases, today),
        flags_link=at("/flags"),
        all_flags_link=at("/flags?whose=all"),
        caseload_link=at("/caseload"),
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
        bulk=True,
    )


def _sections(waiting: Sequence[Case], last_left: datetime, at: Link) -> list[dict[str, Any]]:
    """What is new since the last digest, then what has waited for too long: the gravest first."""
    ordered = sorted(waiting, key=lambda case: case.place)
    new = [case for case in ordered if case.flag and case.flag.opened_at >= last_left]
    late = [case for case in ordered if case.is_overdue and case not in new]
    marked = [(case, f", {OVERDUE.lower()}" if case.is_overdue else "") for case in new]
    named = (("New since last week", marked), (OVERDUE, [(case, "") for case in late]))
    return [
        {"heading": heading, "lines": [_line(case, open_for(case.waits) + mark, at)
                                       for case, mark in some[:MOST_LINES]]}
        for heading, some in named if some
    ]  # fmt: skip


def _waking(cases: Sequence[Case], today: date, at: Link) -> list[dict[str, str]]:
    """Snoozed flags that come back within the week that begins today."""
    back = [(case.flag.snoozed_until, case) for case in cases if case.flag]
    soon = [(day, case) for day, case in back if day and today < day <= today + LAST_DAY]
    soon.sort(key=lambda one: one[0])
    return [_line(case, f"back on {weekday_date(day)}", at) for day, case in soon]


def _line(case: Case, when: str, at: Link) -> dict[str, str]:
    return {
        "about": case.about,
        "name": case.name,
        "what": case.what,
        "when": when,
        "link": at(f"/clients/{case.client_id}"),
    }


def _rest(cases: Sequence[Case], today: date) -> str:
    """How many are doing fine, and how the others stand, in one sentence."""
    if not cases:
        return "You have nobody in care here at the moment."
    numbers = Counter(_how(case, today) for case in cases)
    parts = [f"{numbers[how]} {words}" for how, words in HOW.items() if numbers[how]]
    return f"You have {count(len(cases), 'client')} in care here: {', '.join(parts)}."


def _how(case: Case, today: date) -> str:
    if case.flag:
        return "asleep" if case.is_asleep(today) else "waiting"
    if case.state in WELL:
        return "well"
    return "too_few" if case.state == "too_few" else "level"
