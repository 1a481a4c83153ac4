"""What the first page costs a phone in a car park, its pictures and its memory included."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.library.models import Exercise
from homecare.programmes.plan import Plan
from tests.make.diary import Care
from tests.make.people import acting
from tests.make.programmes import advice, item, make_programme
from tests.phone.conftest import OpenPhone, keep_signed_in, ready
from tests.phone.house import House

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
SIX = ("knee_rolls", "glute_bridge", "sphinx", "clam", "figure_four", "sciatic_slider")
MOST_BYTES, MOST_REQUESTS = 55_000, 8
MOST_WITH_WHAT_IS_KEPT = 63_500


def six_exercises(session: Session, care: Care) -> None:
    """The longest programme that a client is likely to have, and advice on sitting and baths."""
    own = Exercise.practice_id == care.practice.id
    found = session.scalars(select(Exercise).where(own, Exercise.code.in_(SIX))).all()
    assert len(found) == len(SIX)
    until = datetime.now(UTC).date() + timedelta(days=28)
    both = (advice("sitting", limit_minutes=30, until=until), advice("bath", until=until))
    plan = Plan(items=tuple(item(exercise) for exercise in found), advice=both)
    make_programme(session, care.therapist, care.episode, plan, datetime.now(UTC))


def asked(session: Session, care: Care) -> None:
    """The red-flag questions, as at nearly every intake: else Today begins with them."""
    act = acting(session, care.therapist, datetime.now(UTC))
    record_red_flag_answers(act, care.episode, "intake", {})
    session.commit()


def counted(page: Page) -> list[int]:
    """The bytes of each answer that the page gets, as they come over the wire."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    return sizes


def test_the_first_page_is_small_and_asks_seldom(
    phone: OpenPhone,
    house: House,
    session: Session,
    in_care: Care,
    new_context: Callable[..., BrowserContext],
) -> None:
    six_exercises(session, in_care)
    asked(session, in_care)
    phone()  # so that what every phone is sent is drawn already
    cold = new_context(base_url=house.address, viewport={"width": 390, "height": 844})
    keep_signed_in(cold)
    page = cold.new_page()
    sizes = counted(page)
    house.sent.clear()
    page.goto("/today")
    ready(page)
    assert page.locator(".exercise svg").count() >= len(SIX)
    assert sum(1 for size in sizes if size) <= MOST_REQUESTS
    assert sum(sizes) <= MOST_BYTES
    # What the service worker fetched beside it, so that the next visit needs no signal.
    assert house.sent.total() <= MOST_WITH_WHAT_IS_KEPT
