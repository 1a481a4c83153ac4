"""From an issued letter to the answer on the client's page, in two browsers."""

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import BrowserContext, expect
from sqlalchemy.orm import Session

from tests.letters.made import link_in, make_letter
from tests.letters.receiver import BORN
from tests.make.diary import Care
from tests.make.people import today_here
from tests.phone.conftest import keep_signed_in
from tests.phone.house import House

PHONE = {"width": 390, "height": 844}
WORDS = "Stiff at L5, no deficit."


def test_the_receiver_answers_in_a_clean_browser(
    session: Session, in_care: Care, house: House, new_context: Callable[..., BrowserContext]
) -> None:
    letter = make_letter(session, in_care, datetime.now(UTC))
    at_the_desk = new_context(base_url=house.address, locale="en-GB")
    keep_signed_in(at_the_desk, "therapist@homecare.example")
    desk = at_the_desk.new_page()
    desk.goto(f"/referrals/{letter.id}")
    desk.get_by_text("Send a secure link").click()
    expect(desk.get_by_text("kit@hale.example").last).to_be_visible()
    desk.get_by_role("button", name="Yes, send it to this address").click()
    expect(desk.get_by_text("A link was sent")).to_be_visible()

    clean = new_context(base_url=house.address, viewport=PHONE, locale="en-GB")
    receiver = clean.new_page()
    receiver.goto(link_in(session, "letter-link"))
    receiver.get_by_label("Their year of birth").fill(BORN)
    receiver.get_by_role("button", name="Open the letter").click()
    expect(receiver.get_by_text("About Sam Reed")).to_be_visible()
    [cookie] = [one for one in clean.cookies(receiver.url) if one["name"] == "__Secure-letter"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
    assert "Sam Reed" not in new_context().request.get(receiver.url).text()
    assert receiver.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    receiver.get_by_label("Staying with me").check()
    receiver.get_by_label("Seen on").fill(today_here().isoformat())
    receiver.get_by_label("What you found").fill(WORDS)
    receiver.get_by_role("button", name="Send the answer").click()
    expect(receiver.get_by_text("Your answer is with the practice")).to_be_visible()

    desk.goto(f"/clients/{in_care.client.id}")
    expect(desk.get_by_text("Answer from Dr Kit Hale")).to_be_visible()
    expect(desk.get_by_text(WORDS)).to_be_visible()
