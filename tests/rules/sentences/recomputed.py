"""Every sentence of a verdict, taken apart and worked out again; an unknown one is an error."""

import re
from collections.abc import Callable
from datetime import date

from homecare.rules.assessment import Assessment
from homecare.rules.verdict.review import Review
from tests.rules.sentences.diary import (
    DATE,
    NUMBER,
    PERIOD,
    SITE,
    Diary,
    count_of,
    day_of,
    places,
)

Check = Callable[[Diary, Assessment, re.Match[str]], None]
PATTERNS: list[tuple[re.Pattern[str], Check]] = []


def sentence(pattern: str) -> Callable[[Check], Check]:
    """Register what works out a sentence again."""

    def register(check: Check) -> Check:
        PATTERNS.append((re.compile(pattern), check))
        return check

    return register


def recompute(diary: Diary, found: Assessment, review: Review | None = None) -> set[Check]:
    """Take every reason of a verdict, and of a review, apart; return what read them.

    Raises AssertionError where one doesn't add up, or where nothing reads it.
    """
    reasons = (*found.reasons, *(review.reasons if review else ()))
    return {read(diary, found, reason.text) for reason in reasons}


def read(diary: Diary, found: Assessment, text: str) -> Check:
    """Take one sentence apart."""
    for pattern, check in PATTERNS:
        if match := pattern.fullmatch(text):
            check(diary, found, match)
            return check
    raise AssertionError(f"nothing reads {text!r}")


def site_of(text: str) -> int:
    return ("leg", "back").index(text.lower())


def same(printed: str, value: float) -> None:
    """Say that a printed number is that value, to its own decimals."""
    assert abs(float(printed) - value) <= 0.5 * 10 ** -places(printed) + 1e-6, (printed, value)


CHANGE = (
    rf"(?P<site>{SITE}) pain (?P<start>{NUMBER}) at the start, (?P<mean>{NUMBER}) "
    rf"(?P<period>{PERIOD})(?:: (?:no change|(?P<share>[\d.]+) % (?P<way>better|worse))"
    r"(?:; (?:at least (?P<least>one point|[\d.]+ points)(?P<by_points> better)? \()?"
    r"(?P<asked>[\d.]+) %\)?(?P<better> better)? (?P<verb>is|was) needed"
    r"(?: at (?P<running>\w+) weekly looks running)?)?)?"
)


@sentence(rf"{CHANGE}\.")
def a_change(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(match["site"])
    same(match["mean"], diary.mean(site, match["period"]))
    same(match["start"], start_of(diary, found, site))
    start, mean, policy = float(match["start"]), float(match["mean"]), diary.policy
    share = float(match["share"] or 0) * (-1 if match["way"] == "worse" else 1)
    if start and ":" in match[0]:
        decimals = places(match["share"] or "")
        assert abs(share - (start - mean) / start * 100) <= 0.5 * 10**-decimals + 1e-6
    if match["asked"] is None:
        assert start == 0 or policy.improved_least > start - 0.05
        return
    asked = float(match["asked"])
    needed = max(policy.improved_share, policy.improved_least / start)
    # Beside the line between share and points the printed start may stand on its other side.
    near = abs(needed - policy.improved_share) < 0.02
    assert near or abs(asked - needed * 100) <= 0.5 * 10 ** -places(match["asked"]) + 1e-6
    assert (match["verb"] == "is") == (share >= asked)
    says_better = match["better"] or match["by_points"]
    assert (says_better is not None) == (match["way"] == "worse")
    if match["least"]:
        least = 1 if match["least"] == "one point" else float(match["least"].split()[0])
        assert least == policy.improved_least
    assert near or (match["least"] is not None) == (needed > policy.improved_share)
    a_stall_that_goes_on(diary, found, match)


def a_stall_that_goes_on(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    """Of a stall that is on, a bar that was reached is said with how often it has to be."""
    first = found.reasons[0].text == match[0]
    assert (match["running"] is not None) == (
        found.state == "stalled" and first and match["verb"] == "is"
    )
    if match["running"]:
        assert count_of(match["running"]) == diary.policy.switch_off


def start_of(diary: Diary, found: Assessment, site: int) -> float:
    """Work out the start again: of the intake, or of the week from which it is counted anew."""
    begun = diary.day(date.fromisoformat(found.figures["start_from"]))
    if begun:
        week = diary.within(site, begun, begun + 7)
        known = float(found.figures["start"][("leg", "back")[site]])
        return sum(week) / len(week) if week else known
    first = diary.within(site, 0, min(max(diary.today, 1), diary.policy.baseline_days + 1))
    return min(sum(first) / len(first), first[0] + diary.policy.baseline_cap)


@sentence(
    rf"{CHANGE}\. It began (?P<began>\d+) weeks ago, and intake was (?P<weeks>\d+) weeks ago\."
)
def long_standing(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    a_change(diary, found, match)
    assert int(match["weeks"]) == diary.today // 7
    assert int(match["began"]) == (found.on - diary.history.intake.onset).days // 7


@sentence(rf"{CHANGE}; getting worse (?P<weeks>\d+) weeks after intake\.")
def worse_late(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    a_change(diary, found, match)
    assert float(match["mean"]) > float(match["start"])
    assert int(match["weeks"]) == diary.today // 7


@sentence(rf"{CHANGE}; it was getting worse (?P<weeks>\d+) weeks after intake\.")
def was_worse_late(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    a_change(diary, found, match)
    assert 7 * int(match["weeks"]) >= diary.policy.worse_late_day
    assert int(match["weeks"]) <= diary.today // 7


@sentence(r"The client’s own word is that it is getting worse, (?P<weeks>\d+) weeks after "
          r"intake\.")  # fmt: skip
def worse_late_by_word(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert int(match["weeks"]) == diary.today // 7 >= diary.policy.worse_late_day // 7
    assert found.said is not None


@sentence(r"(?P<why>.*); getting worse (?P<weeks>\d+) weeks after intake\.")
def worse_late_for_another_reason(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert int(match["weeks"]) == diary.today // 7
    read(diary, found, f"{match['why']}.")


@sentence(
    rf"(?P<site>{SITE}) pain (?P<start>{NUMBER}) at the start, not enough scores since"
    r"(?P<choice>\. Carry on or refer: you decide)?\."
)
def no_change_known(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(match["site"])
    same(match["start"], start_of(diary, found, site))
    last = {diary.today, diary.today - diary.today % 7}
    assert any(len(diary.within(site, day - 7, day)) < diary.few for day in last)
    assert match["choice"] is None


@sentence(rf"(?P<off>\w+) weeks? off the stall, after (?P<mean>{NUMBER}) (?P<period>{PERIOD}); "
          r"(?:a second one ends it|(?P<more>\w+) more end it)\.")  # fmt: skip
def off_the_stall(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    ends(diary, match)
    same(match["mean"], diary.mean(site_of(found.figures["index_site"]), match["period"]))
    assert diary.period(match["period"])[1] % 7 == 0


def ends(diary: Diary, match: re.Match[str]) -> None:
    """Say that so many weeks off, and so many more, are as many as end it."""
    more = count_of(match["more"]) if match["more"] else 1
    assert count_of(match["off"]) + more == diary.policy.switch_off


@sentence(
    r"(?P<how>Level|Not better) at (?P<looks>\w+)(?: weekly looks running| of (?P<among>\w+) "
    rf"weekly looks, at none of them (?P<share>[\d.]+) % better), the first on (?P<first>{DATE}); "
    rf"counted as stalled since (?P<on>{DATE})\."
)
def stalled(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    day, looks = diary.day(day_of(match["on"])), count_of(match["looks"])
    assert day % 7 == 0
    assert looks >= diary.policy.switch_on
    assert day - 7 * (looks - 1) >= diary.policy.stall_day
    assert found.since == day_of(match["on"])
    began_with(diary, found, diary.day(day_of(match["first"])), match)
    if match["among"]:
        none_was_half_better(diary, found, match, day)


def began_with(diary: Diary, found: Assessment, first: int, match: re.Match[str]) -> None:
    """From the first look to the one that a stall counts from there is room for all that are
    named; and no more than those has a week with scores enough to count."""
    day, among = diary.day(found.since), count_of(match["among"] or match["looks"])
    assert first % 7 == 0
    assert first >= diary.policy.stall_day
    assert among <= (day - first) // 7 + 1
    if {"handed_over"} & {reason.code for reason in found.reasons}:
        return  # at a look before, the other site decided
    site = site_of(found.figures["index_site"])
    looks = range(first, day + 1, 7)
    assert sum(len(diary.within(site, at - 7, at)) >= diary.few for at in looks) <= among


def none_was_half_better(diary: Diary, found: Assessment, match: re.Match[str], day: int) -> None:
    """Read every full week of the looks that a stall was made among; others stand over longer."""
    among, share = count_of(match["among"]), float(match["share"])
    assert among > count_of(match["looks"])
    assert day - 7 * (among - 1) >= diary.policy.stall_day
    assert abs(share - 100 * diary.policy.undone_share) < 1e-9
    if {"handed_over"} & {reason.code for reason in found.reasons}:
        return  # at a look before, the other site decided
    site = site_of(found.figures["index_site"])
    start = start_of(diary, found, site)
    for at in range(day - 7 * (among - 1), day + 1, 7):
        week = diary.within(site, at - 7, at)
        if len(week) >= diary.few:
            assert (start - sum(week) / len(week)) / start < share / 100 + 1e-9
