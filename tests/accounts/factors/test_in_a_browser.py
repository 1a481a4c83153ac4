"""The pages that somebody sees on a bad day: the second step in each of its shapes, a lost device,
who is asked once more, what was not taken. Fit for everybody, also without scripts and by keys."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.accounts.sign_in.limits import CHANGES
from homecare.extensions import limiter
from tests.accounts.factors.made import code_now, make_app
from tests.browser.fitness import problems_of
from tests.browser.test_second_step import (
    OWNER,
    THERAPIST,
    OpenBrowser,
    a_device,
    add_passkey,
    expect_in,
    house,
    people,
    write_code,
    write_password,
)
from tests.make.busy import spend
from tests.phone.house import House
from tests.serving.troubles.test_no_room import no_room

__all__ = ["a_device", "house", "people"]  # fixtures of the walk through the second step
pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.usefixtures("people")]

Look = Callable[[Page, str], None]


@pytest.fixture
def look() -> Iterator[Look]:
    """Looks at the open page as everybody has it; afterwards nothing was wrong with any."""
    wrong: list[str] = []

    def at(page: Page, heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))
        wrong.extend(f"{heading}: {problem}" for problem in problems_of(page))

    yield at
    assert wrong == []


@pytest.fixture
def without_scripts(
    house: House, new_context: Callable[..., BrowserContext]
) -> Iterator[OpenBrowser]:
    """Opens a browser in which no script runs."""
    contexts = []

    def open_one() -> Page:
        context = new_context(
            base_url=f"http://localhost:{house.port}", java_script_enabled=False, locale="en-GB"
        )
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def send_what_is_typed(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def write_somebody_down(page: Page) -> None:
    page.goto("/practice/contacts/new")
    page.get_by_role("radio").first.check()
    page.get_by_label("Name", exact=True).first.fill("Dr June Abbot")


def test_setting_up_showing_and_losing_one(
    session: Session, a_device: OpenBrowser, look: Look
) -> None:
    phone, owner = a_device(), a_device()
    write_password(phone, THERAPIST)
    phone.goto("/me/signing-in/app")
    look(phone, "app")
    phone.goto("/me/signing-in/passkey")
    look(phone, "passkey")
    add_passkey(phone, "My phone")
    look(phone, "recovery codes")
    phone.goto("/me/signing-in")
    look(phone, "Signing in")
    other = a_device()
    write_password(other, THERAPIST)
    look(other, "The second step")
    other.get_by_label("Code").fill("222222")
    send_what_is_typed(other)
    look(other, "The second step")
    write_password(owner, OWNER)
    owner.goto("/practice/signing-in")
    look(owner, "How people sign in")
    owner.get_by_role("link", name=re.compile("Lost their phone or key")).click()
    send_what_is_typed(owner)
    look(owner, "lost phone or key")
    owner.get_by_label("How do you know").fill("I rang the number I know")
    owner.get_by_role("button", name="Give out a code").click()
    expect(owner.locator(".codes li")).to_be_visible()
    look(owner, "code")


def test_whoever_has_none_yet_on_the_day(
    session: Session, a_device: OpenBrowser, look: Look
) -> None:
    session.execute(update(Practice).values(factors_from=date(2026, 1, 1)))
    session.commit()
    phone = a_device()
    write_password(phone, THERAPIST)
    look(phone, "The second step")
    phone.get_by_role("button", name="Mail me a code").click()
    look(phone, "The second step")


def test_several_devices_and_who_it_is_once_more(
    session: Session, a_device: OpenBrowser, look: Look
) -> None:
    first, second = a_device(), a_device()
    write_password(first, OWNER)
    write_password(second, OWNER)
    second.goto("/me/signing-in")
    expect(second.locator("form[action*='/me/devices/']")).to_have_count(1)
    look(second, "Signing in")
    second.goto("/sign-in/again?next=/caseload")
    look(second, "Is it you")


def test_what_was_not_taken_and_what_is_no_more(
    app: Flask, session: Session, a_device: OpenBrowser, look: Look
) -> None:
    page = a_device()
    page.goto("/record-deleted")
    look(page, "deleted")
    write_password(page, OWNER)
    write_somebody_down(page)
    with no_room(app):
        send_what_is_typed(page)
        look(page, "Nothing can be stored just now")
    write_somebody_down(page)
    page.context.clear_cookies()
    send_what_is_typed(page)
    look(page, "You are signed out")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()


def test_told_to_wait_with_what_was_typed(
    app: Flask, session: Session, a_device: OpenBrowser, look: Look
) -> None:
    page = a_device()
    write_password(page, OWNER)
    write_somebody_down(page)
    spend(app, session, OWNER, CHANGES)
    send_what_is_typed(page)
    look(page, "Too many at once")
    with app.app_context():
        limiter.reset()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Dr June Abbot is in the address book.")).to_be_visible()


def test_without_scripts_a_code_leads_in_and_a_passkey_is_not_promised(
    app: Flask, session: Session, without_scripts: OpenBrowser
) -> None:
    make_app(app, session, OWNER)
    page = without_scripts()
    write_password(page, OWNER)
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    expect(page.get_by_role("button", name="Use my passkey")).to_have_count(0)
    write_code(page, code_now())
    expect_in(page)


def test_by_keys_alone(app: Flask, session: Session, a_device: OpenBrowser) -> None:
    make_app(app, session, OWNER)
    page = a_device()
    page.goto("/sign-in")
    page.get_by_label("Email address").focus()
    page.keyboard.type(OWNER)
    page.keyboard.press("Tab")
    page.keyboard.type("kettle-lamp-orchard-7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "code":
            break
    page.keyboard.type(code_now())
    page.keyboard.press("Enter")
    expect_in(page)
