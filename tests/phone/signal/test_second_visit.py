"""Opened again, Today is there before anybody was asked; and what it shows is soon the truth."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.library.models import Exercise
from homecare.programmes.plan import Plan
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import PASSWORD, make_client_login
from tests.make.programmes import advice, item, make_library, make_plan, make_programme
from tests.phone.conftest import OpenPhone, ready
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
SHELL = "meta[data-shell]"


@pytest.fixture
def patient(house: House) -> Iterator[House]:
    """The practice's computer, which answers again once the test is over."""
    yield house
    house.answers.set()


def opened(page: Page) -> Page:
    """Today opened from the home screen, in place of the page that was open."""
    again = page.context.new_page()
    page.close()
    again.goto("/today", wait_until="commit")
    return again


def test_today_is_painted_before_anybody_was_asked(phone: OpenPhone, patient: House) -> None:
    page = phone()
    patient.asked.clear()
    patient.answers.clear()
    page = opened(page)
    expect(page.locator("h1")).to_have_text("Today")
    expect(page.locator(".exercise")).to_have_count(2)
    expect(page.locator(".exercise svg").first).to_be_visible()
    # Only whether it is still true was asked meanwhile, and a newer worker looked for.
    assert set(patient.asked) <= {"/today/kit", "/service-worker.js", "/api/v1/sync/token"}


def test_a_tap_meanwhile_is_kept_and_sent(phone: OpenPhone, patient: House) -> None:
    page = phone()
    patient.answers.clear()
    page = opened(page)
    page.get_by_role("button", name=re.compile("Done.*Bridge")).click()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Saved on this phone")
    patient.answers.set()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")


def test_a_programme_that_changed_meanwhile_takes_its_place(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    page = phone()
    sphinx = session.scalars(
        select(Exercise).where(
            Exercise.practice_id == in_care.practice.id, Exercise.code == "sphinx"
        )
    ).one()
    plan = Plan(items=(item(sphinx),))
    make_programme(session, in_care.therapist, in_care.episode, plan, datetime.now(UTC))
    page = opened(page)
    expect(page.locator(".exercise h3")).to_have_text(["Sphinx"])


def test_whoever_is_signed_out_comes_to_the_sign_in_and_the_days_go(
    phone: OpenPhone, house: House
) -> None:
    page = phone()
    page.context.clear_cookies()
    page = opened(page)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    house.stop()
    page = opened(page)
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.locator(".exercise")).to_have_count(0)


def test_signed_out_with_something_unsent_today_stays_and_says_so(
    phone: OpenPhone, house: House
) -> None:
    page = phone()
    house.stop()
    page.get_by_role("button", name=re.compile("Done.*Bridge")).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    page.context.clear_cookies()
    house.start()
    page = opened(page)
    expect(page.get_by_role("link", name="Sign in to send 1 entry")).to_be_visible()


def test_after_signing_out_nothing_is_painted_from_memory(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/me")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page = opened(page)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator(SHELL)).to_have_count(0)


def test_another_person_never_sees_the_days_of_the_first(
    phone: OpenPhone, session: Session, in_care: Care
) -> None:
    page = phone()
    other, _ = make_client(session, in_care.therapist, datetime.now(UTC), name="Other Person")
    make_client_login(session, in_care.practice, other.id, email="other@homecare.example")
    page.context.clear_cookies()
    page.goto("/sign-in?next=/today")
    page.fill("[name=email]", "other@homecare.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("has not set your exercises yet")
    expect(page.locator(SHELL)).to_have_count(0)
    ready(page)
    page = opened(page)
    expect(page.locator("main")).to_contain_text("has not set your exercises yet")
    expect(page.locator(".exercise")).to_have_count(0)


def test_red_flags_answered_meanwhile_are_asked_about_first(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/red-flags")
    page.get_by_role("group", name=re.compile("foot")).first.get_by_label("Yes").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name=re.compile("A&E|help", re.I)).first).to_be_visible()
    page = opened(page)
    ready(page)
    expect(page.locator(SHELL)).to_have_count(0)
    expect(page.locator(".exercise")).to_have_count(0)


def test_a_reload_asks_the_practice(phone: OpenPhone) -> None:
    page = opened(phone())
    expect(page.locator(SHELL)).to_have_count(1)
    page.reload()
    ready(page)
    expect(page.locator(SHELL)).to_have_count(0)


def test_a_heading_never_stands_over_advice_that_has_ended(
    phone: OpenPhone, in_care: Care, session: Session
) -> None:
    today = in_care.episode.intake_on
    plan = make_plan(make_library(session, in_care.practice), advice=(advice(until=today),))
    version = make_programme(session, in_care.therapist, in_care.episode, plan, datetime.now(UTC))
    for each in version.advice:
        each.until = today - timedelta(days=1)  # as if that day had gone by
    session.commit()
    page = opened(phone())
    expect(page.locator(".exercise").first).to_be_visible()
    expect(page.get_by_role("heading", name="Your therapist’s advice")).to_have_count(0)


def test_a_graver_answer_takes_the_place_of_the_advice_that_the_phone_remembers(
    phone: OpenPhone,
) -> None:
    page = phone()
    page.locator("#leg-1").check(force=True)
    page.get_by_role("button", name="All better").click()
    expect(page.locator("main")).to_contain_text("You told us that all is better.")
    answer(page, "fever")
    page.goto("/today")
    ready(page)
    answer(page, "chest_pain")
    page.goto("/today")
    ready(page)
    expect(page.locator("#part-stopped")).to_contain_text("Get help now")
    expect(page.locator("main section").first).to_contain_text("Get help now")
    assert "Speak to a doctor urgently" not in page.inner_text("main")


def answer(page: Page, code: str) -> None:
    """Say yes to one of the red-flag questions."""
    page.goto("/red-flags")
    page.locator(f"#yes-{code}").check(force=True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="What you told us")).to_be_visible()
