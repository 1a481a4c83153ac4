"""Mail that could have come by day wakes nobody at night; what is urgent always goes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from config import Settings
from homecare.jobs import mail
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue, waiting_since
from tests.mail.servers import Postman, smtp_server
from tests.make.diary import Care

THREE = datetime(2026, 3, 3, 3, tzinfo=UTC)
SEVEN = datetime(2026, 3, 3, 7, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def server() -> Iterator[tuple[Postman, str]]:
    with smtp_server() as (postman, url):
        yield postman, url


class House:
    """A practice with a mail server, and the mails to one client of it."""

    def __init__(self, session: Session, settings: Settings, care: Care, url: str) -> None:
        self.session, self.care = session, care
        self.settings = replace(settings, smtp_url=url)

    def written(self, kind: str, at: datetime, bulk: bool = True) -> OutboxMail:
        """A mail that was queued at a moment."""
        email = Email(kind, "client@homecare.example", "Hello", "Hello", bulk=bulk,
                      practice_id=self.care.practice.id, client_id=self.care.client.id)  # fmt: skip
        row = queue(self.session, email, at)
        assert row is not None
        self.session.commit()
        return row

    def sent(self, now: datetime) -> int:
        """How many leave in a round."""
        return mail.send(self.session, self.settings, now, demonstration=False)


@pytest.fixture
def house(session: Session, settings: Settings, care: Care, server: tuple[Postman, str]) -> House:
    return House(session, settings, care, server[1])


@pytest.mark.parametrize("queued", [THREE, THREE - 9 * HOUR], ids=["late", "stood still since"])
def test_late_mail_waits_for_the_clients_morning(
    house: House, server: tuple[Postman, str], queued: datetime
) -> None:
    house.written("weekly-progress", queued)
    assert house.sent(THREE) == 0
    assert waiting_since(house.session, SEVEN - timedelta(minutes=1)) == timedelta()
    assert house.sent(SEVEN - timedelta(minutes=1)) == 0
    assert house.sent(SEVEN) == 1
    assert len(server[0].received) == 1


def test_the_morning_is_that_of_the_clients_own_zone(house: House) -> None:
    house.care.client.zone = "America/New_York"
    house.session.commit()
    house.written("weekly-progress", SEVEN)
    assert house.sent(SEVEN) == 0
    assert house.sent(SEVEN + 5 * HOUR) == 1


def test_what_is_urgent_goes_at_any_hour(house: House) -> None:
    house.written("flag-needs-you", THREE, bulk=False)
    assert house.sent(THREE) == 1


def test_a_reminder_comes_when_it_was_wanted_and_not_hours_later(house: House) -> None:
    house.written("reminder", THREE)
    assert house.sent(THREE) == 1
    house.written("reminder", THREE - 9 * HOUR)
    assert house.sent(THREE) == 0
    assert house.sent(SEVEN) == 1


def test_a_server_that_refused_till_night_wakes_nobody_once_it_answers(
    house: House, server: tuple[Postman, str]
) -> None:
    row = house.written("weekly-progress", THREE - 6 * HOUR)
    server[0].answers = ["451 later"]
    house.sent(THREE - 6 * HOUR)
    assert house.sent(THREE) == 0
    house.session.expire_all()
    assert house.session.get_one(OutboxMail, row.id).not_before == SEVEN
    assert house.sent(SEVEN) == 1


def test_what_is_written_into_files_wakes_nobody(house: House) -> None:
    house.settings = replace(house.settings, smtp_url=None)
    house.written("weekly-progress", THREE)
    assert house.sent(THREE) == 1
