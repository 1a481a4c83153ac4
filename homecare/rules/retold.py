"""Sentences of the rule, read on a later day than the one they were written on, or elsewhere."""

import re
from datetime import date, timedelta

from homecare.rules.verdict.arithmetic import (
    NOT_NOW,
    OVER_LAST,
    THIS_WEEK,
    YOU_DECIDE,
    long_date,
)
from homecare.rules.verdict.episode_on_day import GP, WORSENING
from homecare.rules.verdict.sentences import SAID

DAY = timedelta(days=1)
# How a stall was told before it was told when its looks began.
_LOOKS_SINCE = re.compile(r"(weekly looks running|% better), since (?=\d)")
# How a start of few days was told before it said that its figure is a mean, and of rated days.
_WITH_FEW_DAYS = re.compile(r"(?<=\d) with (\w+ days?) after it(?=[.,])")
_DAYS_NAMED = tuple((marker, re.compile(said), named) for marker, said, named in (
    (OVER_LAST, rf"{OVER_LAST} (\w+ weeks|\d+ days)", r"over the \1 to {until}"),
    (" of ", r"((?:Rated |\()\d+ of) (\d+ days)(?=[;)])", r"\1 the \2 to {until}"),
    (" of the last ", r"(\d+ of the) last (\d+ days)\b", r"\1 \2 to {until}"),
    ("sessions reported", r"(sessions reported over \d+ days)(?! to )", r"\1 to {until}"),
    ("weeks ago", r"(\d+ weeks) ago, and intake was (\d+ weeks) ago",
     r"\1 before {on}, and intake was \2 before it"),
    (" days old", r"\bis (\d+ days old)", r"was \1 on {on}"),
))  # fmt: skip
"""What is looked for only in a sentence with the marker: a list of flags reads a thousand."""

TOOK_THE_PLACE_OF = {"was_gp": GP, "was_worsening": WORSENING}
"""The state that a silence took the place of, by the cause that says so."""
_IN_PLAIN_WORDS = tuple((re.compile(said), plain) for said, plain in (
    (r"; it was (?:GP first|worsening), not rated enough by [^.;]+", ""),
    (r"^No (leg|back) scores since ([^;]+); it was (?:GP first|worsening), ",
     r"No \1 scores since \2; \1 pain was "),
    (r"^Day (\d+): too early to tell before ([^.]+)\.",
     r"Too early to tell before \2: this is day \1 since the start."),
    (r"\bweekly look(s?)\b", r"weekly comparison\1"),
    (r"\bweekly checks running said", "weekly answers of the client running said"),
    (r"\b([Tt])he weekly check of", r"\1he client’s weekly answer of"),
    (r"^The check-in was answered", "Asked how it is, the client answered"),
    (r"^The check-in of (\d+ \w+ \d+) was answered", r"Asked how it is, on \1 the client answered"),
    (r"^“All better” was tapped on", "The client reported “all better” on"),
    (r": on the way\.", ": getting better."),
    (r"\bNot logged is not undone\.", "What was not logged may have been done."),
    (r"; that score was\b", "; the last one was"),
    (r"\band intake was (\d+ weeks) before it\b", r"and they were first seen \1 before that day"),
    (r"\bweeks after intake\b", "weeks after they were first seen"),
    (r"\bat intake; ", "when first seen; "),
    (r"(\d) more is worse\b", r"\1 more than at the start counts as worse"),
    (r"(?<=[”\"]) Not cleared\.", " It still stands."),
    (r"(?<=\)): the GP, never the chiropractor\.", "."),
))  # fmt: skip

_TO_COME = tuple((re.compile(said), left) for said, left in (
    (r"; looked at again on [^.;]+", ""),
    (r": too early to tell before [^.;]+", ": too early to tell"),
    (r"; (?:a second one ends it|\w+ more ends? it)", ""),
    (r": (?:one|two|three|four|five|six|\d+) looks? more before it counts as a stall", ""),
    (r"; ask about (?:the others|them)\b", ""),
))  # fmt: skip


def in_plain_words(text: str) -> str:
    """The sentence as somebody reads it who has never seen homecare: nothing in it is called by a
    name of ours."""
    for said, plain in _IN_PLAIN_WORDS:
        text = said.sub(plain, text)
    return text


def with_its_week(text: str, written_on: date, today: date | None = None) -> str:
    """The sentence with its days named: "this week" is true only on the day it was written, and so
    is "over the last two weeks", or "12 weeks ago".

    Without `today` the week is named always, for what is read on any later day. What was kept
    before a sentence was mended reads as it does now.
    """
    if ", since " in text:
        text = _LOOKS_SINCE.sub(r"\1; counted as stalled since ", text)
    if " after it" in text:
        text = _WITH_FEW_DAYS.sub(r" on average with \1 rated after it", text)
    if written_on == today:
        return text
    on, until = long_date(written_on), long_date(written_on - DAY)
    text = text.replace(THIS_WEEK, f"in the week to {until}")
    text = text.replace(NOT_NOW, f"not rated enough by {until}")
    for marker, said, named in _DAYS_NAMED:
        if marker in text:
            text = said.sub(named.format(on=on, until=until), text)
    return text


def of_ended_care(text: str) -> str:
    """The sentence of care that has ended, without what was to come: nothing is looked at again,
    no week ends or makes a stall, and nobody is asked about days that were not rated."""
    for said, left in _TO_COME:
        text = said.sub(left, text)
    return text


def without_invitation(text: str) -> str:
    """The sentence as it may stand beside a red-flag answer: nothing in it offers to carry on."""
    return text.replace(f". {YOU_DECIDE}", "")


def is_their_own_word(code: str) -> bool:
    """Say whether a reason of this code is the client's own weekly check."""
    return code in SAID
