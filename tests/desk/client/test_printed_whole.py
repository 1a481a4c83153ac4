"""What a client's page folds on the screen stands on paper."""

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.desk.browsing import of
from tests.desk.client.conftest import Open
from tests.make.diary import Care
from tests.make.flags import at, on, rate

pytestmark = pytest.mark.any_database


def test_the_week_before_is_folded_on_the_screen_and_printed(
    session: Session, care: Care, clock: time_machine.Traveller, open_page: Open
) -> None:
    clock.move_to(at(14))
    rate(session, care, 6, 4, range(14))
    page = open_page(of(care.client.id))
    earlier = page.locator("details.earlier").first
    expect(earlier.locator("table")).to_be_hidden()
    page.emulate_media(media="print")
    expect(earlier.locator("table")).to_be_visible()
    assert f"{on(3):%-d %b}" in earlier.inner_text()
