"""A review that can only ask how it is asks no more than a silence that was decided on: pure."""

from datetime import date, timedelta

import pytest

from homecare.flags.findings import Finding
from homecare.flags.holding import Decision, is_held
from tests.make.flags import finding

DECIDED = date(2026, 3, 30)
MEASURED = {"index_site": "leg", "mean": {"leg": 5.0, "back": 3.0}}
NO_MEAN = {"index_site": "leg", "mean": {"leg": None, "back": None}}


def after(days: int) -> date:
    return DECIDED + timedelta(days=days)


def decided(kind: str, occasion: str = "") -> list[Decision]:
    return [Decision(kind, DECIDED, (occasion or f"{kind}:2026-03-20",))]


def unmeasured(rated: int | None) -> Finding:
    """A review that can only ask how it is; the last score came so many days after day 0."""
    last = after(rated).isoformat() if rated is not None else None
    ask = [{"code": "visits", "text": "…"}, {"code": "ask", "text": "Not enough scores"}]
    seen = {**NO_MEAN, "last_rated": last}
    return finding("review", "review:2026-04-08:decide", figures=seen, began=after(3), reasons=ask)


@pytest.mark.parametrize(("rated", "held"), [(None, True), (-9, True), (0, True), (1, False)])
def test_a_review_that_can_only_ask_how_it_is_asks_no_more_than_the_silence(
    rated: int | None, held: bool
) -> None:
    for night in (1, 28, 90):
        assert is_held(unmeasured(rated), decided("quiet"), after(night)) == held
    looked = decided("review", "review:2026-02-02:look")
    assert is_held(unmeasured(rated), looked, after(40)) == held
    assert not is_held(unmeasured(rated), decided("not_following"), after(40))
    assert not is_held(unmeasured(rated), [], after(40))


def test_a_review_with_figures_is_not_answered_by_a_silence() -> None:
    measured = finding("review", "review:2026-04-08:decide", began=after(3), figures=MEASURED)
    assert not is_held(measured, decided("quiet"), after(5))
