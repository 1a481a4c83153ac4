"""The sentences about pain that is gone, and about pain that is back."""

import re

from homecare.rules.assessment import Assessment
from tests.rules.sentences.diary import DATE, NUMBER, SITE, Diary, day_of
from tests.rules.sentences.recomputed import same, sentence, site_of


@sentence(rf"Leg and back at (?P<most>{NUMBER}) or less on (?P<days>\d) of (?P<of>\d) days, "
          rf"to (?P<on>{DATE})\.")  # fmt: skip
def gone(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    last, of = diary.day(day_of(match["on"])), int(match["of"])
    assert float(match["most"]) == diary.policy.resolved_score
    assert of == diary.policy.mean_days
    assert diary.calm_days(last - of + 1, last + 1) == int(match["days"])
    assert int(match["days"]) >= diary.policy.resolved_days


@sentence(rf"“All better” was tapped on (?P<on>{DATE}), and the last (?P<count>\d) scores "
          rf"were (?P<most>{NUMBER}) or less"
          rf"(?P<sore>(?:; {SITE} pain was {NUMBER} when last rated, on {DATE})*)\.")  # fmt: skip
def tapped(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    on, tap = day_of(match["on"]), diary.day(day_of(match["on"]))
    assert on in diary.history.all_better
    count, most = diary.policy.all_better_scores, diary.policy.all_better_score
    assert (int(match["count"]), float(match["most"])) == (count, most)
    own = diary.worst(tap)
    assert own is None or own <= most
    settled = [end for end in (tap, tap + 1) if diary.is_settled(end)]
    assert settled
    last = [max(day for day in scores if day < max(settled[0], 1)) for scores in diary.scores]
    expected = [
        (name, on_day, diary.scores[site][on_day])
        for site, (name, on_day) in enumerate(zip(("leg", "back"), last, strict=True))
        if diary.scores[site][on_day] > most
    ]
    told = re.findall(rf"; (\w+) pain was ({NUMBER}) when last rated, on ({DATE})", match["sore"])
    assert [(name, diary.day(day_of(day))) for name, _, day in told] == [
        (name, day) for name, day, _ in expected
    ]
    for (_, printed, _), (_, _, score) in zip(told, expected, strict=True):
        same(printed, score)


@sentence(rf"Pain was gone by (?P<gone>{DATE}); the last score since, on (?P<on>{DATE}), was "
          rf"(?P<score>{NUMBER}) \((?P<site>{SITE})\)\.")  # fmt: skip
def back_again(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site, day = site_of(match["site"]), diary.day(day_of(match["on"]))
    same(match["score"], diary.scores[site][day])
    assert not diary.within(site, day + 1, diary.today)
    was_gone(diary, match["gone"])
    assert day >= diary.day(day_of(match["gone"]))
    assert float(match["score"]) >= diary.policy.recurrent_score


@sentence(rf"Pain was gone by (?P<gone>{DATE}); the last word since, in the weekly check of "
          rf"(?P<on>{DATE}), was “(?P<said>(?:very )?much worse|a little worse)”\.")  # fmt: skip
def said_back_again(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    day = diary.day(day_of(match["on"]))
    said = [(diary.day(check.on), check.change) for check in diary.history.checks
            if check.change is not None and check.on <= found.on]  # fmt: skip
    worst = min(change for at, change in said if at == day)
    assert max(at for at, _ in said) == day
    assert worst == {"v": -3, "m": -2, "a": -1}[match["said"][0]] <= diary.policy.worse_change
    assert not any(diary.within(site, day + 1, diary.today) for site in (0, 1))
    was_gone(diary, match["gone"])
    assert day >= diary.day(day_of(match["gone"]))


@sentence(rf"Pain was gone by (?P<gone>{DATE}); the check-in since says otherwise\.")
def checked_in_worse(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    said = max(row for row in diary.history.check_ins if row[0] <= found.on)
    assert (found.state, found.proposes) == ("quiet", "contact")
    assert any(answer == "worse" for on, answer in diary.history.check_ins if on == said[0])
    assert said[0] >= day_of(match["gone"])
    assert not any(diary.within(site, diary.day(said[0]) + 1, diary.today) for site in (0, 1))
    was_gone(diary, match["gone"])


def was_gone(diary: Diary, day: str) -> None:
    """Say that by that morning five of seven days had been calm, or "all better" was tapped."""
    gone, week = diary.day(day_of(day)), diary.policy.mean_days
    taps = map(diary.day, diary.history.all_better)
    assert diary.calm_days(gone - week, gone) >= diary.policy.resolved_days or any(
        gone in (tap, tap + 1) and diary.is_settled(gone) for tap in taps
    )


@sentence(rf"Pain of (?P<least>{NUMBER}) or more again since (?P<on>{DATE}), (?P<days>\d+) days? "
          r"after it was gone\.")  # fmt: skip
def recurrent(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    day, days = diary.day(day_of(match["on"])), int(match["days"])
    assert float(match["least"]) == diary.policy.recurrent_score
    sore = [at for at in range(day, diary.today) if diary.is_sore(at)]
    assert sore[0] == day
    assert len(sore) >= diary.policy.recurrent_days
    was_gone(diary, _written(diary, day - days + 1))


def _written(diary: Diary, day: int) -> str:
    on = type(diary.history.intake.on).fromordinal(diary.start + day)
    return f"{on.day} {on:%B} {on.year}"
