"""The whole way once, as people go it: assign, log, see, flag, refer, weekly email.

Web server and clock are the real processes; a clock file moves time for both, four weeks in a
minute. Everything is done on pages, and read from pages and mails that were sent.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import OpenPage
from tests.browser.fitness import DESK, problems_of
from tests.browser.prepare import OWNER
from tests.running import Running

INTAKE = date(2026, 3, 2)  # a Monday; the clocks go forward in the night before day 27
NAME, ADDRESS = "Martha Hill", "martha@post.example"
VISITS = (0, 8, 17)
REVIEW, CHECK, STALL = 22, 24, 28
ARITHMETIC = "Leg pain 6.0 at the start, 6.0 this week: no change; 30 % was needed."


def on(day: int) -> date:
    """The date of a day, counted from the intake."""
    return INTAKE + timedelta(days=day)


def move_to(house: Running, day: int, hour: int = 19) -> None:
    """Set the clock of web and clock process to an hour of a day."""
    house.set_clock(datetime.combine(on(day), time(hour), UTC))


def test_the_whole_way_from_assignment_to_referral(beginning: Running, open_page: OpenPage) -> None:
    house = beginning
    move_to(house, 0, hour=9)
    house.python("-m", "tests.browser.prepare")
    house.start()
    therapist, client = open_page(house.address, viewport=DESK), open_page(house.address)

    record = take_in_and_invite(therapist)
    accept_from_mail(house, client)
    live_four_weeks(house, therapist, client, record)
    move_to(house, STALL, hour=9)
    the_stall_replaces_the_review(house, therapist)
    refer(therapist)
    the_weekly_email_is_sent_once(house, open_page(house.address))


def take_in_and_invite(therapist: Page) -> str:
    """Answers the address of the new client's record."""
    steps.sign_in(therapist, OWNER)
    steps.add_client(therapist, NAME, ADDRESS, onset=on(-14))
    therapist.get_by_role("button", name=f"Send it to {ADDRESS}").click()
    expect(therapist.get_by_text(f"The invitation to {ADDRESS} is written")).to_be_visible()
    steps.assign(therapist, "First days")
    therapist.locator("main").get_by_role("link", name=NAME, exact=True).click()
    expect(therapist.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    return therapist.url


def accept_from_mail(house: Running, client: Page) -> None:
    house.until("the invitation is sent", lambda: steps.mails_to(house, ADDRESS, "invitation"))
    (invitation,) = steps.mails_to(house, ADDRESS, "invitation")
    link = re.search(r"http\S+/invitations/\S+", invitation)
    assert link is not None
    client.goto(link[0])
    assert list(problems_of(client)) == []
    steps.accept_invitation(client)


def live_four_weeks(house: Running, therapist: Page, client: Page, record: str) -> None:
    """Flat pain, every exercise reported; three visits; one answer to the red-flag questions."""
    for day in range(STALL):
        move_to(house, day)
        if day in VISITS:
            therapist.goto(record)
            steps.record_visit(therapist, "Gluteals and piriformis, 40 minutes.")
        if day == REVIEW - 1:
            therapist.goto("/flags")
            expect(therapist.get_by_text("Nothing to decide")).to_be_visible()
        if day == REVIEW:
            the_review_comes_first(house, therapist)
        if day == CHECK:
            steps.nothing_wrong(client)
        steps.report_day(client, leg=6, back=4)


def the_review_comes_first(house: Running, therapist: Page) -> None:
    """Five days after the third visit; no red-flag check is fresh enough for a chiropractor."""
    house.until("the review is raised", lambda: shows(therapist, "/flags", "Three-visit review"))
    steps.open_flag(therapist, NAME)
    expect(therapist.get_by_text("Proposed: Ask the red-flag questions again.")).to_be_visible()


def the_stall_replaces_the_review(house: Running, therapist: Page) -> None:
    house.until("the stall is raised", lambda: shows(therapist, "/flags", "Stalled"))
    expect(therapist.get_by_text("Three-visit review")).to_have_count(0)
    steps.open_flag(therapist, NAME)
    expect(therapist.get_by_text(ARITHMETIC).first).to_be_visible()
    expect(therapist.get_by_text("70 of 70 times due reported, whole or in part")).to_be_visible()
    expect(therapist.get_by_text("Proposed: A session with a chiropractor.")).to_be_visible()


def shows(page: Page, address: str, words: str) -> bool:
    """Whether the page at an address, opened anew, says these words."""
    page.goto(address)
    return page.get_by_text(words).count() > 0


def refer(therapist: Page) -> None:
    steps.open_flag(therapist, NAME)
    therapist.get_by_role("button", name="Refer").click()
    steps.add_chiropractor(therapist, "Dr Kit Hale")
    steps.open_flag(therapist, NAME)
    therapist.get_by_role("button", name="Refer").click()
    expect(therapist.get_by_role("button", name="Issue the letter")).to_be_visible()
    assert list(problems_of(therapist)) == []
    steps.issue_letter(therapist)
    expect(therapist.locator("article.sheet")).to_be_visible()
    assert list(problems_of(therapist)) == []
    letter = therapist.locator("article.sheet")
    for words in (
        "Dr Kit Hale",
        f"About {NAME}, born 4 May 1980",
        ARITHMETIC.replace("this week", "in the week to 29 March 2026"),
        "140 of 140 times due",
        "Treated 3 times: 2 March 2026, 10 March 2026, 19 March 2026.",
        "Asked on 26 March 2026: none of them",
        "On 30 March 2026 the client agreed: “I agree that my therapist, or a colleague",
    ):
        expect(letter).to_contain_text(words)
    expect(letter.locator("figure.chart svg")).to_be_visible()
    therapist.goto("/flags")
    expect(therapist.get_by_text("Nothing to decide")).to_be_visible()
    expect(therapist.get_by_text("Referred: letter to Dr Kit Hale")).to_be_visible()


def the_weekly_email_is_sent_once(house: Running, forgetful: Page) -> None:
    """Whatever is run again, by hand or by a clock that was started anew."""
    house.until("the weekly email is sent", lambda: of_the_fourth_week(house))
    for _ in range(3):
        assert "weekly-emails: 0 done" in house.command("job", "run", "weekly-emails")
    house.stop()
    house.start()
    the_clock_is_at_work(house, forgetful)
    (text,) = of_the_fourth_week(house)
    assert "6.0 out of 10 in the leg and 4.0 in the back; the week before it was 6.0" in text
    assert "35 of the 35" in text
    assert "You gave scores on 7 of 7 days." in text
    assert "Every day is filled in." in text


def the_clock_is_at_work(house: Running, forgetful: Page) -> None:
    """Mail leaves by the clock process alone, and in each tick the weekly emails come before it."""
    forgetful.goto("/forgotten-password")
    forgetful.get_by_label("Email address").fill(ADDRESS)
    forgetful.get_by_role("button", name="Send me a link").click()
    expect(forgetful.get_by_text("an email with a link is written")).to_be_visible()
    house.until("the clock sends mail", lambda: steps.mails_to(house, ADDRESS, "A new password"))


def of_the_fourth_week(house: Running) -> list[str]:
    """The client's weekly emails that tell of the week before the stall."""
    told = steps.mails_to(house, ADDRESS, "Your week")
    return [text for text in told if "Monday 23 March to Sunday 29 March" in text]
