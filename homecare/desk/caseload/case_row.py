"""One client on the caseload, in words: pure, of what the statement reads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from json import loads
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Dialect

from homecare.activities.queries import in_short
from homecare.activities.words import MOST
from homecare.desk.caseload.marks import course_of, marks, silent_since, undecided
from homecare.desk.caseload.needs import NEEDS, RED, WRITTEN, of_all
from homecare.desk.flags.words import Dated, first_sentence, review_badge, say_the_same
from homecare.flags.findings import needs_emergency_help, stands_for_answers
from homecare.flags.queries import seen_on
from homecare.language import with_its_week
from homecare.referrals.answers.words import unanswered_for
from homecare.rules.course.measured import (
    Measured,
    measured_of,
    other_site,
    says_over_how_long,
    worse_at_intake,
)
from homecare.rules.verdict.episode_on_day import URGENT

SHORTEST_NOW, LONGEST_NOW = 40, 130  # letters of "Now:", so that it takes a line or two
NOT_LOOKED_AT = "Not looked at yet; the first look is tonight."
NO_PROGRAMME = "No programme yet."
KEPT = 1024
"""So many rows are kept in each process, with their drawing some six megabytes at the most: five
long caseloads (ours)."""
HAS_TO_WAIT = " It has to wait: a red-flag answer is not cleared."


@dataclass(frozen=True, eq=False)
class CaseRow:
    """One client on the caseload; `pain` is what the rule compared when it looked at them last:
    on the client's today, or else of the week to `pain_until`.

    `now` is what the rule says since the flag was raised that the row is about. `decided` is what
    somebody did about the state lately, where that is why it no longer asks. `overdue` says for how
    long a flag is open that has waited for longer than its kind bears.

    `row_of` hands out the same one for the same, so that it is equal to itself alone.
    """

    client_id: UUID
    name: str
    therapist: str
    therapist_id: UUID
    need: str
    state: str | None
    badge: str | None
    why: str
    now: str
    snoozed_until: date | None
    overdue: str
    decided: str
    pain: Measured
    last_logged: date | None
    silent_since: date
    opened_at: datetime | None
    next_visit: datetime | None
    has_programme: bool
    marks: tuple[str, ...]
    flag_id: UUID | None = None
    """The flag that stands, whether it asks now or is set aside."""
    pain_until: date | None = None
    other: Measured | None = None
    """The site that does not decide, where the figures that are kept say it."""
    has_handed_over: bool = False
    """Whether that was the worse one at the intake, so that it decided at first."""
    matters: str = ""
    """Of what matters to them what goes least well, at the start and now."""
    late_letter: UUID | None = None
    """A letter that no answer has come to for two weeks, or longer: `late_for`."""
    late_for: str = ""
    unread_letter: UUID | None = None
    """A letter with an answer that nobody says to have read."""
    is_emergency: bool = False
    """Whether an answer behind its urgent flag needs emergency help now."""
    is_asked: bool = True
    """Whether the red-flag questions were ever asked in this care."""
    looked: tuple[date | None, str] = (None, "")
    """The day of the newest verdict on them, and their time zone."""
    is_background_asked: bool = True
    """Whether the background was: not of somebody who came from a file."""

    @property
    def said(self) -> str:
        """Why, as the row says it; of whom nothing is due and nothing is asked, nothing."""
        if self.why and (self.has_programme or self.need != "rest"):
            return self.why
        return NOT_LOOKED_AT if self.has_programme else ""

    @property
    def now_in_short(self) -> str:
        """`now` in a line or two, as the page shows it."""
        return shortened(self.now)

    @property
    def pains(self) -> tuple[Measured, ...]:
        """Where they stand, as the row shows it: beside the site that decides the other one where
        the row's sentence is about that, which then comes first, or where that decided at first."""
        if self.other is None:
            return (self.pain,)
        if self.why.lower().startswith(f"{self.other.site} "):
            return (self.other, self.pain)
        return (self.pain, self.other) if self.has_handed_over else (self.pain,)

    @property
    def no_programme(self) -> str:
        """That nothing is assigned; while a red-flag answer stands, that it has to wait."""
        if self.has_programme:
            return ""
        return NO_PROGRAMME + (HAS_TO_WAIT if self.need in RED else "")

    @property
    def not_asked(self) -> str:
        """Which questions nobody has asked."""
        if self.is_asked and self.is_background_asked:
            return ""
        return f"{'Background' if self.is_asked else 'Red-flag questions'} not asked yet"

    @property
    def letter_late(self) -> str:
        """That a letter waits for its answer."""
        return f"Letter unanswered for {self.late_for}" if self.late_letter else ""


class Beside(NamedTuple):
    """What is known of a client beside what the statement reads."""

    pain: Measured
    pain_until: date | None
    decided: str
    overdue: str
    quiets: tuple[date, ...] = ()


class Case:
    """A client as `of_all` reads them, its JSON as what it says; `measured` is where they stand by
    the figures of their verdict, None where these don't say over how many days a mean is.

    `reading` hands out the same one for the same, so that it is equal to itself alone.
    """

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)  # all there are stand in the object itself


@lru_cache(8)
def reading(dialect: Dialect) -> Callable[[tuple[Any, ...]], Case]:
    """What makes a Case of a row as the driver of a database hands it over; it follows from the row
    alone, so that none is ever out of date."""
    columns = of_all().selected_columns
    kinds = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
    names, written = columns.keys(), {*WRITTEN, *(f"newest_{place}" for place in range(MOST))}

    @lru_cache(KEPT)
    def read(kept: tuple[Any, ...]) -> Case:
        meant = (kind(one) if kind else one for kind, one in zip(kinds, kept, strict=True))
        values = dict(zip(names, meant, strict=True))
        values |= {name: loads(values[name] or "null") for name in written}
        figures = values["figures"] or {}
        stands = measured_of(figures) if says_over_how_long(figures) else None
        return Case(**values, measured=stands)

    return read


@lru_cache(KEPT)
def row_of(case: Case, beside: Beside, today: date) -> CaseRow:
    """One client's row; it follows from the arguments alone, so that none is ever out of date."""
    course = course_of(case, beside.quiets, today)
    need = NEEDS[case.need_at]
    flagged = need not in ("rest", "too_few") and case.kind is not None
    reasons = case.flag_reasons if flagged else case.reasons
    written_on = _written_on(case, flagged, today)
    return CaseRow(
        client_id=case.id,
        name=case.name,
        therapist=case.therapist,
        therapist_id=case.therapist_id,
        need=need,
        state=case.kind if flagged else case.state,
        badge=review_badge(reasons, case.kind) if flagged else None,
        looked=(case.judged_on, case.zone),
        is_emergency=need == URGENT
        and needs_emergency_help(reasons, case.flag_figures if flagged else None),
        why=with_its_week(first_sentence(reasons or []), written_on, today),
        now=_since(case, written_on, today) if flagged else "",
        snoozed_until=case.snoozed_until if case.status == "snoozed" else None,
        overdue=beside.overdue,
        decided=beside.decided,
        **_pain(case.figures, beside),
        last_logged=case.last_logged,
        silent_since=silent_since(course, today),
        opened_at=case.opened_at,
        next_visit=case.next_visit,
        has_programme=bool(case.has_programme),
        marks=() if need in RED else marks(course, today, undecided(case.kind, case.flag_reasons)),
        flag_id=case.flag_id,
        matters=in_short(case),
        late_letter=case.late_letter,
        late_for=unanswered_for(case.late_since, today) if case.late_letter else "",
        unread_letter=case.unread_letter,
        is_asked=bool(case.is_asked),
        is_background_asked=bool(case.is_background_asked),
    )


def _pain(figures: dict[str, Any] | None, beside: Beside) -> dict[str, Any]:
    """Where they stand; the other site by the figures that are kept, where they say it."""
    known: dict[str, Any] = {"pain": beside.pain, "pain_until": beside.pain_until}
    if figures is None or not says_over_how_long(figures):
        return known
    site = beside.pain.site
    handed_over = worse_at_intake(figures) != site
    other = measured_of(figures, other_site(site))
    return {**known, "other": other, "has_handed_over": handed_over}


def _written_on(case: Case, flagged: bool, today: date) -> date:
    """The day on which the sentence of a row was true."""
    if flagged:
        return seen_on(case.flag_figures or {}, case.intake_on, case.raised_on)
    return case.judged_on or today


def _since(case: Case, written_on: date, today: date) -> str:
    """What the rule has found since the sentence of a flag was written, where that is other: the
    same figures of another week say nothing new."""
    if case.judged_on is None or case.judged_on <= written_on:
        return ""
    if stands_for_answers(case.flag_figures or {}):
        return ""
    newest = Dated(case.reasons, case.judged_on)
    if say_the_same(newest, Dated(case.flag_reasons, written_on), today):
        return ""
    return with_its_week(first_sentence(case.reasons), case.judged_on, today)


def shortened(text: str) -> str:
    """A sentence in a line or two: where it is long, as far as one of its parts goes."""
    if len(text) <= LONGEST_NOW:
        return text
    begun = text[:LONGEST_NOW]
    if (ends := begun.rfind(". ")) > SHORTEST_NOW:
        return begun[: ends + 1]
    ends = next((at for part in ("; ", ": ", " ") if (at := begun.rfind(part)) > SHORTEST_NOW), 0)
    return f"{begun[: ends or LONGEST_NOW]} …"
