"""What is known of one episode of care, as plain values, and the reader of its file format.

Choices where the published rule (docs/rule.md) leaves room:
- a history of somebody under 18 is refused: the rule is for adults only;
- scores may have fractions; unknown extra keys are ignored;
- nothing of the client's or therapist's comes before the intake but visits, which count from the
  onset; scores, sessions and check-ins have one entry a day, and of two weekly checks on one day
  the worse counts (docs/history-file.md);
- a red-flag code nobody knows is still a yes: urgent among `red_flags`, for the GP among
  `gp_flags`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from homecare.rules.reading import order, strict_values
from homecare.rules.reading.strict_values import UnreadableError
from homecare.rules.red_flags import AGAIN

Span = tuple[date, date]
CHECK_IN_ANSWERS = ("better", "same", "worse")


PainRow = tuple[date, float | None, float | None]
SessionRow = tuple[date, int, int]
"""The many rows of a history are plain tuples, and the named ones below are such tuples, too."""


class PainDay(NamedTuple):
    """Leg and back over the last 24 hours, 0–10; None where that site was not rated."""

    on: date
    leg: float | None
    back: float | None


class SessionDay(NamedTuple):
    """Exercise sessions of one day: due, and reported as done, whole or in part."""

    on: date
    due: int
    done: int


class Cleared(NamedTuple):
    """A therapist's clearing of a code: it covers answers given on or before its date.

    Where more than the dates is known, `at` is when it was written down, and it covers only the
    answer that was `given` at that moment.
    """

    on: date
    code: str
    reason: str
    at: datetime | None = None
    given: datetime | None = None


class Check(NamedTuple):
    """A weekly check, or red-flag answers outside one; `change` −3…+3, or None if not asked.

    Two empty lists mean that the red-flag questions were asked and the answer was none of these;
    where they were not asked (in the file: a list is missing), `asked` is False. `at` is the
    moment of the answers, where more than the day is known, and `wording` the words in which the
    questions were asked (not in files).
    """

    on: date
    change: int | None = None
    red_flags: tuple[str, ...] = ()
    gp_flags: tuple[str, ...] = ()
    asked: bool = True
    at: datetime | None = None
    wording: str = AGAIN

    @classmethod
    def from_json(cls, value: Any) -> "Check":
        """Read one check of the file format; raises UnreadableError with a plain reason."""
        on = strict_values.day(strict_values.wanted(value, "on", "a check"), "a check's date")
        try:
            change = value.get("change")
            if change is not None:
                strict_values.number(change, "its change", -3, 3)
            red_flags, gp_flags = _codes(value, "red_flags"), _codes(value, "gp_flags")
            asked = red_flags is not None and gp_flags is not None
            return cls(on, change, red_flags or (), gp_flags or (), asked)
        except UnreadableError as error:
            raise UnreadableError(f"the check of {on}: {error}") from error


@dataclass(frozen=True, slots=True)
class Intake:
    """Day 0: the first scores (0–10), when the pain began, and what was found on asking.

    `background_asked` is False where nobody asked about the past (not in files, which say what was
    found: there it counts as asked).
    """

    on: date
    onset: date
    leg: float
    back: float
    age: int
    contraindications: tuple[str, ...] = ()
    background: tuple[tuple[str, str | None], ...] = ()
    background_asked: bool = True

    @classmethod
    def from_json(cls, value: Any) -> "Intake":
        """Read the intake of the file format; raises UnreadableError with a plain reason."""

        def get(key: str) -> Any:
            return strict_values.wanted(value, key, "the intake")

        on = strict_values.likely_day(get("on"), "the intake's date")
        onset = strict_values.likely_day(get("onset"), "the onset")
        if onset > on:
            raise UnreadableError(f"the onset, {onset}, comes after the intake, {on}")
        return cls(
            on=on,
            onset=onset,
            leg=strict_values.score(get("leg"), "leg"),
            back=strict_values.score(get("back"), "back"),
            age=strict_values.number(
                get("age"), "age (adults only)", strict_values.ADULT, strict_values.OLDEST
            ),
            contraindications=strict_values.items(
                value, "contraindications", "the intake", strict_values.text
            ),
            background=_background(strict_values.rows(value, "background", 2, optional=True)),
        )


@dataclass(frozen=True, slots=True)
class History:
    """One episode of care: what the rule may look at, in no particular order.

    `away` are days away or paused, `flares` days on the minimum plan, `check_ins` the answers to
    the one-tap check-in, `all_better` the days on which it was tapped and not undone, `unheard`
    those on which nobody could be heard, `extra` those on which more exercise was reported than
    was due (not in files, where `sessions` says so). `new_starts` are the days from which a
    therapist, after an answer to a letter, had the start counted anew; `gp_answers` those on which
    a doctor's answer came on record.
    """

    id: str
    intake: Intake
    pain: tuple[PainRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    visits: tuple[date, ...] = ()
    checks: tuple[Check, ...] = ()
    all_better: tuple[date, ...] = ()
    cleared: tuple[Cleared, ...] = ()
    away: tuple[Span, ...] = ()
    flares: tuple[Span, ...] = ()
    check_ins: tuple[tuple[date, str], ...] = ()
    extra: tuple[date, ...] = ()
    unheard: tuple[Span, ...] = ()
    new_starts: tuple[date, ...] = ()
    gp_answers: tuple[date, ...] = ()

    @classmethod
    def from_json(cls, value: Any) -> "History":
        """Read one object of the file format; raises UnreadableError with a plain reason."""
        identity = strict_values.text(strict_values.wanted(value, "id", "the history"), "'id'")
        read = cls(
            id=identity,
            intake=Intake.from_json(strict_values.wanted(value, "intake", "the history")),
            pain=_pain_days(strict_values.rows(value, "pain", 3)),
            sessions=_session_days(strict_values.rows(value, "sessions", 3)),
            visits=strict_values.days(value, "visits"),
            checks=_checks(_list(value, "checks")),
            all_better=strict_values.days(value, "all_better"),
            cleared=tuple(map(_cleared, strict_values.rows(value, "cleared", 3, optional=True))),
            away=_spans(value, "away"),
            flares=_spans(value, "flares"),
            unheard=_spans(value, "unheard"),
            new_starts=strict_values.days(value, "new_starts", optional=True),
            gp_answers=strict_values.days(value, "gp_answers", optional=True),
            check_ins=tuple(
                map(_check_in, strict_values.rows(value, "check_ins", 2, optional=True))
            ),
        )
        strict_values.within_reach(read.intake.on, max(read.dates()))
        order.need(read.intake.on, read._lists())
        return read

    def _lists(self) -> dict[str, list[date]]:
        """Return the days of what can't come before the intake, by key; of days away their last."""
        rows = {"pain": self.pain, "sessions": self.sessions, "check_ins": self.check_ins,
                "checks": self.checks, "cleared": self.cleared}  # fmt: skip
        days = {"all_better": self.all_better, "new_starts": self.new_starts,
                "gp_answers": self.gp_answers}  # fmt: skip
        spans = {"away": self.away, "flares": self.flares}
        return {
            **{key: list(map(itemgetter(0), of)) for key, of in rows.items()},
            **{key: list(of) for key, of in days.items()},
            **{key: list(map(itemgetter(1), of)) for key, of in spans.items()},
        }

    def dates(self) -> Iterator[date]:
        """Return the date of everything a client or therapist entered, in no order."""
        rows = (self.pain, self.sessions, self.checks, self.cleared, self.check_ins)
        dated = chain.from_iterable(rows)
        said = chain(self.visits, self.all_better, self.new_starts, self.gp_answers)
        return chain((self.intake.on,), said, map(itemgetter(0), dated))


def _codes(value: dict[str, Any], key: str) -> tuple[str, ...] | None:
    """Read one list of a check, or None where it was not asked for."""
    codes = value.get(key)
    if codes is None or codes == []:
        return None if codes is None else ()  # nearly always
    return strict_values.items(value, key, "it", strict_values.text)


def _list(value: dict[str, Any], key: str) -> list[Any]:
    items = strict_values.wanted(value, key, "the history")
    if not isinstance(items, list):
        raise UnreadableError(f"'{key}' is not a list")
    return items


def _checks(rows: list[Any]) -> tuple[Check, ...]:
    """Read the checks, but for those that hold no answer: they say nothing, not even a word."""
    return tuple([
        check
        for check in map(Check.from_json, rows)
        if check.asked or check.change is not None or check.red_flags or check.gp_flags
    ])  # fmt: skip


def _background(rows: list[Any]) -> tuple[tuple[str, str | None], ...]:
    codes = [strict_values.text(row[0], "a background code") for row in rows]
    order.need_once(codes, "'background'")
    recorded = [
        None if row[1] is None else strict_values.text(row[1], "what was recorded") for row in rows
    ]
    return tuple(zip(codes, recorded, strict=True))


def _pain_days(rows: list[Any]) -> tuple[PainRow, ...]:
    if not rows:
        return ()
    ons, leg, back = zip(*rows, strict=True)
    days = strict_values.all_days(ons)
    if days and strict_values.all_scores(leg) and strict_values.all_scores(back):
        return tuple(zip(days, leg, back, strict=True))
    return tuple(map(_pain, rows))


def _session_days(rows: list[Any]) -> tuple[SessionRow, ...]:
    if not rows:
        return ()
    ons, due, done = zip(*rows, strict=True)
    days = strict_values.all_days(ons)
    if days and strict_values.all_counts(due) and strict_values.all_counts(done):
        return tuple(zip(days, due, done, strict=True))
    return tuple(map(_session, rows))


def _pain(row: list[Any]) -> PainRow:
    on = strict_values.day(row[0], "a pain day")
    leg = strict_values.maybe_score(row[1], "leg on", row[0])
    return on, leg, strict_values.maybe_score(row[2], "back on", row[0])


def _session(row: list[Any]) -> SessionRow:
    on = strict_values.day(row[0], "a session day")
    due = strict_values.number(row[1], "sessions due", 0, strict_values.MOST_SESSIONS)
    done = strict_values.number(row[2], "sessions reported", 0, strict_values.MOST_SESSIONS)
    return on, due, done


def _cleared(row: list[Any]) -> Cleared:
    return Cleared(
        strict_values.day(row[0], "a clearing"),
        strict_values.text(row[1], "a cleared code"),
        strict_values.text(row[2], "the reason of a clearing"),
    )


def _check_in(row: list[Any]) -> tuple[date, str]:
    if row[1] not in CHECK_IN_ANSWERS:
        said, known = strict_values.shown(row[1]), ", ".join(CHECK_IN_ANSWERS)
        raise UnreadableError(f"a check-in's answer, {said}, is none of {known}")
    return strict_values.day(row[0], "a check-in"), row[1]


def _spans(value: dict[str, Any], key: str) -> tuple[Span, ...]:
    return tuple(
        strict_values.span(row, f"'{key}'")
        for row in strict_values.rows(value, key, 2, optional=True)
    )
