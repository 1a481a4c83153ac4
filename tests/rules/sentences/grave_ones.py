"""The sentences about what is grave: a matter for the GP, and worsening."""

import re

from homecare.rules.assessment import Assessment
from tests.rules.sentences.diary import DATE, NUMBER, PERIOD, SITE, SPAN, Diary, count_of, day_of
from tests.rules.sentences.recomputed import same, sentence, site_of


@sentence(rf"(?P<site>{SITE}) pain (?P<levels>.+); from 7\.0 (?P<rest>.+)\.")
def severe(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(match["site"])
    levels = re.findall(rf"({NUMBER}) ({PERIOD})", match["levels"])
    assert ", ".join(f"{mean} {period}" for mean, period in levels) == match["levels"]
    for mean, period in levels:
        same(mean, diary.mean(site, period))
    high = [float(mean) >= 7 for mean, _ in levels]
    if weeks := re.fullmatch(r"it is a matter for the GP after (\d+) weeks", match["rest"]):
        assert int(weeks[1]) == diary.today // 7
        assert high[0]
    else:
        assert match["rest"] == "at two weekly looks running it is a matter for the GP"
        assert high[:2] == [True, True]


@sentence(r"(?P<off>\w+) weeks? off; it ends when improved at two weekly looks running, "
          r"or with the GP’s answer\.")  # fmt: skip
@sentence(r"(?P<off>\w+) weeks? off; (?:a second one ends it|\w+ more end it)\.")
def off(_diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert found.state in ("gp", "worsening")
    assert 1 <= count_of(match["off"]) <= found.figures["day"] // 7


@sentence(rf"(?P<site>{SITE}) pain (?P<start>{NUMBER}) at the start, (?P<mean>{NUMBER}) "
          rf"(?P<period>{PERIOD})(?:; (?P<now>{NUMBER}) (?P<then>{PERIOD}))?; "
          r"(?P<half>50 % more, and 1\.5|2\.0) more is worse\.")  # fmt: skip
def risen(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site, start = site_of(match["site"]), float(match["start"])
    same(match["mean"], diary.mean(site, match["period"]))
    if match["now"]:
        same(match["now"], diary.mean(site, match["then"]))
    more = max(1.5, 0.5 * start) if match["half"].startswith("50") else 2
    assert float(match["mean"]) - start >= more - 0.011


@sentence(rf"Pain has appeared in the leg: (?P<start>{NUMBER}) at the start, (?P<mean>{NUMBER}) "
          rf"(?P<period>{PERIOD})(?:; (?P<now>{NUMBER}) (?P<then>{PERIOD}))?"
          rf"(?:; the back went from (?P<was>{NUMBER}) to (?P<is>{NUMBER})"
          rf"(?: \(over {SPAN}\))?)?\.")  # fmt: skip
def spread(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    same(match["mean"], diary.mean(0, match["period"]))
    assert float(match["start"]) <= 1
    assert float(match["mean"]) >= 2
    if match["was"]:
        assert float(match["was"]) > float(match["is"])


@sentence(rf"(?P<site>{SITE}) pain (?P<mean>{NUMBER}) (?P<period>{PERIOD}), the best (?:week|mean) "
          rf"was (?P<best>{NUMBER})(?:; (?P<now>{NUMBER}) (?P<then>{PERIOD}))?\.")  # fmt: skip
def above_best(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(match["site"])
    same(match["mean"], diary.mean(site, match["period"]))
    assert float(match["mean"]) - float(match["best"]) >= 2.89
    if match["now"]:
        same(match["now"], diary.mean(site, match["then"]))


@sentence(r"Two weekly checks running said “much worse”\.")
@sentence(rf"The weekly check of (?P<on>{DATE}) said “(?P<said>(?:very )?much worse)”\.")
def said_worse(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    if "on" not in match.groupdict():
        return
    changes = [check.change for check in diary.history.checks if check.on == day_of(match["on"])]
    assert (-3 if match["said"].startswith("very") else -2) in changes


@sentence(rf"No (?P<site>{SITE}) scores since (?P<on>{DATE}); it was (?:GP first|worsening), "
          rf"(?P<mean>{NUMBER}) (?P<period>{PERIOD})\.")  # fmt: skip
def was_grave(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(match["site"])
    assert not diary.within(site, diary.day(day_of(match["on"])) + 1, diary.today)
    same(match["mean"], diary.mean(site, match["period"]))
