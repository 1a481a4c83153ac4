"""The second step as people walk it, in a Chromium whose phone and key are virtual ones."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from tests.make.people import PASSWORD, make_practice, make_therapist
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.usefixtures("people")]

OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"
INTERNAL = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
OpenBrowser = Callable[..., Page]


@pytest.fixture
def people(session: Session) -> None:
    """An owner and a therapist."""
    practice, _ = make_practice(session)
    make_therapist(session, practice)


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """The app by a name, as passkeys want it."""
    house, settings = House(app), app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, public_url=f"http://localhost:{house.port}")
    yield house
    app.config["SETTINGS"] = settings
    house.stop()


@pytest.fixture
def a_device(house: House, new_context: Callable[..., BrowserContext]) -> Iterator[OpenBrowser]:
    """Opens a browser on a device of its own, which can keep passkeys or not."""
    contexts = []

    def open_one(passkeys: bool = True) -> Page:
        context = new_context(base_url=f"http://localhost:{house.port}", locale="en-GB",
                              viewport={"width": 390, "height": 844})  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        said = context.new_cdp_session(page)
        said.send("WebAuthn.enable")
        if passkeys:
            said.send("WebAuthn.addVirtualAuthenticator", {"options": INTERNAL})
        return page

    yield open_one
    for context in contexts:
        context.close()


def write_password(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, name: str) -> list[str]:
    """Set up a passkey; answers the recovery codes that came with it."""
    page.goto("/me/signing-in")
    page.get_by_role("link", name=re.compile("^Add")).click()
    page.get_by_label("What it is").fill(name)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_text("It is set up.")).to_be_visible()
    return page.locator(".codes li").all_inner_texts()


def sign_out(page: Page) -> None:
    page.goto("/caseload")
    page.locator(".menu-narrow summary").click()
    page.locator(".menu-narrow").get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def expect_in(page: Page) -> None:
    expect(
        page.get_by_role("heading", name=re.compile("caseload|clients", re.I)).first
    ).to_be_visible()


def write_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.locator("form:not([data-passkey])").get_by_role("button", name="Sign in").click()


def test_set_up_signed_in_alone_and_as_the_second_step(a_device: OpenBrowser) -> None:
    phone = a_device()
    write_password(phone, OWNER)
    assert len(add_passkey(phone, "My phone")) == 10
    sign_out(phone)
    phone.get_by_role("button", name="Sign in with a passkey").click()
    expect_in(phone)
    sign_out(phone)
    write_password(phone, OWNER)
    expect(phone.get_by_role("heading", name="The second step")).to_be_visible()
    phone.get_by_role("button", name="Use my passkey").click()
    expect_in(phone)


def test_a_second_device_comes_in_by_a_recovery_code_and_has_its_own_passkey(
    a_device: OpenBrowser,
) -> None:
    phone, laptop = a_device(), a_device()
    write_password(phone, OWNER)
    first, *_ = add_passkey(phone, "My phone")
    write_password(laptop, OWNER)
    laptop.get_by_role("button", name="Use my passkey").click()
    expect(laptop.get_by_text("No passkey answered.")).to_be_visible()
    write_code(laptop, first)
    expect_in(laptop)
    add_passkey(laptop, "My laptop")
    expect(laptop.get_by_text("My phone", exact=True)).to_be_visible()
    sign_out(laptop)
    laptop.get_by_role("button", name="Sign in with a passkey").click()
    expect_in(laptop)


def test_a_lost_phone_is_replaced_with_a_code_of_the_owner(a_device: OpenBrowser) -> None:
    lost, owner, new = a_device(), a_device(), a_device()
    write_password(lost, THERAPIST)
    add_passkey(lost, "The one I lost")
    write_password(owner, OWNER)
    owner.goto("/practice/signing-in")
    owner.get_by_role("link", name=re.compile("Lost their phone or key")).click()
    owner.get_by_label("How do you know").fill("I rang the number I know")
    owner.get_by_role("button", name="Give out a code").click()
    code = owner.locator(".codes li").inner_text()
    write_password(new, THERAPIST)
    write_code(new, code)
    expect_in(new)
    add_passkey(new, "My new phone")
    lost.goto("/caseload")
    expect(lost.get_by_role("heading", name="Sign in")).to_be_visible()
    lost.get_by_role("button", name="Sign in with a passkey").click()
    expect(lost.get_by_text("That passkey did not work here.")).to_be_visible()


def test_an_only_owner_who_lost_everything_comes_in_by_the_command(
    app: Flask, a_device: OpenBrowser
) -> None:
    lost, new = a_device(), a_device(passkeys=False)
    write_password(lost, OWNER)
    add_passkey(lost, "At the bottom of a lake")
    said = app.test_cli_runner().invoke(
        args=["practice", "lost-device", OWNER, "--identity", "I am she, at the machine"]
    )
    write_password(new, OWNER)
    write_code(new, said.output.split()[0])
    expect_in(new)
    new.goto("/me/signing-in")
    expect(new.get_by_role("link", name="Add a passkey")).to_be_visible()


def test_a_password_is_shown_and_hidden_again(a_device: OpenBrowser) -> None:
    page = a_device(passkeys=False)
    page.goto("/sign-in")
    box = page.get_by_label("Password", exact=True)
    box.fill("four plain words")
    page.get_by_role("button", name=re.compile("^Show")).click()
    expect(box).to_have_attribute("type", "text")
    page.get_by_role("button", name=re.compile("^Hide")).click()
    expect(box).to_have_attribute("type", "password")
