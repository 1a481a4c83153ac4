"""What was asked about twice rests, for as long as it bears: literals, no database."""

from dataclasses import replace

import pytest

from homecare.flags.findings import judge
from homecare.flags.holding import Decision, is_held
from homecare.rules.policy import DEFAULT
from homecare.rules.verdict.sentences import check_in_said
from tests.flags.decided.decisions import after, decided, figures
from tests.make.flags import finding
from tests.rules.histories import flat, intake, pain, steps
from tests.rules.histories import on as day


def test_one_silence_is_asked_about_twice_eight_weeks_apart() -> None:
    quiet, silent = finding("quiet", "quiet:2026-03-20"), ("quiet:2026-03-20",)
    first = decided("quiet", occasions=silent)
    assert is_held(quiet, [first], after(56))
    assert not is_held(quiet, [first], after(57))
    assert is_held(quiet, [first, first], after(100))
    another = finding("quiet", "quiet:2026-05-20")
    assert not is_held(another, [first, first], after(100))


@pytest.mark.parametrize(("answer", "held"), [("same", True), ("worse", False)])
def test_about_the_same_begins_no_new_silence_and_worse_is_heard_once(
    answer: str, held: bool
) -> None:
    """The answer to a check-in is the newest occasion of a silence, and not another silence."""
    twice = [decided("quiet", occasions=("quiet:2026-03-20",))] * 2
    check_in = check_in_said(after(60), answer)
    said = [{"code": "silence", "text": "…"}, {"code": "check_in", "text": check_in}]
    keys = (f"quiet:{after(60)}", "quiet:2026-03-20")
    quiet = finding("quiet", figures={}, reasons=said, keys=keys)
    assert is_held(quiet, twice, after(61)) == held
    told = replace(twice[0], on=after(61), occasions=keys)
    assert is_held(quiet, [*twice, told], after(62))
    assert is_held(quiet, [*twice, told], after(200))


def test_a_silence_that_nobody_decided_on_waits_for_no_eight_weeks() -> None:
    """It followed a decision on something else, or on an earlier silence."""
    for before in (decided("stalled"), decided("quiet", occasions=("quiet:2026-03-01",))):
        assert is_held(finding("quiet", "quiet:2026-04-20"), [before], after(28))
        assert not is_held(finding("quiet", "quiet:2026-04-20"), [before], after(29))


@pytest.mark.parametrize(
    ("kind", "cause", "days"),
    [
        ("gp", "long_standing", 84),
        ("stalled", "level", 84),
        ("gp", "severe_late", 42),
        ("gp", "severe_twice", 42),
        ("gp", "worse_late", 42),
        ("worsening", "above_start", 28),
    ],
)
def test_what_was_decided_on_twice_and_stays_as_it_is_comes_again_after_twelve_weeks(
    kind: str, cause: str, days: int
) -> None:
    """Severe pain, and what got worse, after six; getting worse has no such rest, and a point of
    pain more ends it."""
    twice = [decided(kind), decided(kind)]
    why = [{"code": cause, "text": "…"}]
    again = finding(kind, figures=figures(rated=27), reasons=why)
    assert is_held(again, twice, after(days))
    assert not is_held(again, twice, after(days + 1))
    assert not is_held(replace(again, figures=figures(6.0, 3.0, 27)), twice, after(28))
    # What was decided on once, or on another occasion, comes after 28 days as ever.
    assert not is_held(again, twice[:1], after(29))
    other = finding(kind, f"{kind}:2026-04-20", figures=figures(rated=27), reasons=why)
    assert not is_held(other, twice, after(29))


def test_only_what_has_lasted_long_bears_waiting() -> None:
    """In the words of the rule itself: severe pain, and what got worse, is asked about sooner."""
    worse = pain(steps((0, 3), (9, 6)), range(1, 60))
    lasting = flat(4, intake=intake(4, 1, onset=day(-42)))
    for history, bears in ((lasting, True), (flat(8), False), (flat(3, pain=worse), False)):
        found = judge(history, DEFAULT, day(42), ())[1][0]
        assert (found.kind, found.bears_waiting) == ("gp", bears), found.reasons


def test_a_stall_is_a_matter_for_the_gp_within_four_weeks_of_a_second_decision() -> None:
    """Though it began on the day of the intake, and was decided on both times on the first day."""
    history = flat(4, days=120, intake=intake(4, 1, onset=day(0)))
    first, second = 28, 28 + 29
    asked = {on: judge(history, DEFAULT, day(on), ())[1][0] for on in (first, second, second + 28)}
    assert [found.kind for found in asked.values()] == ["stalled", "stalled", "gp"]
    decisions = [
        Decision(asked[on].kind, day(on), asked[on].keys, asked[on].figures)
        for on in (first, second)
    ]
    assert not is_held(asked[second + 28], decisions, day(second + 28))
