"""A field of a record and what it said, in words."""

from collections.abc import Callable
from datetime import date
from typing import Any

from homecare.language import BACKGROUND_DECISIONS, SIDES_OF_COMPLAINT, WEEKDAYS, listed, long_date
from homecare.rules.red_flags import CONTRAINDICATIONS, QUESTIONS

THERAPIST = "therapist"
BACKGROUND_LINE = "background"
ACTIVITIES = "activities"
FIELDS = {
    "name": "name",
    "email": "email address",
    "sign_in": "address to sign in with",
    "telephone": "telephone",
    "date_of_birth": "date of birth",
    "gp": "GP",
    "medicines": "medicines",
    "contraindications": "reasons against manipulation",
    "thins_nothing": "whether none of the medicines thins the blood",
    "therapist_id": "therapist",
    THERAPIST: "therapist",
    "weekly_email": "weekly email",
    "check_in_email": "check-in emails",
    "reminder": "reminders",
    "zone": "time zone",
    "complaint": "complaint",
    "side": "side",
    "onset": "when it began",
    "intake_on": "the day of the intake",
    "leg": "first leg score",
    "back": "first back score",
    "findings": "findings",
    "away": "days away",
    ACTIVITIES: "what matters to them",
    "away_reason": "why they were away",
    "closed_reason": "what was written at the discharge",
}
"""What a field of a record is called inside a sentence."""
NOTHING = "nothing"


def field_in_words(field: str) -> str:
    """What a field is called inside a sentence; of the background, the line itself."""
    name, _, code = field.partition(".")
    if name == BACKGROUND_LINE and code in QUESTIONS:
        return QUESTIONS[code].text.rstrip("?.")
    return FIELDS.get(field, field)


def value_in_words(field: str, value: Any) -> str:
    """What a field said, as a person reads it."""
    if value in (None, "", []):
        return NOTHING
    name = field.partition(".")[0]
    return _IN_WORDS[name](value) if name in _IN_WORDS else str(value)


def _day(value: str) -> str:
    return long_date(date.fromisoformat(value))


def _reasons(codes: list[str]) -> str:
    return listed([CONTRAINDICATIONS.get(code, code) for code in codes])


def _switched(on: bool) -> str:
    return "on" if on else "off"


def _reminder(wish: dict[str, Any]) -> str:
    """A client's reminders as `homecare.reports.reminders` keeps them."""
    if not wish.get("on"):
        return "off"
    days = [day for bit, day in enumerate(WEEKDAYS) if wish["days"] >> bit & 1]
    on = "every day" if len(days) == len(WEEKDAYS) else f"on {listed(days)}"
    unless = ", only if nothing was logged" if wish["only_if_not_logged"] else ""
    return f"at {listed(sorted(wish['times']))} {on}{unless}"


def _days_away(said: dict[str, str]) -> str:
    days = f"{_day(said['first_day'])} to {_day(said['last_day'])}"
    return f"{days} ({said['reason']})" if said["reason"] else days


_IN_WORDS: dict[str, Callable[[Any], str]] = {
    "date_of_birth": _day,
    "onset": _day,
    "intake_on": _day,
    "away": _days_away,
    "side": lambda side: SIDES_OF_COMPLAINT.get(side, side).removesuffix(" side"),
    "contraindications": _reasons,
    "weekly_email": _switched,
    "check_in_email": _switched,
    "thins_nothing": lambda said: "none does" if said else "not said",
    "reminder": _reminder,
    BACKGROUND_LINE: lambda decision: BACKGROUND_DECISIONS.get(decision, decision),
}
