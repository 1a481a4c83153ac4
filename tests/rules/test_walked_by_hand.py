"""Histories that were walked through by hand, each as a test."""

from dataclasses import replace

from homecare.rules.assessment import review
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import Check, Cleared, History
from tests.rules.histories import (
    checks,
    flat,
    intake,
    look,
    on,
    pain,
    sessions,
    states,
    steps,
)


def course(leg, days=70, back=1, first=None, **more):
    """Return somebody who rates every day and does what is due."""
    start = leg(0) if callable(leg) else leg
    at = intake(start if first is None else first, back(0) if callable(back) else back)
    parts = {
        "intake": at,
        "pain": pain(leg, range(1, days), back),
        "sessions": sessions(range(1, days)),
    }
    return History("c", **{**parts, **more})


def test_flat_2_is_never_a_stall():
    assert states(course(2), 7, 20, 21, 28, 63) == ["early", "early", "level", "level", "level"]


def test_3_5_to_2_8_is_about_the_same():
    history = course(steps((0, 3.5), (10, 2.8)))
    assert states(history, 20, 21, 28, 42) == ["early", "level", "level", "level"]


def test_flat_6_stalls_on_day_28():
    assert states(flat(6), 20, 21, 27, 28) == ["early", "level", "level", "stalled"]
    found = look(flat(6), 28)
    assert found.proposes == "chiropractor"
    assert found.reasons[0].text == (
        "Leg pain 6.0 at the start, 6.0 this week: no change; 30 % was needed."
    )


def test_10_to_7_is_improving_until_severe_pain_outlasts_six_weeks():
    history = course(steps((0, 10), (10, 7)))
    assert states(history, 21, 28, 41, 42) == ["improving", "improving", "improving", "gp"]


def test_9_to_6_and_stuck_ten_weeks_is_better_but_level():
    found = look(course(steps((0, 9), (10, 6)), days=80), 70)
    assert (found.state, found.cause, found.proposes) == ("improving", "better_but_level", "visit")
    assert found.reasons[0].text == "Better, but level: 6.0 this week, after 6.0 four weeks before."


def test_8_to_2_to_7_5_goes_to_the_gp_after_two_severe_looks():
    history = course(steps((0, 8), (7, 2), (21, 7.5)))
    assert states(history, 21, 28, 34, 35) == ["improving", "level", "level", "gp"]


def test_8_to_2_to_6_5_worsens_after_two_looks():
    history = course(steps((0, 8), (7, 2), (21, 6.5)))
    assert states(history, 21, 28, 34, 35) == ["improving", "level", "level", "worsening"]
    assert look(history, 35).reasons[0].text == "Leg pain 6.5 this week, the best week was 2.0."


def test_leg_gone_but_back_worse_is_worsening_and_says_both():
    history = course(steps((0, 6), (7, 0)), back=steps((0, 4), (10, 8)))
    found = look(history, 28)
    assert (found.state, found.proposes) == ("worsening", "contact")
    assert "Leg gone, back 8.0 this week." in [reason.text for reason in found.reasons]


def test_onset_three_years_ago_and_7_to_4_is_improving():
    history = course(steps((0, 7), (10, 4)), intake=intake(7, 1, onset=on(-1095)))
    assert states(history, 28, 63) == ["improving", "improving"]


def test_onset_three_years_ago_and_flat_goes_to_the_gp_at_six_weeks():
    history = course(6, intake=intake(6, 1, onset=on(-1095)))
    assert states(history, 28, 41, 42) == ["stalled", "stalled", "gp"]


def test_rated_twice_a_week_is_judged_over_two_weeks():
    """Four scores in two weeks stand in for a week with too few; before there are four, none do."""
    history = course(6, pain=pain(6, range(3, 60, 4)))
    assert states(history, 10, 11, 12, 21, 28) == [
        "too_few", "too_few", "early", "level", "stalled",
    ]  # fmt: skip
    assert look(history, 10).reasons[0].text == "Not enough scores to judge (2 of 7 days)."
    assert [reason.text for reason in look(history, 28).reasons][::2] == [
        "Leg pain 6.0 at the start, 6.0 over the last two weeks: no change; 30 % was needed.",
        "Rated 4 of 14 days; ask about the others.",
    ]


def test_rated_only_on_bad_days_says_so():
    bad_days = [day for day in range(1, 60) if day % 7 in (1, 3, 5)]
    found = look(course(6, pain=pain(7, bad_days)), 28)
    assert "Rated 3 of the last 7 days; ask about the others." in [
        item.text for item in found.reasons
    ]


def test_8_to_4_then_silent_is_too_few_and_not_quiet():
    history = course(steps((0, 8), (10, 4)), days=21)
    assert states(history, 21, 27, 28, 60) == ["improving", "improving", "too_few", "too_few"]


def test_two_weeks_away_are_not_silence():
    days = [*range(1, 20), *range(34, 60)]
    history = course(6, pain=pain(6, days), sessions=sessions(days), away=((on(20), on(33)),))
    assert "quiet" not in states(history, *range(20, 40))
    assert "too_few" not in states(history, *range(20, 34))


def test_three_visits_in_week_one_ask_for_a_look():
    visits = (on(0), on(3), on(6))
    found = review(course(6, visits=visits), DEFAULT, on(11))
    assert (found.due, found.says, found.proposes) == (on(11), "look", "carry_on")
    assert review(course(6, visits=visits), DEFAULT, on(10)) is None


def test_visits_before_the_intake_count_from_onset():
    visits = (on(-8), on(-3), on(2), on(-20))
    assert review(course(6, visits=visits), DEFAULT, on(7)).due == on(7)


def test_sore_after_the_first_massage_is_not_worsening():
    sore = {0: 4, 1: 7, 2: 7, 3: 6}
    history = course(lambda day: sore.get(day, 4))
    assert set(states(history, *range(21))) == {"early"}


def test_all_better_amid_fives_does_not_resolve():
    assert look(course(5, all_better=(on(25),)), 26).state == "level"


def test_resolved_then_silent_stays_resolved():
    history = course(steps((0, 6), (7, 0)), days=20, back=0)
    assert states(history, 19, 30, 80) == ["resolved"] * 3


def test_resolved_then_6_is_recurrent_and_then_counts_from_there():
    history = course(steps((0, 6), (7, 0), (25, 6)), back=0)
    assert states(history, 25, 26, 27, 40) == ["resolved", "resolved", "recurrent", "recurrent"]
    assert look(history, 27).cause == "flare"
    assert states(history, 41, 45, 46) == ["early", "early", "level"]
    assert look(history, 56).state == "stalled"


def test_ticks_without_scores_are_too_few():
    history = course(6, pain=(), checks=checks(range(7, 60, 7)))
    assert states(history, 9, 10, 40) == ["early", "too_few", "too_few"]


def test_red_flag_by_mistake_is_urgent_until_cleared():
    answered = Check(on(9), None, red_flags=("bladder",))
    history = course(6, checks=(answered,))
    assert states(history, 8, 9, 30) == ["early", "urgent", "urgent"]
    cleared = replace(history, cleared=(Cleared(on(11), "bladder", "tapped by mistake"),))
    assert states(cleared, 10, 11, 28) == ["urgent", "early", "stalled"]
