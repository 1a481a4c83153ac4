"""What a client answered when they were asked, in plain words for pages, mails and exports."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from uuid import UUID

from homecare.language import listed, starts_upper

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
TITLES = {"check": "Weekly check", "why": "Why little exercise", "check_in": "Check-in"}


def answered(kind: str, body: dict[str, Any]) -> str:
    """The answer in a few words: "Much better, compared with the start."; empty where none."""
    if not body:  # taken back
        return ""
    if kind == "check" and body.get("change") is not None:
        return f"{CHANGE[body['change']]}, compared with the start."
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

    kind: Any
    written_by: Any


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


def turn_in_words(kind: str, body: Mapping[str, Any]) -> str:
    """A flare-up or "all better" as a line says it."""
    if kind == "better":
        return "“All better”"
    return "A flare-up began" if body.get("state") == "start" else "A flare-up ended"
