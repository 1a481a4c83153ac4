"""The caseload as rows, read in one statement however long the diaries are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from homecare.access import Scope
from homecare.accounts.models import Practice
from homecare.activities.queries import in_short
from homecare.assessment.courses import Begun, courses
from homecare.assessment.thresholds import policy_of, set_at
from homecare.clients.queries import who_is
from homecare.desk.caseload.marks import (
    Course,
    course_of,
    marks,
    quiets_decided,
    silent_since,
    undecided,
)
from homecare.desk.caseload.needs import GROUP_AT, NEEDS, RED, of_all, of_ones_own
from homecare.desk.caseload.recent_decisions import decided_lately
from homecare.desk.flags.words import Dated, first_sentence, review_badge, say_the_same
from homecare.flags.findings import needs_emergency_help, stands_for_answers
from homecare.flags.queries import seen_on
from homecare.language import DAY, local_day, on_wall, open_for, with_its_week
from homecare.referrals.answers.queries import LATE, LOOKED_BACK
from homecare.rules.course.measured import Measured, measured, measured_of
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

SHORTEST_NOW, LONGEST_NOW = 40, 90  # letters of "Now:", so that it takes a line or two
ASKING = {GP, WORSENING, STALLED, QUIET, RECURRENT, NOT_FOLLOWING}
"""States that ask for somebody: without a live flag it must be said why they don't."""

NOT_LOOKED_AT = "Not looked at yet; the first look is tonight."
NEVER = datetime.max.replace(tzinfo=UTC)


NO_PROGRAMME = "No programme yet."
HAS_TO_WAIT = " It has to wait: a red-flag answer is not cleared."


@dataclass(frozen=True)
class CaseRow:
    """One client on the caseload; `pain` is what the rule compared when it looked at them last:
    on the client's today, or else of the week to `pain_until`.

    `now` is what the rule says since the flag was raised that the row is about. `decided` is what
    somebody did about the state lately, where that is why it no longer asks. `overdue` says for how
    long a flag is open that has waited for longer than its kind bears.
    """

    client_id: UUID
    name: str
    therapist: str
    therapist_id: UUID
    complaint: str
    side: str
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
    matters: str = ""
    """Of what matters to them what goes least well, at the start and now."""
    late_letter: UUID | None = None
    """A letter that no answer has come to for two weeks."""
    unread_letter: UUID | None = None
    """A letter with an answer that nobody says to have read."""
    is_emergency: bool = False
    """Whether an answer behind its urgent flag needs emergency help now."""
    is_asked: bool = True
    """Whether the red-flag questions were ever asked in this care."""
    is_background_asked: bool = True
    """Whether the background was: not of somebody who came from a file."""

    @property
    def said(self) -> str:
        """Why, as the row says it; of whom nothing is due and nothing is asked, nothing."""
        if self.why and (self.has_programme or self.need != "rest"):
            return self.why
        return NOT_LOOKED_AT if self.has_programme else ""

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
        return "Letter unanswered for two weeks" if self.late_letter else ""


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
    cases = scope.all(statement, since=now - LOOKED_BACK, **here, **who).all()
    silent = [row.id for row in cases if NEEDS[row.need_at] == "rest" and row.state in ASKING]
    done = decided_lately(scope, now, silent)
    pain = _measured(scope, cases, now, practice)
    since = set_at(practice)
    quiets = quiets_decided(scope, [row.episode_id for row in cases], now)
    rows = [
        _row_of(
            row,
            pain[row.episode_id],
            course_of(row, quiets[row.episode_id], today),
            today,
            pain_until=_until(row, local_day(now, row.zone), since),
            decided=done.get(row.id, ""),
            overdue=_overdue(row, now, practice.zone),
        )
        for row in cases
    ]
    return sorted(rows, key=_place)


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
    scope: Scope, cases: Sequence[Row[Any]], now: datetime, practice: Practice
) -> dict[UUID, Measured]:
    """Where each stands by the verdict that is kept, as do the state and its reason beside it.

    Who has none is asked anew: a year of days each would be read for whom there is one.
    """
    kept = {row.episode_id: measured_of(row.figures) for row in cases if _has_figures(row)}
    left = {row.episode_id: row for row in cases if row.episode_id not in kept}
    asked = courses(scope.session, map(_begun, left.values()), policy_of(practice))
    days = {of: local_day(now, row.zone) for of, row in left.items()}
    return kept | {of: measured(one, one.day(days[of])) for of, one in asked.items()}


def _has_figures(row: Row[Any]) -> bool:
    """Verdicts from before version 3 of the rule don't say over how many days a mean is."""
    return "mean_days" in (row.figures or {})


def _until(row: Row[Any], today: date, since: datetime) -> date | None:
    """The last day of the week that a kept verdict is of, unless it is today's by what holds now:
    this version of the rule, and the thresholds that hold `since`."""
    if not _has_figures(row):
        return None
    holds = row.rule_version == RULE_VERSION and row.judged_at >= since
    return None if holds and row.judged_on == today else row.judged_on - DAY


def _begun(row: Row[Any]) -> Begun:
    return Begun(row.episode_id, row.intake_on, row.onset, row.leg, row.back, row.new_starts)


def _row_of(case: Row[Any], pain: Measured, course: Course, today: date, **said: Any) -> CaseRow:
    need = NEEDS[case.need_at]
    flagged = need not in ("rest", "too_few") and case.kind is not None
    reasons = case.flag_reasons if flagged else case.reasons
    written_on = _written_on(case, flagged, today)
    why = with_its_week(first_sentence(reasons or []), written_on, today)
    return CaseRow(
        client_id=case.id,
        name=case.name,
        therapist=case.therapist,
        therapist_id=case.therapist_id,
        complaint=case.complaint,
        side=case.side,
        need=need,
        state=case.kind if flagged else case.state,
        badge=review_badge(reasons, case.kind) if flagged else None,
        is_emergency=need == URGENT
        and needs_emergency_help(reasons, case.flag_figures if flagged else None),
        why=why,
        now=_since(case, written_on, today) if flagged else "",
        snoozed_until=case.snoozed_until if case.status == "snoozed" else None,
        **said,
        pain=pain,
        last_logged=case.last_logged,
        silent_since=silent_since(course, today),
        opened_at=case.opened_at,
        next_visit=case.next_visit,
        has_programme=bool(case.has_programme),
        marks=() if need in RED else marks(course, today, undecided(case.kind, case.flag_reasons)),
        flag_id=case.flag_id,
        matters=in_short(case),
        late_letter=case.late_letter,
        unread_letter=case.unread_letter,
        is_asked=bool(case.is_asked),
        is_background_asked=case.background_asked_at is not None,
    )


def _overdue(case: Row[Any], now: datetime, zone: str) -> str:
    if case.kind is None:
        return ""
    flag = Waiting(case.kind, case.opened_at, case.snoozed_until)
    return open_for(time_open(flag, now, zone)) if is_overdue(flag, now, zone) else ""


def _written_on(case: Row[Any], flagged: bool, today: date) -> date:
    """The day on which the sentence of a row was true."""
    if flagged:
        return seen_on(case.flag_figures or {}, case.intake_on, case.raised_on)
    return case.judged_on or today


def _since(case: Row[Any], written_on: date, today: date) -> str:
    """What the rule has found since the sentence of a flag was written, where that is other: the
    same figures of another week say nothing new."""
    if case.judged_on is None or case.judged_on <= written_on:
        return ""
    if stands_for_answers(case.flag_figures or {}):
        return ""
    newest = Dated(case.reasons, case.judged_on)
    if say_the_same(newest, Dated(case.flag_reasons, written_on), today):
        return ""
    return shortened(with_its_week(first_sentence(case.reasons), case.judged_on, today))


def shortened(text: str) -> str:
    """A sentence in a line or two: where it is long, as far as one of its parts goes."""
    if len(text) <= LONGEST_NOW:
        return text
    begun = text[:LONGEST_NOW]
    if (ends := begun.rfind(". ")) > SHORTEST_NOW:
        return begun[: ends + 1]
    ends = next((at for part in ("; ", ": ", " ") if (at := begun.rfind(part)) > SHORTEST_NOW), 0)
    return f"{begun[: ends or LONGEST_NOW]} …"
