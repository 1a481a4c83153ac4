"""The sentences about silence, and about what was said in it."""

import re

from homecare.rules.assessment import Assessment
from tests.rules.sentences.diary import DATE, NUMBER, SITE, Diary, count_of, day_of
from tests.rules.sentences.recomputed import same, sentence, site_of

SILENCE = (
    rf"(?:Nothing logged since (?P<on>{DATE})|No scores since (?P<scored>{DATE}), and nothing "
    rf"else logged since (?P<logged>{DATE}))"
)


@sentence(rf"{SILENCE}; (?:the last (?P<count>\d) scores averaged|that score was) "
          rf"(?P<mean>{NUMBER}) \((?P<site>{SITE})\)\.")  # fmt: skip
def silence(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    scored = diary.day(day_of(match["on"] or match["scored"]))
    logged = diary.day(day_of(match["on"] or match["logged"]))
    assert any(scored in site for site in diary.scores)
    assert not any(diary.within(site, scored + 1, diary.today) for site in (0, 1))
    assert diary.is_logged(logged)
    assert not any(map(diary.is_logged, range(logged + 1, diary.today + 1)))
    last = diary.within(site_of(match["site"]), 0, diary.today)[-int(match["count"] or 1) :]
    same(match["mean"], sum(last) / len(last))


@sentence(rf"No (?P<site>{SITE}) score in the last (?P<days>\w+) days\.")
def not_recent(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    days, site = count_of(match["days"]), site_of(match["site"])
    assert days == diary.policy.recent_days
    assert not diary.within(site, diary.today - days, diary.today)
    assert len(diary.within(site, diary.today - 7, diary.today)) >= diary.policy.rated_days


@sentence(rf"The check-in of (?P<on>{DATE}) was answered “(?P<said>\w+)”\.")
def answered(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    on = day_of(match["on"])
    assert (on, match["said"]) in diary.history.check_ins
    assert on <= found.on
    assert not any(on < at <= found.on for at, _ in diary.history.check_ins)


@sentence(r"(?P<count>\w+) weekly checks running said worse than at the start, and there are not "
          r"enough scores to say how much\.")  # fmt: skip
def unscored(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    checks = sorted((check.on, check.change) for check in diary.history.checks
                    if check.change is not None and check.on <= found.on)  # fmt: skip
    by_day = dict(checks)
    last = [by_day[on] for on in sorted(by_day)][-count_of(match["count"]) :]
    assert len(last) == count_of(match["count"]) == diary.policy.unscored_checks
    assert max(last) < 0


@sentence(rf"The latest (?P<site>{SITE}) score, of (?P<on>{DATE}), is (?P<days>\d+) days old: too "
          r"old to judge by(?:; days away are on record)?\.")  # fmt: skip
def stale(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    day = diary.day(day_of(match["on"]))
    assert int(match["days"]) == diary.today - day > diary.policy.stale_days
    assert day in diary.scores[site_of(match["site"])]
    assert not diary.within(site_of(match["site"]), day + 1, diary.today)
