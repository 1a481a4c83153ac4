"""The sentences about what is grave: a matter for the GP, and worsening."""

import re
from itertools import pairwise

from homecare.rules.assessment import Assessment
from tests.rules.sentences.diary import (  # fmt: skip
    DATE,
    NUMBER,
    PERIOD,
    SITE,
    SPAN,
    WORDS,
    Diary,
    count_of,
    day_of,
    days_of,
    places,
)
from tests.rules.sentences.recomputed import ends, same, sentence, site_of, start_of


@sentence(rf"(?P<site>{SITE}) pain (?P<levels>.+); from (?P<least>{NUMBER}) (?P<rest>.+)\.")
def severe(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(match["site"])
    levels = re.findall(rf"((?:{SITE} pain )?)({NUMBER}) ({PERIOD})", match["levels"])
    assert ", ".join(map("{0[0]}{0[1]} {0[2]}".format, levels)) == match["levels"]
    for other, mean, period in levels:
        site = site_of(other.split()[0]) if other else site
        same(mean, diary.mean(site, period))
    policy = diary.policy
    assert float(match["least"]) == policy.severe_mean
    high = [float(mean) >= policy.severe_mean for _, mean, _ in levels]
    late = r"so late, (\d+) weeks after intake, it is a matter for the GP"
    if weeks := re.fullmatch(late, match["rest"]):
        assert int(weeks[1]) == diary.today // 7
        assert high[0]
    else:
        looks = policy.severe_evaluations
        running = "weekly looks running" if looks > 1 else "weekly look"
        assert match["rest"] == f"at {WORDS[looks]} {running} it is a matter for the GP"
        assert high[:looks] == [True] * looks


@sentence(r"(?P<off>\w+) weeks? off; it ends when improved at (?P<looks>\w+) "
          r"weekly looks?(?: running)?, or with the GP’s answer\.")  # fmt: skip
@sentence(r"(?P<off>\w+) weeks? off; (?:a second one ends it|(?P<more>\w+) more end it)\.")
def off(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert found.state in ("gp", "worsening")
    assert 1 <= count_of(match["off"]) <= found.figures["day"] // 7
    if "looks" in match.groupdict():
        assert count_of(match["looks"]) == diary.policy.switch_off
    else:
        ends(diary, match)


@sentence(rf"(?P<site>{SITE}) pain (?P<start>{NUMBER}) at the start, (?P<mean>{NUMBER}) "
          rf"(?P<period>{PERIOD})(?:; (?P<now>{NUMBER}) (?P<then>{PERIOD}))?; "
          rf"(?:(?P<share>[\d.]+) % more, and )?(?P<points>{NUMBER}) more is worse\.")  # fmt: skip
def risen(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site, start = site_of(match["site"]), float(match["start"])
    same(match["mean"], diary.mean(site, match["period"]))
    if match["now"]:
        same(match["now"], diary.mean(site, match["then"]))
    policy, same_start = diary.policy, start_of(diary, found, site)
    same(match["start"], same_start)
    if match["share"]:
        assert abs(float(match["share"]) - policy.half_again_share * 100) < 1e-9
        assert float(match["points"]) == policy.half_again_points
        more = max(policy.half_again_points, policy.half_again_share * same_start)
    else:
        more = float(match["points"])
        assert more == policy.worse_points
    assert float(match["mean"]) - start >= round(more, places(match["mean"])) - 1e-6


@sentence(rf"Pain has appeared in the leg: (?P<start>{NUMBER}) at the start, (?P<mean>{NUMBER}) "
          rf"(?P<period>{PERIOD})(?:; (?P<now>{NUMBER}) (?P<then>{PERIOD}))?"
          rf"(?:; the back went from (?P<was>{NUMBER}) to (?P<is>{NUMBER})"
          rf"(?: \(over (?P<over>{SPAN})\))?)?\.")  # fmt: skip
def spread(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    same(match["mean"], diary.mean(0, match["period"]))
    same(match["start"], start_of(diary, found, 0))
    if match["now"]:
        same(match["now"], diary.mean(0, match["then"]))
    assert float(match["start"]) <= diary.policy.spread_from
    assert float(match["mean"]) >= diary.policy.spread_mean
    if match["was"]:
        same(match["was"], start_of(diary, found, 1))
        _, end = diary.period(match["period"])
        scores = diary.within(1, end - (days_of(match["over"]) if match["over"] else 7), end)
        same(match["is"], sum(scores) / len(scores))
        assert float(match["was"]) > float(match["is"])


@sentence(rf"(?P<site>{SITE}) pain (?P<mean>{NUMBER}) (?P<period>{PERIOD}), the best (?:week|mean) "
          rf"was (?P<best>{NUMBER})(?:; (?P<now>{NUMBER}) (?P<then>{PERIOD}))?\.")  # fmt: skip
def above_best(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(match["site"])
    same(match["mean"], diary.mean(site, match["period"]))
    same(match["best"], found.figures["best"][match["site"].lower()])
    more = float(match["mean"]) - float(match["best"])
    assert more >= diary.policy.rebound_points - 1e-6
    if match["now"]:
        same(match["now"], diary.mean(site, match["then"]))


@sentence(r"Two weekly checks running said (?P<how>(?:“[a-z ]+”(?:, then )?){1,2}|worse)\.")
def said_twice(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    low = -1 if match["how"] == "worse" else -2
    assert diary.policy.worse_change == low
    said = {diary.day(check.on): check.change for check in diary.history.checks
            if check.on <= found.on and check.change is not None}  # fmt: skip
    running = pairwise(sorted(said.items()))
    pairs = [
        (day, before, last) for (_, before), (day, last) in running if max(before, last) <= low
    ]
    assert any(
        0 <= diary.today - day <= diary.policy.worse_check_days
        and (match["how"] == "worse" or match["how"] == _in_words(before, last))
        for day, before, last in pairs
    )


def _in_words(before: int, last: int) -> str:
    """Return what two checks said, once where it is the same."""
    words = {-3: "“very much worse”", -2: "“much worse”"}
    return words[last] if before == last else f"{words[before]}, then {words[last]}"


@sentence(rf"The weekly check of (?P<on>{DATE}) said “(?P<said>(?:very )?much worse)”\.")
def said_worse(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    on = day_of(match["on"])
    changes = [check.change for check in diary.history.checks if check.on == on]
    assert 0 <= (found.on - on).days <= diary.policy.worse_check_days
    assert (-3 if match["said"].startswith("very") else -2) in changes


@sentence(rf"No (?P<site>{SITE}) scores since (?P<on>{DATE}); it was (?P<what>GP first|worsening), "
          rf"(?P<mean>{NUMBER}) (?P<period>{PERIOD})\.")  # fmt: skip
def was_grave(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(match["site"])
    last = diary.day(day_of(match["on"]))
    assert last in diary.scores[site]
    assert not diary.within(site, last + 1, diary.today)
    same(match["mean"], diary.mean(site, match["period"]))
