"""From a flag to an issued letter, with consent in the room, as quickly as a person can be."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from homecare.flags.lifecycle import raise_flag
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import record_red_flag_answers
from tests.letters.walked.conftest import Browser
from tests.make.diary import Care
from tests.make.flags import finding
from tests.make.people import acting, today_here
from tests.make.referrals import make_contact

MOST_ACTIONS, MOST_SECONDS = 6, 30.0
AN_ACTION, A_CHARACTER = 1.5, 1 / 5  # seconds, at a person's pace
WHY = "Agreed with her."


class Person:
    """Somebody at the desk: everything they press or type goes through here and is counted."""

    def __init__(self, page: Page) -> None:
        self._page, self.actions, self.characters = page, 0, 0

    @property
    def seconds(self) -> float:
        return self.actions * AN_ACTION + self.characters * A_CHARACTER

    def press(self, name: str, role: str = "button") -> None:
        """Click what is called so."""
        self._page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.actions += 1

    def tick(self, label: str) -> None:
        """Tick a box, or choose one of several."""
        self._page.get_by_label(label).check()
        self.actions += 1

    def write(self, label: str, words: str) -> None:
        """Click into a field and type."""
        self._page.get_by_label(label).press_sequentially(words)
        self.actions += 1
        self.characters += len(words)


def as_proposed(person: Person) -> None:
    person.press("Refer")
    person.tick("The client has agreed")
    person.press("Issue the letter")


def as_the_therapist_decides(person: Person) -> None:
    person.press("Refer")
    person.write("Why this letter", WHY)
    person.tick("The client has agreed")
    person.press("Issue the letter")


def after_the_questions(person: Person) -> None:
    person.press("Ask the red-flag questions", role="link")
    person.tick("None of these")
    person.press("Note the answers")
    as_proposed(person)


@pytest.mark.parametrize(
    ("proposes", "kind", "asked", "hand"),
    [
        ("chiropractor", "chiropractor", True, as_proposed),
        ("gp", "gp", True, as_proposed),
        ("chiropractor", "gp", True, as_the_therapist_decides),
        ("check", "chiropractor", False, after_the_questions),
    ],
    ids=["as proposed", "to the GP", "otherwise than proposed", "with the questions asked first"],
)
def test_a_letter_is_issued_in_six_actions_and_half_a_minute(
    browser_of: Browser, session: Session, care: Care,
    proposes: str, kind: str, asked: bool, hand: Callable[[Person], None],
) -> None:  # fmt: skip
    make_contact(session, care.therapist, kind=kind, name="Dr June Abbot")
    flag = a_flag(session, care, proposes, asked)
    page = browser_of("therapist@homecare.example")
    page.goto(f"/flags/{flag.id}")
    person = Person(page)
    hand(person)
    expect(page.get_by_text("The letter is issued.")).to_be_visible()
    expect(page.locator("article.sheet")).to_contain_text("the client agreed")
    assert person.actions <= MOST_ACTIONS
    assert person.seconds <= MOST_SECONDS


def a_flag(session: Session, care: Care, proposes: str, asked: bool) -> Flag:
    """A stall of today; the red-flag questions were answered today, too, or not at all lately."""
    act = acting(session, care.therapist, datetime.now(UTC))
    if asked:
        record_red_flag_answers(act, care.episode, "therapist", {})
    flag = raise_flag(act, care.episode, today_here(), finding("stalled", proposes=proposes))
    session.commit()
    return flag
