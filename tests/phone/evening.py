"""An hour before midnight, for the practice's computer and for the phone, whenever a test runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from homecare import clock
from tests.make.diary import Care, make_care
from tests.phone.going import on_a_clock

EVENING = datetime(2026, 3, 4, 23, tzinfo=UTC)  # a Wednesday, where London is at UTC
TO_MIDNIGHT = 61 * 60  # seconds, and a little more


@contextmanager
def standing_at(moment: datetime, folder: Path) -> Iterator[None]:
    """The practice's clock stands at a moment meanwhile."""
    file = folder / "now"
    file.write_text(moment.isoformat())
    clock.follow(file)
    yield
    clock.follow(None)


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[None]:
    """That time at the practice, where it stands still."""
    with standing_at(EVENING, tmp_path):
        yield


@pytest.fixture
def in_care(session: Session, evening: None) -> Care:
    """A client in care for three days."""
    return make_care(session, EVENING - timedelta(days=3))


def in_the_evening(page: Page) -> None:
    """The same time on a page that is to be opened, from where it goes on."""
    on_a_clock(page, EVENING)
