"""Odd histories, each with the day it is judged on and what a careful physiotherapist would say."""

from dataclasses import replace
from typing import NamedTuple

from homecare.rules.reading.history import Check, Cleared, History, PainRow
from tests.rules.histories import checks, intake, on, pain, sessions, steps

FOREVER = on(30_000)
VISITS = (on(0), on(7), on(14))


class Odd(NamedTuple):
    """`says` is part of one of the sentences; `never` of none."""

    history: History
    day: int
    state: str
    proposes: str
    says: str = ""
    never: str = ""


def told(*leg, back=1, days=70, rated=None, **more):
    """Return somebody whose pain goes in steps of (first day, score), and who rates it daily."""
    at, behind = steps(*leg), steps((0, back)) if isinstance(back, int | float) else back
    asked = range(1, days) if rated is None else rated
    parts = {
        "intake": intake(at(0), behind(0)),
        "pain": pain(at, [day for day in asked if day < days], behind),
    }
    return History("odd", **{**parts, **more})


def every(days, first=1, until=70):
    """Return every so many days."""
    return range(first, until, days)


def one_site(history, site):
    """Return the same with only leg (1) or back (2) rated."""
    rows: list[PainRow] = [
        (row[0], row[1] if site == 1 else None, row[2] if site == 2 else None)
        for row in history.pain
    ]
    return replace(history, pain=tuple(rows))


TWICE = [day for day in range(1, 70) if day % 7 in (1, 4)]
CLEAR = (Check(on(27), 0),)
CASES: dict[str, Odd] = {
    # who rates seldom
    "twice a week, level": Odd(
        told((0, 6), rated=TWICE), 28, "stalled", "visit", "over the last two weeks"
    ),
    "twice a week, halved": Odd(
        told((0, 6), (14, 3), rated=TWICE), 35, "improving", "carry_on", "50 % better"
    ),
    "twice a week, better only lately": Odd(
        told((0, 6), (21, 3.6), rated=TWICE), 28, "level", "none",
        "scores to 1 February 2026 average 3.6",
    ),
    "once a week, level": Odd(
        told((0, 6), rated=every(7)), 42, "stalled", "visit", "over the last four weeks"
    ),
    "once in two weeks": Odd(
        told((0, 6), rated=every(14), sessions=sessions(range(1, 70))), 50, "too_few", "check_in"
    ),
    "once in two weeks, severe": Odd(
        told((0, 9), rated=every(14), sessions=sessions(range(1, 70))), 50, "too_few", "check_in"
    ),
    "twice a week, 9 and falling to 7.5": Odd(
        told((0, 9), (20, 7.5), rated=every(3)), 42, "gp", "gp", "from 7.0"
    ),
    "a full week, then twice a week": Odd(
        told((0, 6), rated=[*range(1, 22), *every(4, 24)]), 56, "stalled", "visit"
    ),
    "only ever rates on Sundays and a flare": Odd(
        told((0, 5), rated=every(7, 6), flares=((on(10), FOREVER),)), 42, "stalled", "visit"
    ),
    # one site
    "only the back is rated": Odd(
        one_site(told((0, 6), back=5), 2), 28, "stalled", "visit", "judged by back pain"
    ),
    "only the leg is rated, the back was worse": Odd(
        one_site(told((0, 4), back=6), 1), 28, "stalled", "visit", "judged by leg pain"
    ),
    "the leg is gone, the back is not": Odd(
        told((0, 7), (7, 0), back=5), 35, "stalled", "visit", "Leg pain gone"
    ),
    "the leg is gone, the back is nearly": Odd(
        told((0, 7), (7, 0), back=2), 35, "improving", "carry_on", "100 % better"
    ),
    "the back is gone, the leg appears": Odd(
        told((0, 0), (20, 4), back=steps((0, 6), (20, 1))), 35, "worsening", "contact",
        "appeared in the leg",
    ),
    "leg and back change places": Odd(
        told((0, 7), (14, 3), back=steps((0, 3), (14, 7))), 28, "worsening", "contact", "back"
    ),
    # silence
    "silent from the fourth day": Odd(told((0, 6), days=4), 14, "too_few", "check_in"),
    "silent from the fourth day, said worse": Odd(
        told((0, 6), days=4, checks=checks((7,), -1)), 15, "quiet", "check_in",
        "nothing else logged since",
    ),
    "never a score at all": Odd(History("odd", intake(7, 4)), 12, "too_few", "check_in"),
    "three weeks of 6, then silence": Odd(
        told((0, 6), days=22), 29, "quiet", "check_in", "Nothing logged since 26 January 2026"
    ),
    "silent, but exercises": Odd(
        told((0, 6), days=22, sessions=sessions(range(1, 40))), 36, "too_few", "check_in"
    ),
    "silent after scores of 2": Odd(told((0, 6), (10, 2), days=22), 35, "too_few", "check_in"),
    "severe, then silent": Odd(
        told((0, 8), days=36), 57, "quiet", "check_in", "it was GP first"
    ),
    "worse, then silent": Odd(
        told((0, 4), (14, 6.5), days=25), 46, "quiet", "check_in", "it was worsening"
    ),
    "asked, said the same, and silent again": Odd(
        told((0, 6), days=22, check_ins=((on(30), "same"),)), 38, "quiet", "contact",
        "answered “same”",
    ),
    "asked, said better, and silent again": Odd(
        told((0, 6), days=22, check_ins=((on(30), "better"),)), 38, "too_few", "check_in"
    ),
    "asked twice, said better, then worse": Odd(
        told((0, 6), days=19, check_ins=((on(26), "better"), (on(30), "worse"))), 34, "quiet",
        "contact", "answered “worse”",
    ),
    "asked twice, said worse, then better": Odd(
        told((0, 6), days=19, check_ins=((on(26), "worse"), (on(30), "better"))), 34, "too_few",
        "check_in",
    ),
    "three scores in a week, the newest five days old": Odd(
        told((0, 6), (40, 2), rated=(*range(1, 14), 42, 43, 44)), 49, "too_few", "check_in",
        "(3 of 7 days). No leg score in the last four days.",
    ),
    "the first three scores, between two looks": Odd(
        told((0, 6), (20, 2), rated=(21, 22, 23)), 24, "improving", "carry_on", "67 % better",
        never="About the same",
    ),
    "a look of four weeks ago, and three new scores": Odd(
        told((0, 6), (10, 3), (40, 5), rated=(*range(1, 14), 42, 43, 44)), 45, "level", "none",
        "6.0 at the start, 5.0 this week: 17 % better", never="January 2026: ",
    ),
    "better five weeks ago, sore now": Odd(
        told((0, 6), (7, 2), (40, 6.5), rated=(*range(1, 15), 42, 43, 44)), 45, "level", "none",
        "Worse than at the start", never="% better; 30 % is",
    ),
    # away, paused, flares
    "a pause, and the week before it of over four weeks ago": Odd(
        told((0, 6), (1, 3), rated=(*range(1, 14), 20), away=((on(21), FOREVER),)), 45, "level",
        "none", "Not enough scores to tell", never="About the same",
    ),
    "paused until further notice": Odd(
        told((0, 7), (14, 4), days=21, away=((on(21), FOREVER),)), 60, "too_few", "check_in",
        "40 days old",
    ),
    "paused, stalled before": Odd(
        told((0, 6), days=36, away=((on(36), FOREVER),)), 70, "too_few", "check_in", "too old"
    ),
    "paused for three weeks": Odd(
        told((0, 7), (7, 4), days=22, away=((on(22), on(43)),)), 42, "improving", "carry_on",
        "in the week to",
    ),
    "a flare-up never ended, and silence": Odd(
        told((0, 7), days=21, flares=((on(19), FOREVER),)), 40, "quiet", "check_in"
    ),
    "a flare-up of three days": Odd(
        told((0, 4), (20, 8), (23, 4), flares=((on(20), on(22)),)), 28, "stalled", "contact"
    ),
    # the client's own word
    "polite: better each week, level at 6": Odd(
        told((0, 6), checks=checks(every(7, 7), 1)), 28, "stalled", "visit"
    ),
    "much better each week, a tenth down": Odd(
        told((0, 6), (4, 5.4), checks=checks(every(7, 7), 2)), 35, "stalled", "visit", "three"
    ),
    "gloomy: worse each week, halved": Odd(
        told((0, 6), (10, 3), checks=checks(every(7, 7), -1)), 28, "improving", "carry_on"
    ),
    "very much worse once, level scores": Odd(
        told((0, 6), checks=checks((25,), -3)), 28, "worsening", "contact", "very much worse"
    ),
    "very much worse once, pain gone": Odd(
        told((0, 6), (7, 0), back=0, checks=checks((25,), -3)), 26, "worsening", "contact"
    ),
    "five checks of worse and hardly a score": Odd(
        told((0, 6), rated=(1, 2, 20), checks=checks(every(7, 7), -1)), 36, "quiet", "contact",
        "Five weekly checks running said worse",
    ),
    "four checks of worse and one of the same": Odd(
        told((0, 6), rated=(1, 2), checks=(*checks((7,), 0), *checks((14, 21, 28, 35), -1))), 36,
        "too_few", "check_in",
    ),
    # worse, and severe
    "worse by four tenths of a point, of one": Odd(
        told((0, 1), (4, 1.4)), 28, "level", "none", "Worse than at the start", never="About the"
    ),
    "worse by four tenths of a point, of four": Odd(
        told((0, 3.9), (4, 4.3)), 21, "level", "none", "About the same"
    ),
    "63 % worse": Odd(
        told((0, 3), (10, 4.9)), 28, "worsening", "contact", "50 % more", never="Level"
    ),
    "a third worse, by one point": Odd(
        told((0, 3), (10, 4)), 28, "stalled", "contact", "33 % worse", never="Level at"
    ),
    "worse by a third of a point": Odd(
        told((0, 6), (10, 6.3), visits=VISITS, checks=CLEAR), 28, "stalled", "chiropractor"
    ),
    "7.2, then 6.8": Odd(
        told((0, 8), (1, 7.2), (42, 6.8), visits=VISITS, checks=checks((50,))), 56, "gp", "gp",
        "with the GP’s answer", never="hiropractor",
    ),
    "7.2, then 6.8, and the GP has answered": Odd(
        told((0, 8), (1, 7.2), (42, 6.8), visits=VISITS, checks=checks((54,)),
             gp_answers=(on(52),)), 56, "stalled", "chiropractor", "consider the GP too",
    ),
    "7.2 for the GP, better for one week": Odd(
        told((0, 8), (1, 7.2), (35, 5), days=60), 42, "gp", "gp", "One week off; a second one"
    ),
    "7.2 for the GP, better for two": Odd(
        told((0, 8), (1, 7.2), (35, 5), days=60), 49, "improving", "carry_on"
    ),
    "8 to 9.5 after the GP's answer": Odd(
        told((0, 8), (30, 9.5), gp_answers=(on(29),)), 42, "gp", "gp"
    ),
    "since two years, half better": Odd(
        told((0, 8), (10, 3.9), intake=intake(8, 1, onset=on(-730))), 49, "improving", "carry_on"
    ),
    "the back severe in one week, the leg in the next": Odd(
        told((0, 8), (4, 0), (28, 7.5), back=steps((0, 7), (15, 7.6), (28, 2))), 35, "gp", "gp",
        "Back pain 7.6 in the week to 1 February 2026, leg pain 7.5 this week; from 7.0",
    ),
    "severe and unanswered, then silent but said better": Odd(
        told((0, 9), days=36, visits=VISITS, checks=checks((42, 49, 56), 2)), 58, "stalled", "gp",
        "Leg pain 9.0 in the week to 8 February 2026 was a matter for the GP, and no answer is",
        never="consider the GP too",
    ),
    "severe and answered, then silent but said better": Odd(
        told((0, 9), days=36, visits=VISITS, checks=checks((42, 49, 56), 2),
             gp_answers=(on(45),)), 58, "stalled", "chiropractor", "consider the GP too",
    ),
    # gone, and back
    "all better by a tap, and 7 on that day": Odd(
        told((0, 6), (20, 2), (22, 7), days=23, back=2, all_better=(on(22),)), 23, "level",
        "none", "10 % better", never="All better",
    ),
    "all better by a tap, and 2s": Odd(
        told((0, 6), (20, 2), days=22, back=2, all_better=(on(22),)), 23, "resolved", "none",
        "“All better” was tapped on 27 January 2026", never="of 7 days",
    ),
    "gone, and one 8 in a week": Odd(
        told((0, 6), (7, 0), (25, 8), days=26, back=0), 34, "quiet", "check_in", "Pain was gone"
    ),
    "gone, and a check-in is answered worse": Odd(
        told((0, 6), (7, 0), days=26, back=0, check_ins=((on(28), "worse"),)), 28, "quiet",
        "contact", "Pain was gone by 19 January 2026; the check-in since says otherwise.",
    ),
    "five zeros of seven days": Odd(
        told((0, 6), (13, 2), (20, 0), days=25, back=0), 25, "resolved", "none", "5 of 7 days"
    ),
    "a leg that never hurt again, and a back nobody rates": Odd(
        History("odd", intake(3, 7), pain=pain(0, range(1, 28), back=lambda _: None),
                visits=VISITS, checks=CLEAR), 28, "level", "none",
        "Hardly any leg pain; looked at again on", never="About the same",
    ),
    # the gate
    "an answer cleared yesterday": Odd(
        told((0, 6), visits=VISITS, checks=(Check(on(26), 0, ("saddle_numbness",)),),
             cleared=(Cleared(on(27), "saddle_numbness", "spoke"),)), 28, "stalled", "check",
        "No clear red-flag check",
    ),
    "bleeding or an anticoagulant": Odd(
        told((0, 6), visits=VISITS, checks=CLEAR,
             intake=intake(6, 1, contraindications=("bleeding_or_anticoagulant",))), 28,
        "stalled", "gp", "ruled out",
    ),
    "cancer that nobody decided on": Odd(
        told((0, 6), visits=VISITS, checks=CLEAR,
             intake=intake(6, 1, background=(("cancer", None),))), 28, "stalled", "visit",
        "Nobody has decided",
    ),
    "two visits only": Odd(
        told((0, 6), visits=VISITS[:2], checks=CLEAR), 28, "stalled", "visit", "2 of 3 visits"
    ),
    "everything in order": Odd(
        told((0, 6), visits=VISITS, checks=CLEAR), 28, "stalled", "chiropractor"
    ),
}  # fmt: skip
