"""A letter in a browser: the room is told while somebody types, and few actions issue it."""

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.desk.client.conftest import Open
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.referrals import make_contact, make_draft
from tests.phone.page.still import FRAMES, WATCH
from tests.waiting.pages import until


def test_the_room_is_told_while_somebody_types(
    open_page: Open, session: Session, care: Care
) -> None:
    gp = make_contact(session, care.therapist, kind="gp")
    draft = make_draft(session, care.therapist, care.episode, gp)
    page = open_page(f"/referrals/{draft.id}")
    room, message = page.locator("#room"), page.locator("[name=message]")
    expect(room).to_contain_text("It fits on one page")
    message.fill("A line\n" * 90)
    expect(room).to_contain_text("too long for one page")
    message.fill("Could you see him?")
    expect(room).to_contain_text("It fits on one page")


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_told_meanwhile_moves_nothing(
    open_page: Open, session: Session, care: Care, width: int
) -> None:
    """A second after the last letter it comes, when somebody is about to press something."""
    gp = make_contact(session, care.therapist, kind="gp")
    draft = make_draft(session, care.therapist, care.episode, gp)
    page = open_page(f"/referrals/{draft.id}")
    page.set_viewport_size({"width": width, "height": 844})
    room, message = page.locator("#room"), page.locator("[name=message]")
    until(page, "width => innerWidth === width", width)
    page.evaluate(FRAMES)  # what the other width moves has moved before anybody watches
    page.evaluate(WATCH)
    for words, said in (("A line\n" * 90, "too long for one page"), ("Hello", "It fits")):
        message.fill(words)
        expect(room).to_contain_text(said)
    page.evaluate(FRAMES)
    assert page.evaluate("[...window.moved]") == []


def test_from_the_flag_to_an_issued_letter_in_four_actions(
    open_page: Open, session: Session, care: Care
) -> None:
    make_contact(session, care.therapist, kind="gp", name="Dr June Abbot")
    flag = make_flag(session, care, "gp")
    page = open_page(f"/flags/{flag.id}")
    page.get_by_role("button", name="Refer").click()
    page.get_by_label("Why this letter").fill("Agreed with him.")
    page.get_by_label("The client has agreed").check()
    page.get_by_role("button", name="Issue the letter").click()
    expect(page.get_by_role("link", name="Open the page to print")).to_be_visible()
    expect(page.get_by_text("The letter is issued.")).to_be_visible()
