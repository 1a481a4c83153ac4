"""What a decision answers for, and what comes again all the same: literals, no database."""

from dataclasses import replace

import pytest

from homecare.flags.holding import is_held
from homecare.rules.verdict.flags_asked import GRAVITY
from homecare.rules.verdict.sentences import check_in_said
from tests.flags.decided.decisions import DECIDED, after, decided, figures
from tests.make.flags import finding

OF_RULE = GRAVITY[1:]


def test_without_a_decision_nothing_is_held() -> None:
    assert not any(is_held(finding(kind), [], DECIDED) for kind in GRAVITY)


@pytest.mark.parametrize("kind", OF_RULE)
def test_a_decision_answers_for_the_same_and_for_less_and_never_for_more(kind: str) -> None:
    held = [each for each in OF_RULE if is_held(finding(each), [decided(kind)], after(1))]
    assert held == list(OF_RULE[OF_RULE.index(kind) :])


@pytest.mark.parametrize("kind", OF_RULE)
def test_with_nothing_new_it_holds_for_28_days_on_every_one(kind: str) -> None:
    for less in OF_RULE[OF_RULE.index(kind) :]:
        days = [is_held(finding(less, f"{less}:any"), [decided(kind)], after(n)) for n in range(29)]
        assert all(days), less


def test_red_flag_answers_are_never_held() -> None:
    answered = finding("gp", "answers:1", figures={})
    assert not is_held(answered, [decided("gp"), decided("urgent")], after(1))


def test_after_28_days_fresh_scores_ask_again_and_old_ones_do_not() -> None:
    old, fresh = finding("stalled", figures=figures()), figures(rated=20)
    decisions = [decided("stalled")]
    # The night of the 28th day comes before it was 28 times 24 hours.
    assert is_held(finding("stalled", figures=fresh), decisions, after(28))
    assert not is_held(finding("stalled", figures=fresh), decisions, after(29))
    assert is_held(old, decisions, after(29))
    assert is_held(old, decisions, after(180))
    without_a_mean = finding("stalled", figures=figures(None, None, rated=20))
    assert is_held(without_a_mean, decisions, after(29))


@pytest.mark.parametrize(
    ("leg", "back", "rated", "held"),
    [
        (5.9, 3.9, 3, True),
        (6.0, 3.0, 3, False),
        (5.0, 4.0, 3, False),  # either site
        (6.0, 3.0, 0, True),  # nobody rated since
        (None, 3.0, 3, True),
    ],
)
def test_a_point_more_on_fresh_scores_is_news(
    leg: float | None, back: float, rated: int, held: bool
) -> None:
    worse = finding("worsening", figures=figures(leg, back, rated))
    assert is_held(worse, [decided("worsening")], after(5)) == held


@pytest.mark.parametrize(
    ("kind", "first"), [("worsening", 1), ("gp", 7), ("stalled", 7), ("not_following", 7)]
)
def test_a_point_more_waits_for_a_week_of_its_own_where_it_is_not_worsening(
    kind: str, first: int
) -> None:
    risen = finding(kind, figures=figures(6.5, 3.0, rated=1))
    news = [day for day in range(1, 20) if not is_held(risen, [decided(kind)], after(day))]
    assert news[0] == first
    between = finding(kind, figures={**risen.figures, "day": 38})
    assert is_held(between, [decided(kind)], after(10)) == (kind != "worsening")


def test_one_review_asks_each_of_its_questions_once() -> None:
    key = "review:2026-03-02:decide"
    again = finding("review", key, figures=figures(8.0, 3.0, rated=60))
    assert is_held(again, [decided("review", occasions=(key,))], after(90))
    # Also where something graver was decided on that it stood beside.
    assert is_held(again, [decided("stalled", occasions=("stalled:2026-03-02", key))], after(90))


def test_the_clients_word_is_news_once() -> None:
    said = {"reasons": [{"code": "very_much_worse", "text": "Very much worse."}]}
    word = finding("worsening", "worsening:2026-04-02", said_on=after(3), **said)
    assert not is_held(word, [decided("worsening")], after(3))
    known = decided("worsening", occasions=("worsening:2026-04-02",))
    assert is_held(word, [known], after(3))


@pytest.mark.parametrize(("said_on", "held"), [(-1, True), (0, False), (1, False)])
def test_a_word_that_was_known_is_no_news_when_the_figures_follow_it(
    said_on: int, held: bool
) -> None:
    """Decided on as GP first with the check in it; the next day it is worsening by the check."""
    said = [{"code": "very_much_worse", "text": "Very much worse."}]
    for key, began in ((f"worsening:{after(said_on)}", said_on), (f"worsening:{after(1)}", 1)):
        word = finding("worsening", key, reasons=said, said_on=after(said_on), began=after(began))
        assert is_held(word, [decided("gp")], after(2)) == held
    known = decided("gp", occasions=(f"gp:{DECIDED}",))
    assert is_held(replace(word, said_on=DECIDED), [known], after(2))


def test_what_grew_grave_since_is_news_and_a_stall_waits() -> None:
    since = {"figures": figures(4.0, 3.0, rated=9), "began": after(7)}
    for kind, held in {"gp": True, "worsening": False, "stalled": True}.items():
        new = finding(kind, f"{kind}:new", **since)
        assert is_held(new, [decided(kind)], after(10)) == held, kind
    before = finding("worsening", "worsening:new", figures=figures(rated=9), began=DECIDED)
    assert is_held(before, [decided("worsening")], after(10))


def test_what_ends_and_begins_again_beside_its_threshold_is_decided_as_gp_first_already() -> None:
    """It is 3.4, then 2.9, then 3.4 again: still for the GP, who was written to."""
    again = finding("gp", "gp:2026-04-20", figures=figures(5.0, 3.0, rated=20), began=after(21))
    assert is_held(again, [decided("gp")], after(21))
    assert not is_held(again, [decided("gp")], after(29))
    # A lesser decision never did for it, nor does any for a point more.
    assert not is_held(again, [decided("worsening")], after(21))
    more = finding("gp", "gp:2026-04-20", figures=figures(6.0, 3.0, rated=20), began=after(21))
    assert not is_held(more, [decided("gp")], after(21))


def test_a_review_of_visits_that_were_completed_since_is_new() -> None:
    review = {"key": "review:2026-04-08:decide", "began": after(4)}
    assert not is_held(finding("review", **review), [decided("gp")], after(9))
    assert is_held(finding("review", **{**review, "began": DECIDED}), [decided("gp")], after(9))


def test_a_review_that_was_looked_at_asks_for_the_decision_after_a_week_on_fresh_scores() -> None:
    looked = [decided("review", occasions=("review:2026-03-30:look",))]
    key = "review:2026-03-30:decide"
    assert is_held(finding("review", key, figures=figures(rated=5)), looked, after(6))
    assert not is_held(finding("review", key, figures=figures(rated=5)), looked, after(7))
    assert is_held(finding("review", key, figures=figures()), looked, after(7))


@pytest.mark.parametrize("question", ["look", "decide"])
def test_a_review_that_was_decided_asks_nothing_more(question: str) -> None:
    both = [
        decided("review", occasions=("review:2026-03-30:look",)),
        decided("review", occasions=("review:2026-03-30:decide",)),
    ]
    again = finding("review", f"review:2026-03-30:{question}", figures=figures(9.0, 9.0, rated=80))
    assert is_held(again, both[1:], after(90))
    assert is_held(again, both, after(90))


def test_a_point_more_is_counted_from_the_highest_that_was_seen() -> None:
    low = {**figures(3.0, 3.0), "peak": {"leg": 5.0, "back": 3.0}}
    before = [decided("stalled", figures=low)]
    assert is_held(finding("stalled", figures=figures(5.9, 3.0, rated=9)), before, after(10))
    assert not is_held(finding("stalled", figures=figures(6.0, 3.0, rated=9)), before, after(10))


def test_what_is_about_to_end_is_not_raised_anew() -> None:
    ending = {"reasons": [{"code": "severe_twice", "text": "…"}, {"code": "one_off", "text": "…"}]}
    gp = finding("gp", figures=figures(rated=60), **ending)
    assert is_held(gp, [decided("review")], after(60))
    assert not is_held(gp, [], after(60))


def test_a_letter_holds_for_six_weeks_but_not_against_a_point_more() -> None:
    letter = [decided("stalled", until=after(42))]
    same = finding("stalled", figures=figures(rated=40))
    assert is_held(same, letter, after(42))
    assert not is_held(same, letter, after(43))
    assert not is_held(finding("stalled", figures=figures(6.0, 3.0, 9)), letter, after(10))


def test_a_talk_that_cleared_answers_does_for_what_is_mild_only() -> None:
    cleared = [decided("urgent", is_clearing=True)]
    held = [kind for kind in OF_RULE if is_held(finding(kind), cleared, after(1))]
    assert held == ["review", "quiet", "not_following"]


@pytest.mark.parametrize(
    ("answer", "answered", "held"),
    [("worse", -1, True), ("worse", 0, False), ("worse", 3, False), ("same", 3, True)],
)
def test_a_check_in_is_news_where_it_says_worse_since_the_decision(
    answer: str, answered: int, held: bool
) -> None:
    check_in = check_in_said(after(answered), answer)
    said = [{"code": "silence", "text": "…"}, {"code": "check_in", "text": check_in}]
    quiet = finding("quiet", f"quiet:{after(answered)}", figures={}, reasons=said)
    for kind in ("quiet", "review", "stalled"):
        assert is_held(quiet, [decided(kind)], after(5)) == held, kind
    known = decided("quiet", occasions=(f"quiet:{after(answered)}",))
    assert is_held(quiet, [known], after(5))


def test_another_review_is_no_second_question_of_the_one_that_was_looked_at() -> None:
    looked = [decided("review", occasions=("review:2026-03-30:look",))]
    level = finding("review", "improving:2026-03-02", figures=figures(rated=12))
    assert is_held(level, looked, after(14))
    assert not is_held(level, looked, after(29))
    unmeasured = finding(
        "review", "review:2026-03-30:decide", figures=figures(rated=12),
        reasons=[{"code": "visits", "text": "…"}, {"code": "ask", "text": "Not enough scores"}],
    )  # fmt: skip
    assert is_held(unmeasured, looked, after(14))
