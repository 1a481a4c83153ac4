"""Noon, for the practice's computer and for the phone, whenever a test runs: what takes hours on
the phone's clock ends on the same day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.make.diary import Care, make_care
from tests.phone.evening import standing_at
from tests.phone.going import on_a_clock

MIDDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday, where London is at UTC


@pytest.fixture
def midday(tmp_path: Path) -> Iterator[None]:
    """That time at the practice, where it stands still."""
    with standing_at(MIDDAY, tmp_path):
        yield


@pytest.fixture
def in_care(session: Session, midday: None) -> Care:
    """A client in care for three days."""
    return make_care(session, MIDDAY - timedelta(days=3))


def at_midday(page: Page) -> None:
    """The same time on a page that is to be opened, from where it goes on."""
    on_a_clock(page, MIDDAY)
