"""Sentences of the rule, read on a later day than the one they were written on."""

import re
from datetime import date, timedelta

from homecare.rules.verdict.arithmetic import (
    NOT_NOW,
    OVER_LAST,
    THIS_WEEK,
    YOU_DECIDE,
    long_date,
)

DAY = timedelta(days=1)
_OVER_LAST_DAYS = re.compile(rf"{OVER_LAST} (\w+ weeks|\d+ days)")
_OF_DAYS = re.compile(r"((?:Rated |\()\d+ of) (\d+ days)(?=[;)])")
_SESSIONS = re.compile(r"(sessions reported over \d+ days)(?! to )")
_WEEKS_AGO = re.compile(r"(\d+ weeks) ago, and intake was (\d+ weeks) ago")
_DAYS_OLD = re.compile(r"\bis (\d+ days old)")


def with_its_week(text: str, written_on: date, today: date | None = None) -> str:
    """The sentence with its days named: "this week" is true only on the day it was written, and so
    is "over the last two weeks", or "12 weeks ago".

    Without `today` the week is named always, for what is read on any later day.
    """
    if written_on == today:
        return text
    on, until = long_date(written_on), long_date(written_on - DAY)
    text = text.replace(THIS_WEEK, f"in the week to {until}")
    text = text.replace(NOT_NOW, f"not rated enough by {until}")
    text = _OVER_LAST_DAYS.sub(rf"over the \1 to {until}", text)
    text = _OF_DAYS.sub(rf"\1 the \2 to {until}", text)
    text = _SESSIONS.sub(rf"\1 to {until}", text)
    text = _WEEKS_AGO.sub(rf"\1 before {on}, and intake was \2 before it", text)
    return _DAYS_OLD.sub(rf"was \1 on {on}", text)


def without_invitation(text: str) -> str:
    """The sentence as it may stand beside a red-flag answer: nothing in it offers to carry on."""
    return text.replace(f". {YOU_DECIDE}", "")
