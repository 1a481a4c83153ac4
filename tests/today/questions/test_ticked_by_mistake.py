"""A red-flag answer that was a slip can be said to be one, after the advice, never instead."""

import pytest
from sqlalchemy.orm import Session

from homecare.flags.red_flag_answers import clear_episode
from homecare.screening.models import RedFlagAnswer
from tests.make.diary import Care
from tests.make.people import NOW, acting
from tests.today.visiting import Visitor, words

PAGE = "/red-flags"
ASKED = "Was a line ticked by mistake?"
HOLDS = "Until your therapist has spoken with you, do what it says above."
pytestmark = pytest.mark.usefixtures("clock")


def read(me: Visitor, page: str = PAGE) -> str:
    return words(me.browser.get(page).text)


@pytest.mark.parametrize(
    ("code", "first"),
    [("bladder", "Get help now"), ("foot_drop", "Get help today"), ("fever", "Speak to a doctor")],
)
@pytest.mark.parametrize("page", [PAGE, "/check"])
def test_it_stands_under_the_advice_and_lets_nobody_carry_on(
    me: Visitor, code: str, first: str, page: str
) -> None:
    me.send(PAGE, PAGE, {"yes": [code]})
    said = read(me, page)
    order = [said.index(part) for part in (
        first, "Do not have massage until a doctor has looked.",
        "Your answers are on your therapist’s list.", "What you told us", ASKED,
        HOLDS, "I tapped by mistake",
    )]  # fmt: skip
    assert order == sorted(order)
    page_itself = me.browser.get(page).text
    assert page_itself.index('href="tel:999"') < page_itself.index(ASKED)
    assert "If you are not sure, leave it as it is." in said


@pytest.mark.parametrize("page", ["/today", "/progress", "/advice"])
def test_pages_that_begin_with_the_advice_lead_there_after_it(me: Visitor, page: str) -> None:
    me.send(PAGE, PAGE, {"yes": ["bladder"]})
    said = read(me, page)
    assert said.index("Call 999") < said.index("also if it was a mistake")


def test_without_an_answer_nothing_is_offered(me: Visitor) -> None:
    assert ASKED not in read(me)
    me.send(PAGE, PAGE, {"none": "y"})
    assert "Thank you: none of these, noted." in read(me)
    assert ASKED not in read(me)


def test_none_of_these_afterwards_takes_nothing_back_and_says_so(
    session: Session, me: Visitor
) -> None:
    me.send(PAGE, PAGE, {"yes": ["bladder"]})
    me.send(PAGE, PAGE, {"none": "y"})
    said = read(me)
    assert "Thank you" not in said
    assert "What you ticked before still counts until your therapist has spoken with you" in said
    assert "Get help now" in said
    assert "on hold" in read(me, "/today")
    assert session.query(RedFlagAnswer).one().cleared_at is None


def test_said_to_be_a_mistake_twice_is_once_and_the_advice_stays(
    session: Session, me: Visitor
) -> None:
    me.send(PAGE, PAGE, {"yes": ["bladder"]})
    form = me.forms(PAGE, "/mistake")[0]
    for _ in range(2):
        assert me.browser.post(form.action, data=form.fields).status_code == 302
    said = read(me)
    assert ASKED not in said
    assert "Until then, do what it says above." in said
    assert said.index("Get help now") < said.index("reads that it was a mistake")


def test_the_right_line_ticked_afterwards_stands_beside_it(
    session: Session, care: Care, me: Visitor
) -> None:
    me.send(PAGE, PAGE, {"yes": ["bladder"]})
    me.send(PAGE, "/mistake", {})
    me.send(PAGE, PAGE, {"yes": ["fever"]})
    said = read(me)
    assert "Get help now" in said  # the graver one holds until the therapist clears it
    assert "(you said: tapped by mistake)" in said
    assert ASKED in said
    clear_episode(acting(session, care.therapist, NOW), care.episode, "Spoke with them")
    session.commit()
    assert ASKED not in read(me)
