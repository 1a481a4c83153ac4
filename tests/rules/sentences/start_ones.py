"""The sentences beside the arithmetic: the start, how much was rated, which site decides."""

import re
from datetime import date

from homecare.rules.assessment import Assessment
from homecare.rules.course.episode import SITES
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
)
from tests.rules.sentences.recomputed import same, sentence, site_of


def judged_site(found: Assessment) -> int:
    """The site that the first sentence about scores is of; without one, the one that decides."""
    named = re.search(r"([Ll]eg|[Bb]ack) pain \d|in the (leg):", found.reasons[0].text)
    return site_of((named[1] or named[2]) if named else found.figures["index_site"])


@sentence(rf"(?P<intake>[\d.]+) at intake; (?P<mean>{NUMBER}) (?:over the first (?P<of>\w+) days|"
          r"on average with (?P<more>\w+) days? rated after it)"
          rf"(?:, counted as (?P<cap>{NUMBER}))?\.")  # fmt: skip
def start(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = judged_site(found)
    scores = diary.within(site, 0, diary.policy.baseline_days + 1)
    assert float(match["intake"]) == scores[0]
    same(match["mean"], sum(scores) / len(scores))
    assert len(scores) == (count_of(match["of"]) if match["of"] else count_of(match["more"]) + 1)
    if match["of"]:
        assert count_of(match["of"]) == diary.policy.baseline_days + 1
    cap = scores[0] + diary.policy.baseline_cap
    assert (match["cap"] is not None) == (sum(scores) / len(scores) > cap + 0.05)
    if match["cap"]:
        same(match["cap"], cap)


THEN = rf"(?P<then>\d+) of the (?P<then_of>\d+) days to (?P<on>{DATE})"
"""Rated days of a mean that is of an earlier week."""


@sentence(rf"Rated {THEN}\.")
def rated_then(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site, of = judged_site(found), int(match["then_of"])
    end = diary.day(day_of(match["on"])) + 1
    assert end < diary.today
    assert len(diary.within(site, end - of, end)) == int(match["then"]) < of
    said = [re.search(PERIOD, one.text) for one in found.reasons[:2]]
    # It is of the very days that the mean is of.
    assert (end - of, end) in [diary.period(one[0]) for one in said if one]


@sentence(rf"Rated {THEN} and (?P<days>\d+) of the last (?P<of>\d+) days; "
          r"ask about (?P<left>the others|them)\.")  # fmt: skip
def rated_then_and_now(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    rated_then(diary, found, match)
    rated(diary, found, match)


@sentence(
    r"Rated (?P<days>\d+) of (?P<last>the last )?(?P<of>\d+) days; "
    r"ask about (?P<left>the others|them)\."
)
@sentence(
    r"Not enough (?:(?P<site>leg|back) )?scores to judge \((?P<days>\d+) of (?P<of>7) days\)\."
)
def rated(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site, of = judged_site(found), int(match["of"])
    assert len(diary.within(site, diary.today - of, diary.today)) == int(match["days"]) < of
    assert of in (7, 14, 21, 28) or of == found.figures["mean_days"][SITES[site]]
    if "site" in match.re.groupindex:
        other = len(diary.within(1 - site, diary.today - 7, diary.today))
        assert (match["site"] is None) or (match["site"] == SITES[site] and other)
    if "last" in match.re.groupindex and not match["last"]:
        said = [period for one in found.reasons for period in re.findall(PERIOD, one.text)]
        assert any(diary.period(one) == (diary.today - of, diary.today) for one in said)
    if "left" in match.re.groupindex:
        assert (match["left"] == "them") == (match["days"] == "0")


@sentence(rf"The newest 2 scores to (?P<on>{DATE}) average (?P<mean>{NUMBER})\.")
def newest(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = judged_site(found)
    last = diary.within(site, 0, diary.day(day_of(match["on"])) + 1)[-2:]
    same(match["mean"], sum(last) / 2)


@sentence(rf"Day (?P<day>\d+): too early to tell before (?P<on>{DATE})\.")
def early(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    begun = date.fromisoformat(found.figures["start_from"])
    assert (day_of(match["on"]) - begun).days == diary.policy.stall_day
    assert int(match["day"]) == (found.on - begun).days < diary.policy.stall_day


@sentence(rf"(?P<site>{SITE}) pain not rated since (?:the start|(?P<on>{DATE})); "
          rf"judged by (?P<other>{SITE}) pain\.")  # fmt: skip
def unrated(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    begun = diary.day(date.fromisoformat(found.figures["start_from"]))
    first = diary.day(day_of(match["on"])) if match["on"] else begun
    assert match["other"] == found.figures["index_site"] != match["site"].lower()
    assert not diary.within(site_of(match["site"]), first + 1, diary.today)
    if match["on"]:
        assert first in diary.scores[site_of(match["site"])]


@sentence(rf"(?P<site>{SITE}) pain gone, (?P<one>{NUMBER})(?: \(over (?P<one_over>{SPAN})\))? and "
          rf"(?P<two>{NUMBER})(?: \(over (?P<two_over>{SPAN})\))? at the two weekly looks before; "
          rf"judged by (?P<other>{SITE}) pain\.")  # fmt: skip
def site_gone(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site, look = site_of(match["site"]), diary.today - diary.today % 7
    assert match["other"] == found.figures["index_site"] != match["site"].lower()
    for at, which in ((look - 14, "one"), (look - 7, "two")):
        over = match[f"{which}_over"]
        scores = diary.within(site, at - (days_of(over) if over else 7), at)
        same(match[which], sum(scores) / len(scores))
        assert float(match[which]) <= diary.policy.resolved_score


@sentence(rf"The start is counted anew from (?P<on>{DATE}), (?P<why>when pain came back, "
          r"(?P<gone>\d+) days? after it was gone|as chosen after a letter was "
          r"answered)\.")  # fmt: skip
def counted_anew(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    on = day_of(match["on"])
    assert on.isoformat() == found.figures["start_from"]
    if match["why"].startswith("as chosen"):
        assert on in diary.history.new_starts
    else:
        assert diary.is_sore(diary.day(on))
        gone = diary.day(on) - int(match["gone"])
        assert gone >= 0
        assert not diary.is_sore(gone)
