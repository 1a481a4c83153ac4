"""What flags are called, and in which order lists have them."""

import pytest

from homecare import language
from homecare.desk.caseload.needs import GROUPS
from homecare.flags import lifecycle
from homecare.rules.verdict.flags_asked import GRAVITY
from homecare.rules.verdict.proposals import PROPOSALS


@pytest.mark.parametrize(
    ("kind", "of_review", "title"),
    [
        ("urgent", None, "Flag: urgent"),
        ("gp", None, "Flag: GP first"),
        ("review", None, "Flag: three-visit review"),
        ("review", language.REVIEWS["hurts"], "Flag: exercises hurt"),
        ("of an older version", None, "Flag"),
    ],
)
def test_a_flag_among_other_events_is_called(kind: str, of_review: str | None, title: str) -> None:
    assert language.flag_title(kind, of_review) == title


def test_whatever_the_rule_may_find_or_propose_has_its_words() -> None:
    assert set(GRAVITY) == set(language.CASELOAD_ORDER) <= set(language.STATES)
    assert set(PROPOSALS) == set(language.PROPOSALS)
    closed = (lifecycle.ACTED, lifecycle.DISMISSED, lifecycle.REPLACED, lifecycle.CLEARED,
              lifecycle.WITHDRAWN)  # fmt: skip
    assert set(language.FLAG_STATUSES) == {lifecycle.SNOOZED, *closed}


def test_the_caseload_has_the_kinds_in_the_order_of_every_list() -> None:
    own = [kind for kind in GROUPS if kind in language.CASELOAD_ORDER]
    assert own == [kind for kind in language.CASELOAD_ORDER if kind in own]
