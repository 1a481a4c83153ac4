"""The sentences about red-flag answers, the gate, visits, and the visit review."""

import re
from datetime import date

from homecare.rules import red_flags
from homecare.rules.assessment import Assessment
from homecare.rules.reading.history import Check
from tests.rules.sentences.diary import DATE, NUMBER, PERIOD, SITE, SPAN, Diary, day_of, days_of
from tests.rules.sentences.recomputed import CHANGE, a_change, same, sentence, site_of


@sentence(rf"Answered yes or not sure on (?P<on>{DATE}): “(?P<asked>.*)” Not cleared\."
          r"(?: Beside what is in the background, (?P<sooner>this is for today|"
          r"this needs emergency help now)\.)?")  # fmt: skip
def answered(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    on, sooner = day_of(match["on"]), match["sooner"]
    given = [code for check in diary.history.checks if check.on == on
             for code in (*check.red_flags, *check.gp_flags)]  # fmt: skip
    if on == diary.history.intake.on:
        given += [code for code, said in diary.history.intake.background if said == "gp_first"]
    codes = [code for code in given if red_flags.words_of(code) == match["asked"]]
    assert codes
    assert on <= found.on
    assert not [row for row in diary.history.cleared
                if row.code == codes[0] and on <= row.on <= found.on]  # fmt: skip
    background = {code for code, _ in diary.history.intake.background} | {
        code for check in diary.history.checks for code in (*check.red_flags, *check.gp_flags)
    }
    raised = {"this needs emergency help now": ("unsteady", {"cancer"}),
              "this is for today": ("fever", {"immunosuppression", "iv_drugs"})}  # fmt: skip
    beside = [words for words, (code, with_) in raised.items()
              if code == codes[0] and with_ & background]  # fmt: skip
    assert beside == ([sooner] if sooner else [])


def _asked(diary: Diary, found: Assessment) -> list[Check]:
    return [check for check in diary.history.checks if check.asked and check.on <= found.on]


def _is_clear(check: Check) -> bool:
    return not (check.red_flags or check.gp_flags)


def _cleared(diary: Diary, found: Assessment) -> date:
    return max((row.on for row in diary.history.cleared if row.on <= found.on), default=date.min)


@sentence(r"No red-flag check in the last (?:day|(?P<days>\d+) days): ask those questions first\.")
def unchecked(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    days = int(match["days"] or 1)
    assert days == diary.policy.check_days
    assert match["days"] != "1"
    assert all((found.on - check.on).days > days for check in _asked(diary, found))


@sentence(rf"No clear red-flag check since (?:the answer of (?P<on>{DATE}) was cleared|the last "
          r"clearing): ask those questions first\.")  # fmt: skip
def unchecked_since(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    cleared, asked = _cleared(diary, found), _asked(diary, found)
    assert cleared > date.min
    assert not any(check.on > cleared and _is_clear(check) for check in asked)
    yes = [check.on for check in asked if not _is_clear(check) and check.on <= cleared]
    assert (day_of(match["on"]) if match["on"] else None) == max(yes, default=None)


@sentence(r"Nobody has decided on the background yet: (?P<what>.*) Considered, or GP first\?")
def background(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    codes = sorted(code for code, said in diary.history.intake.background if said is None)
    assert match["what"] == ", ".join(f"“{red_flags.words_of(code)}”" for code in codes) != ""


@sentence(r"Manipulation is ruled out \((?P<what>.*)\): the GP, never the chiropractor\.")
def ruled_out(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    codes = diary.history.intake.contraindications
    assert match["what"] == "; ".join(red_flags.CONTRAINDICATIONS[code] for code in codes) != ""


@sentence(rf"(?P<site>{SITE}) pain (?P<mean>{NUMBER}) (?P<period>{PERIOD}) was a matter for the "
          r"GP, and no answer is on record\.")  # fmt: skip
def gp_unanswered(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    same(match["mean"], diary.mean(site_of(match["site"]), match["period"]))
    assert found.proposes != "chiropractor"
    end = diary.period(match["period"])[1]
    assert not any(end <= diary.day(on) <= diary.today for on in diary.history.gp_answers)


@sentence(r"(?P<weeks>\d+) weeks since intake: consider the GP too\.")
def gp_too(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert int(match["weeks"]) == diary.today // 7 >= diary.policy.gp_too_day // 7


def _came(diary: Diary, found: Assessment) -> list[date]:
    onset = diary.history.intake.onset
    return sorted({on for on in diary.history.visits if onset <= on <= found.on})


@sentence(r"(?P<came>\d+) of (?P<wanted>\d) visits so far; the chiropractor comes after them\.")
def visits(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert int(match["came"]) == len(_came(diary, found)) < int(match["wanted"])
    assert int(match["wanted"]) == diary.policy.review_visits


@sentence(rf"The last visit is too fresh to judge; look again on (?P<on>{DATE})\.")
def fresh(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    counted = _came(diary, found)[diary.policy.review_visits - 1]
    assert (day_of(match["on"]) - counted).days == diary.policy.review_wait_days
    assert day_of(match["on"]) > found.on


@sentence(r"(?P<came>\d+) visits, and (?:(?P<sore>pain is not gone)|"
          rf"whether (?:(?P<site>{SITE}) )?pain is gone is not known)\.")  # fmt: skip
def reviewed(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    """Pain is not gone where something of this week, or the look that is judged, says so."""
    assert int(match["came"]) == len(_came(diary, found)) >= diary.policy.review_visits
    week, end = max(diary.today - 7, 0), max(diary.today, 1)
    known = [diary.within(site, week, end) for site in (0, 1)]
    if not match["sore"]:
        assert max((*known[0], *known[1]), default=0) <= diary.policy.resolved_score
        assert min(map(len, known)) < diary.few
        assert match["site"] is None or not known[site_of(match["site"])]
        return
    look = diary.today - diary.today % 7
    judged = [diary.within(site, max(look - 28, 0), look) for site in (0, 1)]
    assert max((*known[0], *known[1], *judged[0], *judged[1])) > diary.policy.resolved_score


@sentence(rf"Have a look: before (?P<span>{SPAN}) it is too early to tell\.")
def too_early(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    assert diary.today < days_of(match["span"]) == diary.policy.review_day


@sentence(rf"Not enough (?P<site>{SITE}) scores to judge; ask how it is\.")
def ask(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    look = diary.today - diary.today % 7
    assert diary.today >= diary.policy.review_day
    assert len(diary.within(site_of(match["site"]), look - 7, look)) < diary.few
    assert found.figures["mean"][match["site"].lower()] is None


@sentence(rf"Too few (?P<site>{SITE}) scores were new at the weekly look of (?P<on>{DATE}); "
          r"ask how it is\.")  # fmt: skip
def ask_anew(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    look = diary.today - diary.today % 7
    assert diary.day(day_of(match["on"])) == look
    assert len(diary.within(site_of(match["site"]), look - 7, look)) < diary.few
    assert found.figures["mean"][match["site"].lower()] is not None


@sentence(rf"{CHANGE}\. Carry on or refer: you decide\.")
def you_decide(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    a_change(diary, found, match)
    assert match["verb"] == "is"
    assert found.state not in ("urgent", "gp", "worsening")


@sentence(rf"Not enough (?P<site>{SITE}) scores to propose more; ask how it is\.")
def a_site_nobody_knows(diary: Diary, found: Assessment, match: re.Match[str]) -> None:
    site, most = site_of(match["site"]), diary.policy.resolved_score + 1e-9
    week = range(diary.today - diary.policy.mean_days, diary.today)
    assert not any(diary.scores[site].get(day) for day in week)
    assert all((diary.scores[1 - site].get(day) or 0) <= most for day in week)
