"""The care ends while a day stays open on the phone: what is sent next turns the page."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from tests.make.diary import Care
from tests.make.people import acting
from tests.phone.conftest import OpenPhone, ready
from tests.phone.signal.test_without_signal import rate

pytestmark = [pytest.mark.browser, pytest.mark.any_database]


def test_a_score_that_is_sent_after_it_turns_the_page(
    phone: OpenPhone, session: Session, in_care: Care
) -> None:
    page = phone()
    ready(page)
    act = acting(session, in_care.therapist, datetime.now(UTC))
    discharge(act, in_care.episode, ended="better")
    session.commit()
    rate(page, "Leg", 7)
    expect(page.get_by_role("heading", name="Your care here has ended")).to_be_visible()
    expect(page.locator("#part-pain")).to_have_count(0)
