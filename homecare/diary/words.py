"""What a client answered when they were asked, in plain words for pages, mails and exports."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from homecare.language import DAY, listed, local_day, starts_upper

CHANGE = {
    3: "Very much better",
    2: "Much better",
    1: "A little better",
    0: "About the same",
    -1: "A little worse",
    -2: "Much worse",
    -3: "Very much worse",
}
REASONS = {
    "no_time": "No time",
    "forgot": "I forgot",
    "hurts": "It hurts",
    "too_hard": "Too hard",
    "better": "I feel better",
    "other": "Something else",
}
CHECK_IN = {"better": "Better", "same": "About the same", "worse": "Worse"}
TITLES = {
    "check": "Weekly check",
    "why": "Why little exercise",
    "check_in": "Check-in",
    "activities": "How it goes with what matters",
}


def answered(kind: str, body: dict[str, Any]) -> str:
    """The answer in a few words: "Much better, compared with the start."; empty where none."""
    if not body:  # taken back
        return ""
    if kind == "check" and body.get("change") is not None:
        return f"{CHANGE[body['change']]}, compared with the start."
    if kind == "activities":
        each = [f"{one['words']} {one['score']}" for one in body["scores"]]
        return f"{starts_upper(', '.join(each))} (0–10)."
    if kind == "check_in":
        return f"{CHECK_IN[body['answer']]}."
    if kind == "why":
        return f"{REASONS[body['reason']]}." + (f" “{body['text']}”" if "text" in body else "")
    return ""


PARTS = {
    "pain": "scores",
    "exercise": "exercises",
    "sitting": "sitting",
    "bath": "bath",
    "note": "note",
    "better": "“all better”",
    "flare": "flare-up",
}
TURNS = ("flare", "better")
"""What a client says unasked that turns the course of an episode."""


class Written(Protocol):
    """What is said of a day, and whose hand it was."""

    @property
    def kind(self) -> Any: ...
    @property
    def written_by(self) -> Any: ...


def entered_by(written: Iterable[Written], names: Mapping[UUID | None, str]) -> str:
    """Who entered what of a day, of those who are named: "Scores and note entered by Jo Hale."."""
    by: dict[str, set[str]] = {}
    for one in written:
        if one.written_by in names:
            by.setdefault(names[one.written_by], set()).add(one.kind)
    of_each = ((name, [PARTS[kind] for kind in PARTS if kind in by[name]]) for name in sorted(by))
    return " ".join(
        f"{starts_upper(listed(parts))} entered by {name}." for name, parts in of_each if parts
    )


class Rated(Written, Protocol):
    """What was said of a day, in whatever way: logged, corrected or taken back."""

    @property
    def id(self) -> Any: ...
    @property
    def supersedes(self) -> Any: ...
    @property
    def local_date(self) -> Any: ...
    @property
    def op(self) -> Any: ...
    @property
    def body(self) -> Any: ...
    @property
    def seq(self) -> Any: ...
    @property
    def received_at(self) -> Any: ...
    @property
    def flagged(self) -> Any: ...


R = TypeVar("R", bound=Rated)
Thing = tuple[date, str, str | None]
"""A day, a kind of report, and of an exercise its line."""
ON_A_SHEET = ("pain", "exercise", "sitting", "bath", "note")


def said_besides(rated: Iterable[R], stands: R | None, kind: str = "pain") -> list[R]:
    """The last word of everybody else on one thing of a day, the newest first.

    `stands` is what holds; where nothing does, it was taken back by whoever spoke last.
    """
    last: dict[UUID, R] = {}
    for one in sorted(rated, key=lambda each: (each.received_at, each.seq)):
        if one.kind == kind and not one.flagged:
            last.pop(one.written_by, None)
            last[one.written_by] = one
    newest = list(reversed(last.values()))
    hand = stands or (newest[0] if newest else None)
    return [one for one in newest if hand and one.written_by != hand.written_by and one.body]


def replaced(rated: Iterable[R], stands: R | None) -> list[R]:
    """What others had said of a day's scores where something else stands, the newest first."""
    said = said_besides(rated, stands)
    return [one for one in said if stands is None or scores_of(one.body) != scores_of(stands.body)]


def replaced_of_days(written: Iterable[R], standing: Mapping[Thing, R]) -> list[R]:
    """What others had said of anything on a sheet where something else stands, by day.

    `written` is all that was ever said of the days, `standing` what holds.
    """
    by_id = {one.id: one for one in written}
    things: dict[Thing, list[R]] = {}
    for one in by_id.values():
        if one.kind in ON_A_SHEET:
            things.setdefault((one.local_date, one.kind, _line(one, by_id)), []).append(one)
    found = []
    for thing in sorted(things, key=str):
        stands = standing.get(thing)
        besides = said_besides(things[thing], stands, thing[1])
        found += [one for one in besides if stands is None or says(one) != says(stands)]
    return found


def _line(entry: R, by_id: Mapping[Any, R]) -> str | None:
    """The line of the programme that is spoken of; what takes back says it with what it takes."""
    before = by_id.get(entry.supersedes)
    line: str | None = entry.body.get("line")
    return line or (_line(before, by_id) if before else None)


def says(entry: Rated) -> Any:
    """What a sheet shows of a report: both scores, an outcome, whether kept, a note."""
    if entry.kind == "pain":
        return scores_of(entry.body)
    return entry.body.get({"exercise": "outcome", "note": "text"}.get(entry.kind, "kept"))


def put_back(rated: Iterable[R], stands: R | None) -> R | None:
    """The word of somebody else that was replaced and is what stands again; None where none is."""
    all_of_it = list(rated)
    if stands is None:
        return None
    for one in said_besides(all_of_it, stands):
        between = (
            each.kind == "pain"
            and one.received_at < each.received_at < stands.received_at
            and scores_of(each.body) != scores_of(one.body)
            for each in all_of_it
        )
        if scores_of(one.body) == scores_of(stands.body) and any(between):
            return one
    return None


def scores_of(body: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The two scores of a report, leg and back."""
    return body.get("leg"), body.get("back")


def scores_in_words(body: Mapping[str, Any]) -> str:
    """Two scores inside a sentence: "leg 5, back not rated"."""
    leg, back = ("not rated" if score is None else score for score in scores_of(body))
    return f"leg {leg}, back {back}"


def reported_of_due(reported: int, due: int, partly: int) -> str:
    """What was reported of what was due, as a cell of a table has it: "3 of 5, 1 in part"."""
    return f"{reported} of {due}" + (f", {partly} in part" if partly else "")


def scores_of_intake(leg: int | None, back: int | None) -> str:
    """That the scores of a day are those of the intake, which stand on it; and what was reported of
    that day beside them, if anything was."""
    if leg is None and back is None:
        return "Scores of the intake."
    reported = scores_in_words({"leg": leg, "back": back})
    return f"Scores of the intake; reported that day: {reported}."


def intake_stands(leg: int, back: int, day: str = "") -> str:
    """What to know before other scores are entered for the day of the intake; which `day` that is,
    where several are entered at once."""
    stands, named = scores_in_words({"leg": leg, "back": back}), f" ({day})" if day else ""
    return (
        f"On the day of the intake{named} its scores count: {stands}. Others are kept beside them."
    )


def entered_of_day(
    standing: Iterable[R],
    rated: Iterable[R],
    others: Mapping[UUID | None, str],
    called: Mapping[UUID | None, str],
) -> str:
    """Who of the `others` entered what of a day, and whose scores they put back; anybody who had
    said those is `called` so, or is the reader.
    """
    whole = list(standing)
    pain = next((one for one in whole if one.kind == "pain"), None)
    again = put_back(rated, pain)
    if pain is None or again is None or pain.written_by not in others:
        return entered_by(whole, others)
    whose = called.get(again.written_by, "you")
    back = f"Scores put back by {others[pain.written_by]}, as {whose} said them."
    return f"{back} {entered_by((one for one in whole if one is not pain), others)}".strip()


def turn_in_words(kind: str, body: Mapping[str, Any]) -> str:
    """A flare-up or "all better" as a line says it."""
    if kind == "better":
        return "“All better”"
    return "A flare-up began" if body.get("state") == "start" else "A flare-up ended"


def came_late(day: date, received_at: datetime, zone: str) -> bool:
    """Whether what speaks of a day is called late: it came more than a day after it, by the clock
    of `zone`."""
    return local_day(received_at, zone) - day > DAY
