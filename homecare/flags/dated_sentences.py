"""The sentences of flags and verdicts, read on a later day than the one they were written on."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from homecare.rules.verdict.arithmetic import OVER_LAST, THIS_WEEK, YOU_DECIDE, long_date

OVER_LAST_DAYS = re.compile(rf"{OVER_LAST} (\w+ weeks|\d+ days)")
DAY = timedelta(days=1)


def seen_on(figures: Mapping[str, Any], intake_on: date, raised_on: date) -> date:
    """The day whose figures a flag shows: it is later than `raised_on` where they moved since."""
    day = figures.get("day")
    return raised_on if day is None else intake_on + day * DAY


def with_its_week(text: str, written_on: date, today: date | None = None) -> str:
    """The sentence with its days named: "this week" is true only on the day it was written, and so
    is "over the last two weeks".

    Without `today` the week is named always, for what is read on any later day.
    """
    if written_on == today:
        return text
    until = long_date(written_on - DAY)
    text = text.replace(THIS_WEEK, f"in the week to {until}")
    return OVER_LAST_DAYS.sub(rf"over the \1 to {until}", text)


def without_invitation(text: str) -> str:
    """The sentence as it may stand beside a red-flag answer: nothing in it offers to carry on."""
    return text.replace(f". {YOU_DECIDE}", "")
