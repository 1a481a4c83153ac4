"""Every sentence of a verdict, taken apart and worked out again; an unknown one is an error."""

import re
from collections.abc import Callable

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


def recompute(diary: Diary, found: Assessment) -> None:
    """Take every reason of a verdict apart; raises AssertionError where one doesn't add up."""
    for reason in found.reasons:
        for pattern, check in PATTERNS:
            if match := pattern.fullmatch(reason.text):
                check(diary, found, match)
                break
        else:
            raise AssertionError(f"nothing reads {reason.text!r}")


def site_of(text: str) -> int:
    return ("leg", "back").index(text.lower())


def same(printed: str, value: float) -> None:
    """Say that a printed number is that value, to its own decimals."""
    assert abs(float(printed) - value) <= 0.5 * 10 ** -places(printed) + 1e-6, (printed, value)


CHANGE = (
    rf"(?P<site>{SITE}) pain (?P<start>{NUMBER}) at the start, (?P<mean>{NUMBER}) "
    rf"(?P<period>{PERIOD})(?:: (?:no change|(?P<share>[\d.]+) % (?P<way>better|worse))"
    r"(?:; (?P<asked>[\d.]+) %(?P<better> better)? (?P<verb>is|was) needed)?)?"
)


@sentence(rf"{CHANGE}\.")
def a_change(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(match["site"])
    same(match["mean"], diary.mean(site, match["period"]))
    start, mean = float(match["start"]), float(match["mean"])
    share = float(match["share"] or 0) * (-1 if match["way"] == "worse" else 1)
    if match["asked"] is None:
        assert start < 1 or match["way"] is None
        return
    decimals = places(match["asked"])
    assert abs(share - (start - mean) / start * 100) <= 0.5 * 10**-decimals + 1e-6
    asked = float(match["asked"])
    policy = diary.policy
    needed = max(policy.improved_share, policy.improved_least / start)
    # Beside the line between share and points the printed start may stand on its other side.
    near = abs(needed - policy.improved_share) < 0.02
    assert near or abs(asked - needed * 100) <= 0.5 * 10**-decimals + 1e-6
    assert (match["verb"] == "is") == (share >= asked)
    assert (match["better"] is not None) == (match["way"] == "worse")
    same(match["start"], start_of(diary, found, site))


def start_of(diary: Diary, found: Assessment, site: int) -> float:
    """Work out the start again, where it is that of the intake."""
    begun = diary.day(type(found.on).fromisoformat(found.figures["start_from"]))
    days = diary.policy.baseline_days + 1
    if begun or found.figures["day"] < 7:
        return float(found.figures["start"][("leg", "back")[site]])
    first = diary.within(site, 0, days)
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
    assert int(match["weeks"]) == diary.today // 7


@sentence(rf"(?P<site>{SITE}) pain (?P<start>{NUMBER}) at the start, not enough scores since.*")
def no_change_known(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert found.figures["mean"][match["site"].lower()] is None


@sentence(rf"\w+ weeks? off the stall, after (?P<mean>{NUMBER}) (?P<period>{PERIOD}); "
          r"(?:a second one ends it|\w+ more end it)\.")  # fmt: skip
def off_the_stall(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    same(match["mean"], diary.mean(site_of(found.figures["index_site"]), match["period"]))
    assert diary.period(match["period"])[1] % 7 == 0


@sentence(
    rf"(?P<how>Level|Not better) at (?P<looks>\w+) weekly looks running, since (?P<on>{DATE})\."
)
def stalled(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    day, looks = diary.day(day_of(match["on"])), count_of(match["looks"])
    assert day % 7 == 0
    assert looks >= diary.policy.switch_on
    assert day - 7 * (looks - 1) >= diary.policy.stall_day
    assert found.since == day_of(match["on"])


@sentence(rf"(?P<intake>[\d.]+) at intake; (?P<mean>{NUMBER}) (?:over the first (?P<of>\w+) days|"
          rf"with (?P<more>\w+) days? after it)(?:, counted as (?P<cap>{NUMBER}))?\.")  # fmt: skip
def start(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(found.figures["index_site"])
    scores = diary.within(site, 0, diary.policy.baseline_days + 1)
    assert float(match["intake"]) == scores[0]
    same(match["mean"], sum(scores) / len(scores))
    assert len(scores) == (count_of(match["of"]) if match["of"] else count_of(match["more"]) + 1)
    if match["cap"]:
        same(match["cap"], scores[0] + diary.policy.baseline_cap)


@sentence(r"Rated (?P<days>\d+) of (?P<of>\d+) days; ask about the others\.")
@sentence(r"Not enough scores to judge \((?P<days>\d+) of (?P<of>7) days\)\.")
def rated(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(found.figures["index_site"])
    first = diary.today - int(match["of"])
    assert len(diary.within(site, first, diary.today)) == int(match["days"])


@sentence(rf"The newest 2 scores to (?P<on>{DATE}) average (?P<mean>{NUMBER})\.")
def newest(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site = site_of(found.figures["index_site"])
    last = diary.within(site, 0, diary.day(day_of(match["on"])) + 1)[-2:]
    same(match["mean"], sum(last) / 2)


@sentence(
    rf"Leg and back at (?P<most>{NUMBER}) or less on (?P<days>\d) of 7 days, to (?P<on>{DATE})\."
)
def gone(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    last = diary.day(day_of(match["on"]))
    leg, back = diary.scores
    week = range(max(0, last - 6), last + 1)
    most = diary.policy.resolved_score
    assert float(match["most"]) == most
    calm = [day for day in week if leg.get(day, 11) <= most and back.get(day, 11) <= most]
    assert len(calm) == int(match["days"]) >= diary.policy.resolved_days


@sentence(rf"“All better” was tapped on (?P<on>{DATE}), and the last (?P<count>\d) scores "
          rf"were (?P<most>{NUMBER}) or less\.")  # fmt: skip
def tapped(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    on = day_of(match["on"])
    assert on in diary.history.all_better
    leg, back = diary.scores
    known = sorted({*leg, *back})
    worst = {day: max(leg.get(day, 0.0), back.get(day, 0.0)) for day in known}
    tap = diary.day(on)
    count, most = diary.policy.all_better_scores, diary.policy.all_better_score
    assert (int(match["count"]), float(match["most"])) == (count, most)
    until = [[day for day in known if day < end][-count:] for end in (tap, tap + 1)]
    assert any(len(last) == count and max(worst[day] for day in last) <= most for last in until)


@sentence(rf"Pain was gone by {DATE}; the last score since, on (?P<on>{DATE}), was "
          rf"(?P<score>{NUMBER}) \((?P<site>{SITE})\)\.")  # fmt: skip
def back_again(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site, day = site_of(match["site"]), diary.day(day_of(match["on"]))
    same(match["score"], diary.scores[site][day])
    assert not diary.within(site, day + 1, diary.today)


@sentence(rf"Pain was gone by {DATE}; the last word since, in the weekly check of (?P<on>{DATE}), "
          r"was “(?P<said>(?:very )?much worse)”\.")  # fmt: skip
def said_back_again(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    day = diary.day(day_of(match["on"]))
    said = [(diary.day(check.on), check.change) for check in diary.history.checks
            if check.change is not None and check.on <= found.on]  # fmt: skip
    worst = min(change for at, change in said if at == day)
    assert max(at for at, _ in said) == day
    assert worst == (-3 if match["said"].startswith("very") else -2)
    assert not any(diary.within(site, day + 1, diary.today) for site in (0, 1))


@sentence(
    rf"Pain of (?P<least>{NUMBER}) or more again since (?P<on>{DATE}), (?P<days>\d+) days "
    r"after it was gone\."
)
def recurrent(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    day = diary.day(day_of(match["on"]))
    assert float(match["least"]) == diary.policy.recurrent_score
    assert max(site.get(day, 0.0) for site in diary.scores) >= diary.policy.recurrent_score


@sentence(rf"Day (?P<day>\d+): too early to tell before (?P<on>{DATE})\.")
def early(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    begun = type(found.on).fromisoformat(found.figures["start_from"])
    assert (day_of(match["on"]) - begun).days == diary.policy.stall_day
    assert int(match["day"]) == (found.on - begun).days < diary.policy.stall_day


@sentence(rf"(?P<site>{SITE}) pain not rated since (?:the start|(?P<on>{DATE})); "
          rf"judged by (?P<other>{SITE}) pain\.")  # fmt: skip
def unrated(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    first = diary.day(day_of(match["on"])) + 1 if match["on"] else 1
    assert match["other"] == found.figures["index_site"]
    if not diary.day(type(found.on).fromisoformat(found.figures["start_from"])):
        assert not diary.within(site_of(match["site"]), first, diary.today)


@sentence(rf"(?P<site>{SITE}) pain gone, (?P<one>{NUMBER})(?: \(over {SPAN}\))? and "
          rf"(?P<two>{NUMBER})(?: \(over {SPAN}\))? at the two weekly looks before; "
          rf"judged by (?P<other>{SITE}) pain\.")  # fmt: skip
def site_gone(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert max(float(match["one"]), float(match["two"])) <= diary.policy.resolved_score
    assert match["other"] == found.figures["index_site"]


@sentence(rf"The start is counted anew from (?P<on>{DATE}), (?:when pain came back|as chosen after "
          r"a letter was answered)\.")  # fmt: skip
def counted_anew(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert day_of(match["on"]).isoformat() == found.figures["start_from"]


@sentence(r"(?P<came>\d+) of (?P<wanted>\d) visits so far; the chiropractor comes after them\.")
def visits(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert int(match["came"]) == found.figures["visits"] < int(match["wanted"])
    assert int(match["wanted"]) == diary.policy.review_visits


@sentence(rf"The last visit is too fresh to judge; look again on (?P<on>{DATE})\.")
def fresh(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    came = sorted({on for on in diary.history.visits if on >= diary.history.intake.onset})
    counted = came[diary.policy.review_visits - 1]
    assert (day_of(match["on"]) - counted).days == diary.policy.review_wait_days
    assert day_of(match["on"]) > found.on


@sentence(rf"Answered yes or not sure on {DATE}: “.*” Not cleared\.")
@sentence(r"No (?:clear )?red-flag check .*: ask those questions first\.")
@sentence(r"A red-flag answer is not cleared\.")
@sentence(r"Manipulation is ruled out \(.*\): the GP, never the chiropractor\.")
@sentence(r"Nobody has decided on the background yet: .* Considered, or GP first\?")
@sentence(r"(?P<weeks>\d+) weeks since intake: consider the GP too\.")
def plain(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    if "weeks" in match.groupdict():
        assert int(match["weeks"]) == diary.today // 7
