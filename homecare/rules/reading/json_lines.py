"""Histories line by line: one answer or one error a line, in constant memory."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT, Policy
from homecare.rules.reading.history import History
from homecare.rules.reading.order import need_once
from homecare.rules.reading.strict_values import UnreadableError, within_reach
from homecare.rules.replay import replay as replay_history


@dataclass(frozen=True, slots=True)
class Answer:
    """What one line asked for, ready for JSON; lines count from 1."""

    line: int
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LineError:
    """Why one line could not be answered, without repeating what it holds about anybody."""

    line: int
    reason: str


def answer_lines(
    lines: Iterable[str | bytes],
    *,
    on: date | None = None,
    policy: Policy = DEFAULT,
    replay: bool = False,
) -> Iterator[Answer | LineError]:
    """Answer each history: its assessment on `on`, or its replay (through `on` where given).

    Blank lines are passed over. Raises ValueError at once where neither is asked for.
    """
    if on is None and not replay:
        raise ValueError("give a date, or ask for a replay")
    return _answers(lines, on, policy, replay)


def _answers(
    lines: Iterable[str | bytes], on: date | None, policy: Policy, replay: bool
) -> Iterator[Answer | LineError]:
    for count, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Answer(count, _answer(line, on, policy, replay))
        except (ValueError, OverflowError, RecursionError) as error:
            yield LineError(count, _plain(error))


def _answer(line: str | bytes, on: date | None, policy: Policy, replay: bool) -> dict[str, Any]:
    history = History.from_json(json.loads(line, object_pairs_hook=_object))
    if on is not None:
        within_reach(history.intake.on, on)
    if replay or on is None:
        return replay_history(history, policy, on).to_json()
    return assess(history, policy, on).to_json()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; of a key that stands in it twice JSON would keep the last alone."""
    found = dict(pairs)
    if len(found) < len(pairs):
        need_once([key for key, _ in pairs], "an object")
    return found


def _plain(error: Exception) -> str:
    """Say why in our own words: Python's speak to whoever programs."""
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: column {error.colno} can't be read"
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return "a number or a date in it is too large or too small to reckon with"
