"""The loop once, as people go it: flag, consent on the phone, letter, link, answer, figures.

Therapist, client, owner and receiver each have a browser of their own. The refusals on the way are
walked the same way.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.flags.lifecycle import raise_flag
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.referrals.models import Referral
from homecare.referrals.sending.models import LetterLink
from tests.letters.made import RECEIVER, link_in
from tests.letters.receiver import BORN
from tests.letters.walked.conftest import Browser
from tests.make.diary import Care, make_care
from tests.make.flags import finding
from tests.make.people import acting, today_here
from tests.make.referrals import make_contact

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
FOUND = "Stiff at L5, no deficit."


@pytest.fixture
def desk(browser_of: Browser, in_care: Care) -> Page:
    return browser_of("therapist@homecare.example", viewport=DESK)


@pytest.fixture
def phone(browser_of: Browser, in_care: Care) -> Page:
    return browser_of("client@homecare.example", viewport=PHONE, java_script_enabled=False)


def a_flag(session: Session, care: Care, *codes: str, asked: bool = True) -> Flag:
    """A stall of now, with somebody to refer to who has confirmed the address."""
    act = acting(session, care.therapist, datetime.now(UTC))
    contact = make_contact(session, care.therapist, email=RECEIVER)
    contact.confirmed_email = RECEIVER
    if asked:
        record_red_flag_answers(act, care.episode, "therapist", dict.fromkeys(codes, False))
    session.commit()
    known = session.scalars(select(Flag).where(Flag.closed_at.is_(None))).first()
    found = finding("stalled", proposes="chiropractor")
    flag = known or raise_flag(act, care.episode, today_here(), found)
    session.commit()
    return flag


def refer(desk: Page, flag: Flag) -> None:
    desk.goto(f"/flags/{flag.id}")
    desk.locator("form[action$='/refer'] button").click()


def ask_on_the_phone(desk: Page, flag: Flag) -> None:
    refer(desk, flag)
    desk.get_by_role("button", name="Ask them on their phone").click()
    expect(desk.get_by_text("They are asked.")).to_be_visible()


def agree(phone: Page) -> None:
    """From the line on Today through the whole letter to a yes."""
    phone.goto("/today")
    phone.get_by_role("link", name="Read the letter").click()
    expect(phone.locator("article.sheet")).to_contain_text("Dear Dr Kit Hale")
    phone.get_by_role("button", name="I agree").click()
    expect(phone.get_by_text("You agreed on")).to_be_visible()


def issue(desk: Page, flag: Flag) -> None:
    refer(desk, flag)
    expect(desk.get_by_text("They agreed on their phone")).to_be_visible()
    desk.get_by_role("button", name="Issue the letter").click()
    expect(desk.get_by_text("The letter is issued.")).to_be_visible()


def send(desk: Page, session: Session) -> str:
    """Answers where the link leads."""
    desk.get_by_text(re.compile("Send a (new|secure) link")).click()
    desk.get_by_role("button", name="Yes, send it to this address").click()
    expect(desk.get_by_text("A link was sent")).to_be_visible()
    return link_in(session, "letter-link")


def sent(desk: Page, phone: Page, session: Session, care: Care) -> str:
    flag = a_flag(session, care)
    ask_on_the_phone(desk, flag)
    agree(phone)
    issue(desk, flag)
    return send(desk, session)


def open_it(receiver: Page, link: str, year: str = BORN) -> None:
    receiver.goto(link)
    receiver.get_by_label("Their year of birth").fill(year)
    receiver.get_by_role("button", name="Open the letter").click()


def the_letter(session: Session) -> Referral:
    session.rollback()
    session.expire_all()
    row = session.scalars(select(Referral)).one()
    session.commit()
    return row


def test_from_the_flag_to_the_answer_and_into_the_practices_loop(
    session: Session, in_care: Care, desk: Page, phone: Page, browser_of: Browser
) -> None:
    link = sent(desk, phone, session, in_care)
    receiver = browser_of(viewport=PHONE)
    open_it(receiver, link)
    expect(receiver.get_by_text("About Sam Reed")).to_be_visible()
    expect(receiver.locator("article.sheet")).to_contain_text("read this letter on their phone")
    receiver.get_by_label("Back to you").check()
    receiver.get_by_label("Seen on").fill(today_here().isoformat())
    receiver.get_by_label("What you found").fill(FOUND)
    receiver.get_by_role("button", name="Send the answer").click()
    expect(receiver.get_by_text("Your answer is with the practice")).to_be_visible()

    desk.goto("/flags")
    expect(desk.get_by_text("has answered: read it")).to_be_visible()
    desk.goto(f"/clients/{in_care.client.id}")
    expect(desk.get_by_text("Answer from Dr Kit Hale")).to_be_visible()
    expect(desk.get_by_text(FOUND)).to_be_visible()

    owner = browser_of("owner@homecare.example", viewport=DESK)
    owner.goto("/practice")
    owner.get_by_role("link", name="From flag to answer").click()
    row = owner.get_by_role("row", name=re.compile("^Stalled"))
    expect(row.get_by_role("cell")).to_have_text(["1", "1", "1"])
    expect(owner.get_by_role("row", name=re.compile("^Chiropractor")).first).to_contain_text("1")


def test_five_wrong_years_end_the_link_and_tell_the_practice(
    session: Session, in_care: Care, desk: Page, phone: Page, browser_of: Browser
) -> None:
    link = sent(desk, phone, session, in_care)
    receiver = browser_of(viewport=PHONE)
    for left in (4, 3, 2, 1, 0):
        open_it(receiver, link, "1955")
        if left:
            expect(receiver.get_by_text("not the year in the record").first).to_be_visible()
            let_the_wait_be_over(session)
    expect(receiver.get_by_text("The year was wrong five times")).to_be_visible()
    receiver.goto(link)
    expect(receiver.get_by_text("This link has ended")).to_be_visible()
    desk.goto("/flags")
    expect(desk.get_by_text("somebody wrote a wrong year five times")).to_be_visible()


def let_the_wait_be_over(session: Session) -> None:
    """Nobody waits the seconds between two tries in a test."""
    session.rollback()
    session.query(LetterLink).update({LetterLink.locked_until: None})
    session.commit()


def test_taken_back_on_the_phone_the_open_letter_is_gone(
    session: Session, in_care: Care, desk: Page, phone: Page, browser_of: Browser
) -> None:
    link = sent(desk, phone, session, in_care)
    receiver = browser_of(viewport=PHONE)
    open_it(receiver, link)
    expect(receiver.get_by_text("About Sam Reed")).to_be_visible()
    phone.goto("/me")
    phone.get_by_role("link", name="Read the letter").first.click()
    phone.get_by_text("I do not agree any more").click()
    phone.get_by_role("button", name="Take back my agreement").click()
    expect(phone.get_by_text("You took back your agreement on")).to_be_visible()
    receiver.reload()
    expect(receiver.get_by_text("The letter was taken back")).to_be_visible()
    expect(receiver.get_by_text("Sam Reed")).to_have_count(0)
    desk.goto("/flags")
    expect(desk.get_by_text("has taken back their agreement")).to_be_visible()


def test_a_link_ended_by_hand_or_by_its_time_opens_nothing(
    session: Session, in_care: Care, desk: Page, phone: Page, browser_of: Browser
) -> None:
    link, receiver = sent(desk, phone, session, in_care), browser_of(viewport=PHONE)
    desk.get_by_text("Send a new link").click()
    desk.get_by_role("button", name="End the link now").click()
    receiver.goto(link)
    expect(receiver.get_by_text("It opens no letter any more")).to_be_visible()
    desk.goto(f"/referrals/{the_letter(session).id}")
    newer = send(desk, session)
    session.rollback()
    over = datetime.now(UTC) - timedelta(seconds=1)
    session.query(LetterLink).update({LetterLink.ends_at: over})
    session.commit()
    receiver.goto(newer)
    expect(receiver.get_by_text("It worked for thirty days")).to_be_visible()


def test_another_address_in_the_book_ends_the_link_and_is_asked_first(
    session: Session, in_care: Care, desk: Page, phone: Page, browser_of: Browser
) -> None:
    link, receiver = sent(desk, phone, session, in_care), browser_of(viewport=PHONE)
    letter = the_letter(session)
    desk.goto(f"/practice/contacts/{letter.contact_id}")
    desk.get_by_label("Email").fill("other@hale.example")
    desk.get_by_role("button", name="Save").click()
    receiver.goto(link)
    expect(receiver.get_by_text("It opens no letter any more")).to_be_visible()
    desk.goto(f"/referrals/{letter.id}")
    expect(desk.get_by_text("the address book has another address now")).to_be_visible()
    desk.get_by_text("Send a new link").click()
    expect(desk.get_by_role("button", name="Yes, send it")).to_have_count(0)
    expect(desk.get_by_role("button", name="Ask whether it is theirs")).to_be_visible()


def test_another_practice_finds_neither_letter_nor_question(
    session: Session, in_care: Care, desk: Page, phone: Page, browser_of: Browser
) -> None:
    sent(desk, phone, session, in_care)
    make_care(session, datetime.now(UTC), email="2", name="Nell New")
    letter = the_letter(session).id
    for email, address in (
        ("therapist2@homecare.example", f"/referrals/{letter}"),
        ("therapist2@homecare.example", f"/referrals/{letter}.pdf"),
        ("client2@homecare.example", f"/letters-about-me/{letter}"),
    ):
        answer = browser_of(email).request.get(address)
        assert answer.status == 404
        assert "Sam Reed" not in answer.text()


@pytest.mark.parametrize(
    ("codes", "asked", "missing"),
    [
        ((), False, "No red-flag check"),
        (("fever",), True, "Speak to them, then clear the answer"),
        (("cancer",), True, "Decide now"),
    ],
    ids=["stale check", "red flag", "undecided background"],
)
def test_a_shut_gate_keeps_the_letter_from_the_chiropractor(
    session: Session, in_care: Care, desk: Page, codes: tuple[str, ...], asked: bool, missing: str
) -> None:
    a_flag(session, in_care, *codes, asked=asked)
    desk.goto(f"/clients/{in_care.client.id}")
    desk.get_by_role("button", name="Write a letter").click()
    expect(desk.get_by_role("heading", name="This letter has to wait")).to_be_visible()
    expect(desk.get_by_text(missing).first).to_be_visible()
    expect(desk.get_by_role("button", name="Issue the letter")).to_have_count(0)
