"""A browser that tells no exact time, against being followed about: what is written goes out."""

import pytest
from sqlalchemy.orm import Session

from tests.phone.conftest import OpenPhone
from tests.phone.signal.test_without_signal import all_sent, count, three_taps

pytestmark = pytest.mark.browser
BLURRED = "const exact = Date.now; Date.now = () => exact() + 0.5;"


def test_nothing_is_refused_for_the_moment_it_was_written_in(
    phone: OpenPhone, session: Session
) -> None:
    page = phone(first=lambda page: page.add_init_script(BLURRED))
    three_taps(page)
    all_sent(page)
    assert count(session) == 3
