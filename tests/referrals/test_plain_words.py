"""A letter's sentences can be read by somebody who has never seen homecare: none of them calls
anything by a name of ours, and what calls for a GP stands in the letter."""

import re
from random import Random

import pytest
import time_machine
from sqlalchemy.orm import Session

from homecare.referrals.figures import verdict_lines
from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT
from homecare.rules.verdict.arithmetic import Reason
from tests.make.diary import Care
from tests.make.flags import at, exercise, rate
from tests.referrals.letters import printed, written
from tests.rules.histories import on
from tests.rules.sentences.anybody import anybody

OURS = (
    "GP first", "it was worsening", "weekly look", "weekly check", "check-in", "was tapped",
    "Not cleared", "not undone", "intake", "this week", "on the way", "more is worse", "weeks ago",
    "looked at again", "ask about the others",
)  # fmt: skip
"""What the rule's own sentences say that only who works with homecare understands."""
FIGURE = re.compile(r"\d+\.\d")


@pytest.mark.any_database
def test_nothing_in_a_letter_is_called_by_a_name_of_ours() -> None:
    """Nine hundred people of chance, whose verdicts say everything that the rule can say."""
    met = set()
    for seed in range(900):
        rng = Random(seed)
        history = anybody(rng)
        for day in rng.sample(range(1, 115), 4):
            said = assess(history, DEFAULT, on(day))
            met |= {ours for ours in OURS for reason in said.reasons if ours in reason.text}
            for line in verdict_lines(said.reasons, said.on):
                assert not [ours for ours in OURS if ours in line], line
    assert met == set(OURS)


@pytest.mark.any_database
def test_plain_words_change_no_figure() -> None:
    for seed in range(200):
        rng = Random(seed)
        history = anybody(rng)
        for day in rng.sample(range(1, 115), 4):
            said = assess(history, DEFAULT, on(day))
            for reason in said.reasons:
                for line in verdict_lines([reason], said.on):
                    assert FIGURE.findall(line) == FIGURE.findall(reason.text), reason


@pytest.mark.any_database
def test_a_silence_after_what_could_not_be_told_says_no_figure() -> None:
    silent = Reason(
        "silence", "No leg scores since 2 March 2026; it was GP first, not rated enough now."
    )
    assert verdict_lines([silent], on(70)) == ["No leg scores since 2 March 2026."]


def test_a_letter_to_a_gp_after_a_silence_says_why_a_gp_was_proposed(
    session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    rate(session, care, 8, 4, range(1, 29))
    exercise(session, care, range(1, 29))
    clock.move_to(at(56))
    page = printed(written(session, care, "gp", day=56))
    assert "No leg scores since 30 March 2026; leg pain was 8.0 in the week to 30 March" in page
    assert "Why a GP was proposed on 31 March 2026: leg pain 8.0 in the week to 22 March" in page
    assert "from 7.0 at two weekly comparisons running it is a matter for the GP." in page
    assert "GP first" not in page
