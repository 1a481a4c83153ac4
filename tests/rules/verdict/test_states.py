"""Each state at its boundary days."""

from dataclasses import replace

import pytest

from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT, adjusted
from homecare.rules.reading.history import Check
from tests.rules.histories import checks, flat, intake, look, on, pain, sessions, states, steps


def shaped(*spans, days=90, **more):
    score = steps(*spans)
    return flat(6, days, pain=pain(score, range(1, days)), intake=intake(score(0), 1), **more)


@pytest.mark.parametrize(
    ("start", "now", "state"),
    [
        (6, 4.2, "improving"), (6, 4.3, "level"), (3.5, 2.4, "improving"), (3, 2.1, "level"),
        (7, 4.9, "improving"), (7, 5.0, "level"), (9, 6.3, "improving"), (9, 6.75, "level"),
    ],
)  # fmt: skip
def test_improved_is_30_per_cent_and_a_point(start, now, state):
    assert look(shaped((0, start), (4, now)), 21).state == state


def test_improving_can_be_told_before_day_21():
    assert states(shaped((0, 6), (4, 3)), 7, 14) == ["early", "improving"]


def test_falling_one_and_a_half_points_in_two_weeks_is_trending():
    found = look(shaped((0, 6), (4, 7.5), (21, 6)), 28)
    assert (found.state, found.cause) == ("improving", "trending")
    assert look(shaped((0, 6), (4, 7.5), (21, 6.1)), 28).cause != "trending"


def test_a_stall_ends_after_two_looks_without_one():
    history = shaped((0, 6), (30, 3))
    assert states(history, 28, 35, 41, 42) == ["stalled", "stalled", "stalled", "improving"]
    assert (
        "One week off the stall, after 6.0 in the week to 1 February 2026; a second one ends it."
        in [reason.text for reason in look(history, 35).reasons]
    )


def test_a_dip_of_one_week_does_not_end_a_stall():
    assert set(states(shaped((0, 6), (28, 4), (35, 6)), 28, 35, 42, 49)) == {"stalled"}


ONE_MORE = "a little better: one look more before it counts as a stall."


@pytest.mark.parametrize(
    ("said", "now", "state"),
    [
        (None, 4.5, "level"), (None, 4.6, "stalled"), (-1, 4.3, "stalled"), (0, 4.3, "stalled"),
        (1, 5.1, "level"), (1, 5.2, "stalled"), (2, 5.4, "level"), (2, 5.5, "stalled"),
        (3, 6, "stalled"),
    ],
)  # fmt: skip
def test_a_stall_waits_one_look_more_where_scores_and_weekly_check_agree(said, now, state):
    """After "no better" nothing is waited for; where nobody was asked, for nearly all of it."""
    history = shaped((0, 6), (4, now), checks=checks(range(7, 60, 7), said) if said else ())
    if said == 0:
        history = replace(history, checks=checks(range(7, 60, 7), 0))
    found = look(history, 28)
    assert found.state == state
    assert any(ONE_MORE in reason.text for reason in found.reasons) == (state == "level")
    assert look(history, 35).state == "stalled"


def test_the_last_two_weekly_checks_are_heard_together():
    """A bit better: "the same", then "better", with scores down by a fifth."""
    said = (*checks((7, 14, 21), 0), *checks((28,), 1))
    assert look(shaped((0, 6), (4, 4.8), checks=said), 28).state == "level"
    assert look(shaped((0, 6), (4, 4.9), checks=said), 28).state == "stalled"


def test_better_said_three_times_with_scores_that_do_not_move_is_not_heard_again():
    """They were level at 6 for three weeks while "better" was said; then down by a sixth."""
    polite = shaped((0, 6), (21, 5), checks=checks(range(7, 60, 7), 1))
    honest = replace(polite, checks=(*checks((7, 14), 0), *checks(range(21, 60, 7), 1)))
    assert [look(history, 28).state for history in (polite, honest)] == ["stalled", "level"]


def test_severe_pain_at_two_looks_from_day_21_goes_to_the_gp():
    assert states(flat(7), 21, 27, 28) == ["level", "level", "gp"]
    assert look(flat(6.9), 28).state == "stalled"


def test_severe_pain_at_six_weeks_goes_to_the_gp_even_when_improved():
    assert states(shaped((0, 10), (4, 7)), 35, 41, 42) == ["improving", "improving", "gp"]


def test_severe_back_pain_at_six_weeks_goes_to_the_gp_where_the_leg_is_worse():
    history = flat(8, intake=intake(8, 7), pain=pain(steps((0, 8), (4, 3)), range(1, 60), 7))
    assert states(history, 35, 42) == ["improving", "gp"]


def test_long_standing_needs_twelve_weeks_since_onset_and_six_since_intake():
    for onset, day, state in ((-41, 42, "stalled"), (-42, 42, "gp"), (-42, 41, "stalled")):
        history = flat(4, intake=intake(4, 1, onset=on(onset)))
        assert look(history, day).state == state
    assert look(flat(4, intake=intake(4, 1, onset=on(-42))), 42).reasons[0].text == (
        "Leg pain 4.0 at the start, 4.0 this week: no change; 30 % was needed. "
        "It began 12 weeks ago, and intake was 6 weeks ago."
    )


def test_two_points_above_the_start_is_worsening_at_the_weekly_look():
    history = shaped((0, 4), (7, 6))
    assert states(history, 13, 14, 20, 21) == ["early", "worsening", "worsening", "worsening"]


def test_between_weekly_looks_two_points_must_stand_on_two_days_running():
    assert states(shaped((0, 4), (7, 8)), 11, 12, 13) == ["early", "worsening", "worsening"]
    assert set(states(shaped((0, 4), (7, 8), (11, 0)), 11, 12, 13, 14)) == {"early"}


def test_three_points_above_the_start_are_told_on_the_first_day():
    rated = [*range(1, 6), *range(9, 20)]
    history = flat(4, pain=pain(steps((0, 4), (9, 10)), rated), intake=intake(4, 1))
    assert states(history, 10, 11) == ["early", "worsening"]


def test_worsening_found_between_looks_ends_after_two_looks_without_it():
    history = shaped((0, 4), (7, 8), (12, 0), (14, 3))
    assert states(history, 12, 14, 21, 27, 28) == ["worsening"] * 4 + ["improving"]
    assert look(history, 14).reasons[0].text == (
        "Leg pain 4.0 at the start, 6.3 in the week to 17 January 2026; 5.7 this week; "
        "2.0 more is worse."
    )


def test_below_four_nothing_is_worsening():
    assert look(shaped((0, 1.5), (7, 3.9)), 28).state == "stalled"


def test_worsening_six_weeks_after_intake_goes_to_the_gp():
    history = shaped((0, 4), (33, 6.5))
    assert states(history, 39, 40, 41, 42) == ["stalled", "worsening", "worsening", "gp"]


def test_late_worsening_stays_with_the_gp_where_the_start_is_reached_again():
    """Never 6.5 to the GP and 4.0 to the chiropractor: 4.0 is what it began with."""
    back = shaped((0, 4), (36, 6.5), (44, 4))
    assert states(back, 42, 56, 63, 70, 77) == ["gp"] * 5
    better = shaped((0, 4), (36, 6.5), (44, 2.5))
    assert states(better, 56, 63) == ["gp", "improving"]
    answered = shaped((0, 4), (36, 6.5), (44, 4), gp_answers=(on(62),))
    assert states(answered, 61, 63, 70) == ["gp", "stalled", "stalled"]


@pytest.mark.parametrize(
    ("said", "day", "worse"),
    [((-2, -2), 24, True), ((-2, -2), 25, False), ((-3, -1), 15, False), ((-2, None), 15, False)],
)
def test_two_checks_saying_much_worse_count_for_ten_days(said, day, worse):
    found = flat(5, checks=(Check(on(7), said[0]), Check(on(14), said[1])))
    assert (look(found, day).state == "worsening") is worse


def test_a_week_of_silence_after_high_scores_is_quiet():
    history = flat(6, 15, visits=())
    # On day 20 the last two weeks still stand in for a week with too few scores.
    assert states(history, 20, 21, 40) == ["early", "quiet", "quiet"]
    found = look(history, 21)
    assert found.proposes == "check_in"
    assert found.reasons[0].text == (
        "Nothing logged since 19 January 2026; the last 3 scores averaged 6.0 (leg)."
    )


def test_low_scores_then_silence_are_not_quiet():
    assert look(flat(2.9, 15), 30).state == "too_few"


def test_a_client_who_still_reports_exercise_is_not_quiet():
    assert look(flat(6, 15, sessions=sessions(range(1, 40))), 25).state == "too_few"


@pytest.mark.parametrize(("said", "state"), [(0, "quiet"), (1, "too_few")])
def test_silence_after_an_improvement_that_the_client_feels_is_not_quiet(said, state):
    history = shaped((0, 6), (4, 4.2), days=15, checks=checks([7, 14], said), sessions=())
    assert look(history, 25).state == state


@pytest.mark.parametrize(
    ("silent_from", "said", "state"),
    [(14, 1, "too_few"), (14, 0, "quiet"), (14, None, "quiet"), (15, 1, "quiet")],
)
def test_better_alone_keeps_silence_from_being_quiet_in_the_first_two_weeks(
    silent_from, said, state
):
    history = shaped((0, 6), days=silent_from, checks=checks([7], said), sessions=())
    assert look(history, 25).state == state


@pytest.mark.parametrize(
    ("now", "said", "state"),
    [(3.7, 0, "quiet"), (3.7, -1, "quiet"), (3.6, 0, "too_few"), (3.7, None, "too_few")],
)
def test_silence_after_an_improvement_the_client_does_not_feel_is_quiet(now, said, state):
    history = shaped((0, 6), (8, now), days=21, checks=checks([7, 14], said), sessions=())
    assert look(history, 28).state == state


@pytest.mark.parametrize(
    ("said", "state", "proposes"),
    [
        ("better", "too_few", "check_in"),
        ("same", "quiet", "contact"),
        ("worse", "quiet", "contact"),
    ],
)
def test_the_check_in_answer_decides_who_is_contacted(said, state, proposes):
    found = look(replace(flat(6, 15), check_ins=((on(23), said),)), 24)
    assert (found.state, found.proposes) == (state, proposes)


def test_all_better_needs_two_low_scores_and_waits_for_no_night():
    history = shaped((0, 6), (10, 2), all_better=(on(13),))
    assert states(history, 12, 13, 40) == ["early", "resolved", "resolved"]
    assert look(shaped((0, 6), (10, 2.5), all_better=(on(13),)), 13).state == "early"


def test_all_better_undone_is_as_if_it_had_not_been_tapped():
    assert look(shaped((0, 6), (10, 2)), 13).state == "early"


def test_resolved_needs_leg_and_back():
    low = pain(0, range(1, 30), back=None)
    assert look(flat(6, pain=low), 20).state == "improving"
    assert look(flat(6, pain=pain(1, range(1, 30), 1)), 6).state == "early"
    assert look(flat(6, pain=pain(1, range(1, 30), 1)), 8).state == "resolved"


def test_pain_back_after_thirty_days_is_a_recurrence():
    history = flat(6, 90, pain=pain(steps((0, 6), (7, 0), (50, 5)), range(1, 90), 0))
    found = look(history, 52)
    assert (found.state, found.cause, found.proposes) == ("recurrent", "recurrence", "visit")


def test_little_exercise_delays_a_stall_once_for_two_weeks_at_most():
    history = flat(6, sessions=sessions(range(1, 60), due=2, done=0))
    assert states(history, 20, 21, 28, 34, 35) == [
        "early", "not_following", "not_following", "not_following", "stalled",
    ]  # fmt: skip
    assert look(history, 21).proposes == "ask_why"
    assert "0 of 28 sessions reported" in look(history, 21).reasons[0].text


def test_little_exercise_never_delays_the_gp_or_worsening():
    none = sessions(range(1, 60), due=2, done=0)
    assert look(flat(7, sessions=none), 28).state == "gp"
    assert look(shaped((0, 4), (7, 6), sessions=none), 21).state == "worsening"


def test_half_of_what_was_due_is_following():
    assert look(flat(6, sessions=sessions(range(1, 60), 2, 1)), 28).state == "stalled"


def test_a_practice_can_move_a_threshold_inside_its_bounds():
    policy = adjusted(DEFAULT, stall_day=28)
    assert assess(flat(6), policy, on(28)).state == "level"
    assert assess(flat(6), policy, on(35)).state == "stalled"
    with pytest.raises(ValueError, match="First weekly look that can count"):
        adjusted(DEFAULT, stall_day=90)
