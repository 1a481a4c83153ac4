"""Odd histories answer as a careful physiotherapist would: state, proposal, and words."""

import pytest

from tests.rules.histories import look
from tests.rules.odd.cases import CASES


@pytest.mark.parametrize("name", CASES)
def test_an_odd_history_is_judged_as_a_physiotherapist_would(name: str) -> None:
    odd = CASES[name]
    found = look(odd.history, odd.day)
    text = " ".join(reason.text for reason in found.reasons)
    assert (found.state, found.proposes) == (odd.state, odd.proposes), text
    assert odd.says in text
    assert not odd.never or odd.never not in text


def test_there_are_forty_of_them_and_more() -> None:
    assert len(CASES) > 40
