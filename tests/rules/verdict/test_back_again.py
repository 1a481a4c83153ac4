"""Pain back after it was gone, with few scores and then silence."""

import pytest

from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import Check, History
from homecare.rules.replay import replay
from tests.rules.histories import intake, look, on, pain, sessions, states, steps

GONE = pain(steps((0, 6), (7, 0)), range(1, 20), 0)


def after(*scores, gone=GONE, **more):
    """Return somebody whose pain was gone by day 14, and (day, leg, back) scores after that."""
    later = tuple(row for day, leg, back in scores for row in pain(leg, (day,), back))
    return History("h", intake(6, 2), pain=gone + later, **more)


@pytest.mark.parametrize(
    ("scores", "day", "state"),
    [
        (((25, 10, 0),), 31, "resolved"), (((25, 10, 0),), 32, "quiet"),
        (((25, 10, 0),), 80, "quiet"), (((25, 3, 0),), 32, "quiet"),
        (((25, 2, 0),), 32, "resolved"),
        (((25, 0, 9),), 32, "quiet"), (((25, None, 9),), 32, "quiet"),
        (((25, 9, None),), 32, "quiet"), (((20, 10, 0),), 27, "quiet"),
        # A calm score after it takes it back.
        (((25, 10, 0), (27, 0, 0)), 40, "resolved"),
        # The back alone was rated after that: the leg's last score stands.
        (((25, 10, None), (27, None, 0)), 40, "quiet"),
        # Sore once a week, or once in three: the last two scores are enough.
        (((25, 9, 0), (33, 8, 0)), 34, "recurrent"), (((25, 9, 0), (45, 9, 0)), 46, "recurrent"),
        (((25, 9, 0), (29, 0, 0), (33, 8, 0)), 34, "resolved"),
        (((25, 9, 0), (29, 0, 0), (33, 8, 0)), 40, "quiet"),
        (((25, 9, 0), (54, 9, 0)), 55, "resolved"), (((25, 9, 0), (54, 9, 0)), 61, "quiet"),
    ],
)  # fmt: skip
def test_pain_back_once_and_then_silence_is_quiet(scores, day, state):
    assert look(after(*scores), day).state == state


def test_it_says_what_it_was_and_asks():
    found = look(after((25, 10, 0)), 32)
    assert (found.proposes, found.reasons[0].text) == (
        "check_in",
        "Pain was gone by 19 January 2026; the last score since, on 30 January 2026, was 10.0 "
        "(leg).",
    )
    assert replay(after((25, 10, 0)), DEFAULT).flags == ((on(32), "quiet", "check_in"),)


def test_before_the_week_is_over_the_score_is_shown_beside_resolved():
    assert [reason.text for reason in look(after((25, 10, 0)), 26).reasons] == [
        "Leg and back at 1.0 or less on 7 of 7 days, to 18 January 2026.",
        "Pain was gone by 19 January 2026; the last score since, on 30 January 2026, was 10.0 "
        "(leg).",
    ]


@pytest.mark.parametrize(
    ("gone", "tap"),
    [(pain(steps((0, 6), (10, 2)), range(1, 14), 2), 13), (pain(2, (9, 12), 1), 13)],
    ids=["rated daily", "rated twice"],
)
def test_all_better_by_a_tap_then_nine_then_silence_is_quiet(gone, tap):
    history = after((20, 9, 1), gone=gone, all_better=(on(tap),))
    assert states(history, 19, 26, 27, 60) == ["resolved", "resolved", "quiet", "quiet"]


@pytest.mark.parametrize(("leg", "back"), [(9, 1), (3, None), (0, 7), (None, 3)])
def test_all_better_beside_a_higher_score_of_that_day_resolves_nothing(leg, back):
    gone = pain(steps((0, 6), (10, 1)), range(1, 13), 1)
    history = after((13, leg, back), gone=gone, all_better=(on(13),))
    assert "resolved" not in [state for _, state in replay(history, DEFAULT).states]
    calm = after((13, 2, 2), gone=gone, all_better=(on(13),))
    assert states(calm, 13, 14) == ["resolved", "resolved"]


def test_nine_on_that_day_and_then_silence_is_quiet():
    gone = pain(steps((0, 6), (10, 1)), range(1, 13), 1)
    history = after((13, 9, 1), gone=gone, all_better=(on(13),))
    assert states(history, 13, 19, 20) == ["early", "early", "quiet"]


@pytest.mark.parametrize(
    ("said", "scores", "states_then"),
    [
        ("worse", (), ["resolved", "quiet", "quiet", "quiet"]),
        ("same", (), ["resolved", "resolved", "resolved", "resolved"]),
        # A later score, or a better word, takes its place.
        ("worse", ((26, 0, 0),), ["resolved", "quiet", "quiet", "resolved"]),
        ("worse", ((25, 5, 0),), ["resolved", "quiet", "quiet", "quiet"]),
    ],
)
def test_a_check_in_answered_worse_after_it_was_gone_is_heard_at_once(said, scores, states_then):
    history = after(*scores, check_ins=((on(25), said),))
    assert states(history, 24, 25, 26, 27) == states_then
    if said == "worse":
        found = look(history, 26)
        assert found.proposes == "contact"
        assert found.reasons[-1].text == "The check-in of 30 January 2026 was answered “worse”."


@pytest.mark.parametrize("more", [
    {"check_ins": ((on(25), "worse"), (on(26), "better"))}, {"all_better": (on(26),)},
    {"checks": (Check(on(26), 2),)},
])  # fmt: skip
def test_a_better_word_after_it_takes_it_back(more):
    history = after(**{"check_ins": ((on(25), "worse"),), **more})
    assert states(history, 25, 27) == ["quiet", "resolved"]


def test_one_from_before_it_was_gone_says_nothing_of_now():
    assert look(after(check_ins=((on(10), "worse"),)), 25).state == "resolved"


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"check_ins": ((on(33), "better"),)}, "resolved"),
        ({"check_ins": ((on(33), "worse"),)}, "quiet"),
        ({"check_ins": ((on(33), "same"),)}, "quiet"),
        ({"all_better": (on(26),)}, "resolved"),
        ({"checks": (Check(on(28), 2),)}, "resolved"),
        ({"checks": (Check(on(21), 2),)}, "quiet"),
        ({"checks": (Check(on(28), 0),)}, "quiet"),
        # Exercise is still reported: not silent, but nobody knows how it is.
        ({"sessions": sessions(range(1, 40))}, "too_few"),
        ({"away": ((on(26), on(40)),)}, "resolved"),
    ],
)
def test_the_clients_own_last_word_decides(more, state):
    found = look(after((25, 10, 0), **more), 38)
    assert found.state == state
    if "check_ins" in more and state == "quiet":
        assert found.proposes == "contact"


def test_sore_once_a_week_after_it_was_gone_is_recurrent_and_then_judged_anew():
    history = after(*((day, 8, 1) for day in range(25, 90, 7)), sessions=sessions(range(1, 95)))
    assert states(history, 32, 33, 46) == ["too_few", "recurrent", "recurrent"]
    assert look(history, 33).reasons[0].text == (
        "Pain of 3.0 or more again since 30 January 2026, 12 days after it was gone."
    )
    assert states(history, 70, 77)[-1] == "gp"


def test_silence_after_a_recurrence_counts_the_scores_since_it_only():
    """0 three times, then 3 and 4: the last three scores average less than 3."""
    history = after((30, 3, 0), (31, 4, 0))
    assert states(history, 32, 45, 46) == ["recurrent", "recurrent", "quiet"]


@pytest.mark.parametrize(
    ("checks", "day", "state"),
    [
        # Told as worsening for ten days; after that nobody may read it as "gone" again.
        (((25, -3),), 35, "worsening"), (((25, -3),), 36, "quiet"), (((25, -3),), 80, "quiet"),
        (((25, -2),), 31, "too_few"), (((25, -2),), 32, "quiet"),
        (((25, -1),), 40, "resolved"), (((25, -3), (40, 1)), 60, "resolved"),
        # What was said before it was gone is over.
        (((5, -3),), 40, "resolved"),
    ],
)  # fmt: skip
def test_much_worse_said_after_it_was_gone_and_then_silence_is_quiet(checks, day, state):
    said = tuple(Check(on(at), change) for at, change in checks)
    assert look(after(checks=said), day).state == state


def test_a_calm_score_or_all_better_after_the_word_takes_it_back():
    said = (Check(on(25), -3),)
    assert look(after((27, 0, 0), checks=said), 50).state == "resolved"
    assert look(after(checks=said, all_better=(on(28),)), 50).state == "resolved"


def test_it_says_what_was_said():
    found = look(after(checks=(Check(on(25), -3),)), 36)
    assert (found.proposes, found.reasons[0].text) == (
        "check_in",
        "Pain was gone by 19 January 2026; the last word since, in the weekly check of "
        "30 January 2026, was “very much worse”.",
    )


def test_what_scores_found_for_the_gp_stays_with_the_gp_when_the_start_is_counted_anew():
    """Gone after twelve days, back after five weeks: the same scores each day are no other matter
    for the fortnight after which they count as the new start."""
    gone = pain(steps((0, 6), (6, 3), (12, 0)), range(1, 50), 0)
    again = gone + pain(5, range(50, 90), 2)
    history = History("h", intake(6, 2, onset=on(-12)), pain=again)
    assert look(history, 56).state == "recurrent"
    assert set(states(history, *range(63, 90))) == {"gp"}
    assert look(history, 66).reasons[1].text == (
        "The start is counted anew from 24 February 2026, when pain came back, 32 days after it "
        "was gone."
    )
    assert [reason.text for reason in look(history, 63).reasons][1] == (
        "Pain of 3.0 or more again since 24 February 2026, 32 days after it was gone."
    )
    answered = History("h", intake(6, 2, onset=on(-12)), pain=again, gp_answers=(on(66),))
    assert look(answered, 67).state != "gp"


def test_better_at_two_looks_it_is_the_gps_no_more():
    gone = pain(steps((0, 6), (6, 3), (12, 0)), range(1, 50), 0)
    eased = gone + pain(steps((50, 5), (68, 2)), range(50, 90), 1)
    found = states(History("h", intake(6, 2, onset=on(-12)), pain=eased), 66, 84)
    assert found == ["gp", "improving"]
