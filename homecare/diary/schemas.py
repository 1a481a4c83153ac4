"""What an entry of each kind may say, as JSON Schemas, and plain reasons where one does not fit.

A reason names the field and what to write instead; it never repeats what was written.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

DONE, PARTLY, NOT = "done", "partly", "not"
KEPT, NOT_KEPT, COULD_NOT = "kept", "not_kept", "could_not"
START, END = "start", "end"
REASONS = ("no_time", "forgot", "hurts", "too_hard", "better", "other")
ANSWERS = ("better", "same", "worse")  # to the check-in
MUCH_WORSE, MUCH_BETTER = -3, 3  # the seven points of "change since the start"

# Neither PostgreSQL nor a page can hold control characters or half of a surrogate pair.
_PLAIN = r"\A[^\x00-\x1f\x7f\ud800-\udfff]*\Z"
_LINES = r"\A[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*\Z"


def _one_of(*words: str) -> dict[str, Any]:
    return {"enum": list(words), "description": f"one of {', '.join(words)}"}


def _number(low: int, high: int) -> dict[str, Any]:
    return {
        "type": "integer",
        "minimum": low,
        "maximum": high,
        "description": f"a whole number from {low} to {high}",
    }


def _score() -> dict[str, Any]:
    words = "a whole number from 0 (no pain) to 10 (worst imaginable), or nothing"
    return {**_number(0, 10), "type": ["integer", "null"], "description": words}


def _change() -> dict[str, Any]:
    low, high = MUCH_WORSE, MUCH_BETTER
    words = f"a whole number from {low} (very much worse) to {high} (very much better), or nothing"
    return {**_number(low, high), "type": ["integer", "null"], "description": words}


def _words(longest: int, pattern: str = _LINES) -> dict[str, Any]:
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": longest,
        "pattern": pattern,
        "description": f"words, at most {longest} characters",
    }


def _body(required: tuple[str, ...] = (), **fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(required),
        "additionalProperties": False,
    }


_KEPT = _one_of(KEPT, NOT_KEPT, COULD_NOT)
_SCORED = {
    "anyOf": [{"required": [s], "properties": {s: {"type": "integer"}}} for s in ("leg", "back")],
    "description": "a score for the leg, the back or both",
}
# A timer says how long somebody sat, but not whether the advice was kept.
_KEPT_OR_TIMED = {
    "anyOf": [{"required": [name]} for name in ("kept", "minutes")],
    "description": "whether it was kept, the minutes, or both",
}

_ACTIVITIES = {
    "type": "array",
    "minItems": 1,
    "maxItems": 3,
    "items": _body(
        ("id", "words", "score"),
        id=_words(36, _PLAIN),
        words=_words(60, _PLAIN),
        score=_number(0, 10),
    ),
    "description": "one to three activities, each with its words and a score from 0 to 10",
}


def outcome_of(body: Mapping[str, Any], times_a_day: int) -> str:
    """What a report of an exercise says of one that is due so many times a day: a number of times
    that is named says whether that was all of it, whatever it was when it was reported."""
    said: str = body["outcome"]
    if said == NOT or "times" not in body:
        return said
    return DONE if body["times"] >= times_a_day else PARTLY


def counts_as(body: Mapping[str, Any], times_a_day: int) -> str:
    """As what the times of a report are counted: "2 of 3 times" are done, and not in part, where
    the programme asks for two by now."""
    outcome: str = body["outcome"]
    return DONE if outcome_of(body, times_a_day) == DONE else outcome


def said_of(line: str, outcome: str, times_a_day: int) -> dict[str, Any]:
    """The body of a report of an exercise that was due so many times a day."""
    body: dict[str, Any] = {"line": line, "outcome": outcome}
    return body | {"times": times_a_day} if outcome == DONE else body


BODIES: dict[str, dict[str, Any]] = {
    "exercise": _body(
        ("line", "outcome"),
        line=_words(80, _PLAIN),
        outcome=_one_of(DONE, PARTLY, NOT),
        times=_number(1, 20),
        reason=_one_of(*REASONS),
        note=_words(300),
    ),
    "pain": {**_body(leg=_score(), back=_score()), **_SCORED},
    "sitting": {**_body(kept=_KEPT, minutes=_number(0, 24 * 60)), **_KEPT_OR_TIMED},
    "bath": _body(("kept",), kept=_KEPT),
    "note": _body(("text",), text=_words(1000)),
    "better": _body(),
    "flare": _body(("state",), state=_one_of(START, END)),
    "check": _body(("change",), change=_change()),
    "why": _body(("reason",), reason=_one_of(*REASONS), text=_words(300)),
    "check_in": _body(("answer",), answer=_one_of(*ANSWERS)),
    "activities": _body(("scores",), scores=_ACTIVITIES),
}
KINDS = tuple(BODIES)
TAPPED = frozenset(("exercise", "pain", "sitting", "bath", "better", "flare"))
LONGEST_TAP = 120  # characters that a tap says
ASKED = ("check", "why", "check_in", "activities")
"""What homecare asked for. Each comes by its own page alone: a weekly check, say, never without
the red-flag questions that go with it."""
NOTHING = _body()  # what an entry says that takes another one back


def _whole(_checker: Any, value: Any) -> bool:
    """JSON Schema calls 5.0 an integer; the diary does not, so that hashes stay alike."""
    return type(value) is int


_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _whole),
)
_CHECKS = {kind: _Validator(schema) for kind, schema in BODIES.items()}
_TAKES_BACK = _Validator(NOTHING)


def problems(kind: str, op: str, body: Any) -> Sequence[str]:
    """Why `body` can't be stored as an entry of `kind`; nothing where it can."""
    said = json.dumps(body) if kind in TAPPED else ""
    if not said or len(said) > LONGEST_TAP or '"note"' in said:
        return _problems(kind, op, body)
    return _of_a_tap(kind, op, said)


@lru_cache(2048)
def _of_a_tap(kind: str, op: str, body: str) -> Sequence[str]:
    """Taps say the same again and again, and are looked at once; what somebody wrote in words of
    their own is not kept here."""
    return _problems(kind, op, json.loads(body))


def _problems(kind: str, op: str, body: Any) -> Sequence[str]:
    if kind not in BODIES:
        return [f"kind: write one of {', '.join(KINDS)}"]
    check = _TAKES_BACK if op == "void" else _CHECKS[kind]
    return [reason for error in check.iter_errors(body) for reason in _reasons(error)]


def _reasons(error: Any) -> Iterator[str]:
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        yield f"missing: {', '.join(missing)}"
    elif error.validator == "additionalProperties":
        yield f"write nothing but {', '.join(error.schema['properties']) or 'an empty body'}"
    elif error.validator == "anyOf":
        yield f"write {error.schema['description']}"
    elif error.path:
        yield f"{error.path[0]}: write {error.schema.get('description', 'something else')}"
    else:
        yield "the body must be an object"
