"""A flare-up that was tapped by mistake, taken back on the phone."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.diary import Care, record, told
from tests.phone.conftest import OpenPhone
from tests.phone.house import House
from tests.phone.signal.test_without_signal import ONLINE

pytestmark = pytest.mark.browser


def test_a_flare_up_that_was_none_is_taken_back_without_signal(
    phone: OpenPhone, house: House, session: Session, in_care: Care
) -> None:
    begun = told("flare", {"state": "start"}, in_care.episode.intake_on)
    record(session, in_care, begun, datetime.now(UTC))
    page = phone()
    house.stop()
    page.goto("/today/flare-up")
    page.get_by_role("button", name="It was a mistake").click()
    expect(page.locator("#exercises .exercise")).to_have_count(2)
    expect(page.get_by_role("link", name="1 not sent")).to_be_visible()
    house.start()
    page.evaluate(ONLINE)
    expect(page.get_by_role("link", name="1 not sent")).to_have_count(0)
    session.rollback()
    back = session.scalars(select(Entry).where(Entry.op == "void")).one()
    assert (back.supersedes, back.local_date) == (begun.id, begun.local_date)
