"""Sentences that several states say: where a site stands, what changed, what was said."""

from homecare.rules.verdict.arithmetic import (
    Reason,
    change,
    counted,
    long_date,
    sentence,
    week_of,
)
from homecare.rules.verdict.episode_on_day import (
    EpisodeOnDay,
)

SAID = ("checks", "very_much_worse")
"""Causes that are the client's own word."""


ONE_OFF = "one_off"
"""The reason that tells that the newest weekly look no longer found it."""

CHECK_IN = "check_in"
"""The reason that tells what a check-in was answered."""
ASK = "ask"
"""The reason of a review that can only ask how it is: too little was rated."""
WORSE = "worse"
"""The answer to a check-in that says more than the silence did."""

VERY = -3


def check_in_said(answer: str) -> str:
    """What a check-in was answered: better, same or worse."""
    return f"The check-in was answered “{answer}”."


def judged_day(look: EpisodeOnDay) -> int:
    return look.valid.day if look.valid else look.day


def said_so(look: EpisodeOnDay, cause: str, day: int) -> str:
    if cause == "checks":
        return "two weekly checks running said “much worse”"
    on = long_date(look.course.date_of(day))
    words = "very much worse" if look.course.much_worse[day] == VERY else "much worse"
    return f"the weekly check of {on} said “{words}”"


def level_of_site(look: EpisodeOnDay, site: int, day: int, places: int = 1) -> str:
    mean = look.course.week(site, day)
    if mean is None:
        return "not rated enough now"
    return f"{mean:.{places}f} {week_of(look, site, day)}"


def one_week_off(looks: int, needed: int, what: str = "") -> Reason:
    """Say that the newest `looks` no longer found it, and how many in all end it."""
    off = f"{counted(looks)} week{'s' if looks > 1 else ''} off{what}"
    rest = needed - looks
    end = "a second one ends it" if (looks, rest) == (1, 1) else f"{counted(rest)} more end it"
    return Reason(ONE_OFF, sentence(f"{off}; {end}"))


def change_since_start(look: EpisodeOnDay) -> tuple[Reason, ...]:
    return (Reason("change", sentence(change(look, look.base.index_site, judged_day(look)))),)
