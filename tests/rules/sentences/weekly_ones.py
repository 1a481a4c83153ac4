"""The sentences of the weekly look: level, on the way, held over, little reported, sites apart."""

import re

from homecare.rules.assessment import Assessment
from tests.rules.sentences.diary import (
    DATE,
    NUMBER,
    PERIOD,
    SITE,
    SPAN,
    Diary,
    count_of,
    day_of,
    days_of,
    places,
)
from tests.rules.sentences.recomputed import same, sentence, site_of, start_of

OVER = rf"(?: \((?P<over>over {SPAN})\))?"
"""How an earlier mean names the weeks that stood in for one."""


def earlier(diary: Diary, match: re.Match[str], site: int) -> float:
    """Work out the mean that a sentence says stood so long before the one of its period."""
    _, end = diary.period(match["period"])
    end -= days_of(match["ago"])
    days = days_of(match["over"].removeprefix("over ")) if match["over"] else 7
    found = diary.within(site, end - days, end)
    return sum(found) / len(found)


@sentence(rf"(?P<site>{SITE}) pain (?P<was>{NUMBER}){OVER} (?P<ago>{SPAN}) before, "
          rf"(?P<now>{NUMBER}) (?P<period>{PERIOD}): on the way\.")  # fmt: skip
def trending(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    same(match["now"], diary.mean(site_of(match["site"]), match["period"]))
    same(match["was"], earlier(diary, match, site_of(match["site"])))
    assert days_of(match["ago"]) == diary.policy.trend_days
    assert float(match["was"]) - float(match["now"]) >= diary.policy.trend_points - 1e-6


@sentence(rf"Better, but level: (?P<now>{NUMBER}) (?P<period>{PERIOD}), after (?P<was>{NUMBER})"
          rf"{OVER} (?P<ago>{SPAN}) before\.")  # fmt: skip
def better_but_level(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    policy, improved = diary.policy, [one.text for one in found.reasons if one.code == "improved"]
    site = site_of(improved[0].split()[0])
    same(match["now"], diary.mean(site, match["period"]))
    same(match["was"], earlier(diary, match, site))
    assert days_of(match["ago"]) == policy.level_days
    assert float(match["now"]) >= policy.level_mean - 0.5 * 10 ** -places(match["now"])
    assert abs(float(match["was"]) - float(match["now"])) < policy.level_change


@sentence(r"Little exercise reported: (?P<done>\d+) of (?P<due>\d+) sessions reported over "
          rf"(?P<days>\d+) days(?: to (?P<on>{DATE}))?\. Not logged is not undone\.")  # fmt: skip
def little(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert int(match["days"]) == diary.policy.follow_days
    assert int(match["done"]) < diary.policy.follow_share * int(match["due"])
    end = diary.day(day_of(match["on"])) + 1 if match["on"] else diary.today
    days = range(end - int(match["days"]), end)
    spent = diary.excused
    counted = [
        (due, min(due, done))
        for on, due, done in diary.history.sessions
        if diary.day(on) in days and diary.day(on) not in spent
    ]
    assert (int(match["due"]), int(match["done"])) == tuple(map(sum, zip(*counted, strict=True)))


@sentence(r"(?P<who>The weekly check and the scores|The scores) say a little better: "
          r"(?P<more>\w+) looks? more before it counts as a stall\.")  # fmt: skip
def one_more(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert found.state == "level"
    assert count_of(match["more"]) == diary.policy.put_off_looks
    asked = any(check.change is not None for check in diary.history.checks)
    assert asked or match["who"] == "The scores"


@sentence(rf"(?P<how>About the same|Worse than at the start|Not enough scores to tell|"
          rf"Hardly any {SITE} pain)"
          rf"(?:, (?P<site>{SITE}) pain (?P<mean>{NUMBER}) (?P<period>{PERIOD}); (?P<now>{NUMBER}) "
          rf"(?P<then>{PERIOD}))?; looked at again on (?P<on>{DATE})\.")  # fmt: skip
def level(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    day = diary.day(day_of(match["on"]))
    assert day % 7 == 0
    assert 0 < day - diary.today <= 7
    said = [reason.text for reason in found.reasons if reason.code == "change"]
    shown = re.search(rf"([Ll]eg|[Bb]ack) pain {NUMBER} at the start, {NUMBER} ({PERIOD})", said[0])
    assert (shown is None) == match["how"].startswith("Not")
    if shown is None:
        return
    site = site_of(shown[1])
    mean, start = diary.mean(site, shown[2]), start_of(diary, found, site)
    by_points = mean - start >= diary.policy.stall_worse_points - 1e-9
    is_much = mean - start >= diary.policy.improved_share * start - 1e-9
    is_gone = mean <= diary.policy.resolved_score + 1e-9
    is_worse = by_points or (is_much and not is_gone)
    assert is_worse == match["how"].startswith("Worse")
    if not is_worse:
        names = ("leg", "back")
        assert match["how"] == (f"Hardly any {names[site]} pain" if is_gone else "About the same")
    if match["mean"]:
        same(match["mean"], diary.mean(site, match["period"]))
        same(match["now"], diary.mean(site, match["then"]))
        assert match["period"] == shown[2]
        assert match["then"] != match["period"]


@sentence(rf"Held from the weekly look of (?P<on>{DATE}); (?P<site>{SITE}) pain is "
          rf"(?P<now>{NUMBER}) (?P<period>{PERIOD})\.")  # fmt: skip
def held(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    day = diary.day(day_of(match["on"]))
    assert day % 7 == 0
    assert day < diary.today
    assert diary.period(match["period"])[1] == diary.today
    same(match["now"], diary.mean(site_of(match["site"]), match["period"]))


ONE = rf"(?:gone|\d+\.\d)(?: {PERIOD})?"


@sentence(rf"Leg (?P<leg>{ONE}), back (?P<back>{ONE})\.")
def parted(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    both = [match[site].split(" ", 1) for site in ("leg", "back")]
    period = both[1][1]
    means = [diary.mean(site, one[1] if len(one) > 1 else period) for site, one in enumerate(both)]
    for shown, mean in zip(both, means, strict=True):
        if shown[0] == "gone":
            assert mean < 0.5
        else:
            same(shown[0], mean)
    assert max(means) >= diary.policy.stall_mean - 1e-9
