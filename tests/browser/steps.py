"""What people do on homecare's pages, in the words that stand on them."""

import re
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from playwright.sync_api import Page, expect

from tests.running import Running

PASSWORD = "stretch-and-walk-1"


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in on the sign-in page."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda there: not there.endswith("/sign-in"))  # and is loaded


def add_client(page: Page, name: str, email: str, onset: date) -> None:
    """Fill in the whole intake, as one does between two clients."""
    page.get_by_role("banner").get_by_role("link", name="Add a client").click()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Telephone").fill("01632 960 144")
    page.get_by_label("Date of birth").fill("1980-05-04")
    page.get_by_role("textbox", name="Email").fill(email)
    page.get_by_role("textbox", name="Complaint").fill(
        "Pain from the buttock down the back of the leg"
    )
    choose(page, "Sore side", "Left")
    page.get_by_label("When it began").fill(onset.isoformat())
    score(page, "Leg pain", 6)
    score(page, "Back pain", 4)
    page.get_by_role("textbox", name="Findings").fill("A numb spot on the outside of the calf")
    page.get_by_role("textbox", name="Medicines").fill("Ibuprofen when needed")
    for group in ("Reasons against manipulation", "New symptoms", "Background"):
        choose(page, group, "None of these")
    page.get_by_label("The client agrees", exact=True).check()
    page.get_by_label("The client agrees to the weekly email").check()
    page.get_by_role("button", name="Add the client").click()
    expect(page.get_by_role("heading", name=f"Invite {name}")).to_be_visible()


def choose(page: Page, group: str, answer: str) -> None:
    """Tick an answer of a group of choices."""
    page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()


def score(page: Page, site: str, value: int) -> None:
    """Tap a number from 0 to 10."""
    page.get_by_role("group", name=site).get_by_label(re.compile(rf"^{value}\b")).check()


def assign(page: Page, template: str) -> None:
    """Start a programme from a template and save it as it is."""
    page.get_by_role("link", name="Assign a programme").click()
    page.get_by_role("link", name=re.compile(rf"^Start from this\s*: {template}$")).click()
    page.get_by_role("button", name="Save as version 1").click()
    expect(page.get_by_text("Version 1 is saved and starts today.")).to_be_visible()


def accept_invitation(page: Page) -> None:
    """On the page of the invitation, choose a password and land on Today."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()


def report_day(page: Page, leg: int, back: int, *, scripted: bool = True) -> None:
    """Open Today, rate leg and back, and report every exercise as done."""
    page.goto("/today")
    if scripted:
        expect(page.locator("html[data-phone=ready]")).to_have_count(1)
    pain = page.locator("#part-pain")
    score(page, "Leg", leg)
    score(page, "Back", back)
    if not scripted:
        pain.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text(f"Pain reported: leg {leg}, back {back}.")).to_be_visible()
    expect(pain.get_by_text("Sent" if scripted else "Saved")).to_be_visible()
    in_full = re.compile(r"^(Done(?! once| twice| \d)|Both|All \d)")
    for card in page.locator("article.exercise").all():
        card.get_by_role("button", name=in_full).click()
        expect(card.get_by_text("Reported:")).to_be_visible()
    for card in page.locator("article.exercise").all() if scripted else ():
        expect(card).to_contain_text("Sent")  # whoever moves the clock now leaves nothing behind


def record_visit(page: Page, note: str) -> None:
    """Write down today's treatment on the client's page that is open."""
    page.get_by_label("Note").first.fill(note)
    page.get_by_role("button", name="Record the visit").click()
    expect(page.get_by_text(re.compile(r"The visit of .* is recorded\."))).to_be_visible()


def nothing_wrong(page: Page) -> None:
    """Answer the red-flag questions with none of these."""
    page.get_by_role("link", name="Something feels wrong").first.click()
    page.get_by_label("None of these").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you: none of these, noted.")).to_be_visible()


def add_chiropractor(page: Page, name: str) -> None:
    """Write somebody into the address book, on its page for somebody new."""
    page.get_by_label("Chiropractor", exact=True).check()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Clinic").fill("Hale Chiropractic")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(f"{name} is in the address book.")).to_be_visible()


def open_flag(page: Page, client: str) -> None:
    """From the list of flags to the one of a client."""
    page.get_by_role("banner").get_by_role("link", name="Flags").click()
    page.get_by_role("link", name=re.compile(rf"^Decide\s*on {client}$")).click()
    expect(page.get_by_role("heading", name=client)).to_be_visible()


def issue_letter(page: Page) -> None:
    """Say that the client agrees to the letter of the open draft, and issue it."""
    page.get_by_label("The client has agreed to this letter").check()
    page.get_by_role("button", name="Issue the letter").click()
    expect(page.get_by_text("The letter is issued.")).to_be_visible()


def mails_to(house: Running, address: str, subject: str) -> list[str]:
    """The texts of all mails that were sent to an address, whose subjects hold `subject`."""
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in house.mails()]
    return [
        text_of(mail) for mail in mails if address in str(mail["To"]) and subject in mail["Subject"]
    ]


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content
