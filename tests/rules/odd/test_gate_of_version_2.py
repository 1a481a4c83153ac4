"""The gate before treatment by hand is never looser than it was in version 2 of the rule."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from homecare.rules import gate
from homecare.rules.assessment import assess, review
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import Check, Cleared, History
from homecare.rules.red_flag_answers import answers
from tests.chance import examples
from tests.rules.histories import flat, intake, on

DAY = 28
VISITS = 3


def gate_of_version_2(history: History, day: int) -> bool:
    """Say whether version 2 would have opened: visits, a clear check of a week, nothing standing.

    A check without a code was a clear one in it, whether or not the questions were asked.
    """
    today = on(day)
    if history.intake.contraindications:
        return False
    if any(answer.open_on(today) for answer in answers(history)):
        return False
    came = sorted({visit for visit in history.visits if visit >= history.intake.onset})
    if len(came) < VISITS or today < came[VISITS - 1] + timedelta(days=5):
        return False
    return any(
        timedelta() <= today - check.on <= timedelta(days=7)
        and not check.red_flags
        and not check.gp_flags
        for check in history.checks
    )


DAYS = st.integers(0, DAY + 2)
CODES = st.sampled_from(("fever", "saddle_numbness", "foot_drop"))
CHECKS = st.builds(
    lambda day, code, asked: Check(on(day), 0, (code,) if code else (), asked=asked or bool(code)),
    st.integers(DAY - 12, DAY + 2),
    st.one_of(st.none(), st.none(), st.none(), CODES),
    st.booleans(),
)  # fmt: skip
HISTORIES = st.builds(
    lambda visits, checks, cleared, background, ruled_out: flat(
        6, 60, visits=tuple(map(on, visits)), checks=tuple(checks), cleared=tuple(cleared),
        intake=intake(6, 3, background=background, contraindications=ruled_out),
    ),
    st.one_of(st.just([0, 7, 14]), st.lists(DAYS, max_size=4)),
    st.lists(CHECKS, min_size=1, max_size=3),
    st.lists(st.builds(lambda day, code: Cleared(on(day), code, "spoke"), DAYS, CODES), max_size=2),
    st.sampled_from(((), (), (("cancer", None),), (("cancer", "considered"),))),
    st.sampled_from(((), (), (), ("aneurysm",))),
)  # fmt: skip


@settings(max_examples=examples(300), deadline=None)
@given(HISTORIES)
def test_nobody_goes_to_the_chiropractor_whom_version_2_kept_back(history: History) -> None:
    proposed = [assess(history, DEFAULT, on(DAY)).proposes]
    if found := review(history, DEFAULT, on(DAY)):
        proposed.append(found.proposes)
    if "chiropractor" in proposed:
        assert gate_of_version_2(history, DAY)
        assert not gate.missing(history, DEFAULT, on(DAY))


def test_some_of_them_do_go() -> None:
    clear = flat(6, checks=(Check(on(27), 0),))
    assert assess(clear, DEFAULT, on(DAY)).proposes == "chiropractor"
    assert gate_of_version_2(clear, DAY)
