"""Which nights are due: told by the newest ones, however long the practice has been at work."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from config import Settings
from homecare.clockwork.models import Run
from homecare.database import new_id
from homecare.jobs import nightly
from homecare.jobs.nightly import NIGHTS_READ, subject_of
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import at, on

ATHENS = "Europe/Athens"
LONG = NIGHTS_READ + 30


def have_run(session: Session, care: Care, days: Iterable[int], zone: str = "") -> None:
    """That the nights of some days were run in a zone."""
    subject = subject_of(care.practice.id, zone or care.episode.zone)
    rows = [
        {"id": new_id(), "kind": "assess", "subject": subject, "period": on(day).isoformat(),
         "status": "done", "claimed_at": at(day), "finished_at": at(day)}
        for day in days
    ]  # fmt: skip
    session.execute(insert(Run), rows)
    session.commit()


def nights_of(session: Session, care: Care, zone: str = "") -> list[date]:
    subject = subject_of(care.practice.id, zone or care.episode.zone)
    periods = select(Run.period).where(Run.subject == subject).order_by(Run.period)
    return [date.fromisoformat(period) for period in session.scalars(periods)]


def tick(session: Session, settings: Settings, day: int) -> int:
    """The clock at three in the morning of a day; answers how many nights it ran."""
    three = datetime.combine(on(day), time(3), ZoneInfo("Europe/London"))
    return nightly.assess(session, settings, three, None)


@pytest.mark.parametrize("nights", [3, NIGHTS_READ - 1, NIGHTS_READ, LONG])
def test_after_any_number_of_nights_the_next_one_alone_is_due(
    session: Session, settings: Settings, care: Care, nights: int
) -> None:
    have_run(session, care, range(1, nights + 1))
    assert tick(session, settings, nights) == 0
    assert tick(session, settings, nights + 1) == 1
    assert tick(session, settings, nights + 1) == 0


def test_a_long_stop_of_an_old_practice_drops_no_night(
    session: Session, settings: Settings, care: Care
) -> None:
    have_run(session, care, range(1, LONG + 1))
    assert tick(session, settings, LONG + 20) == 20
    assert nights_of(session, care) == [on(day) for day in range(1, LONG + 21)]


def test_a_night_that_was_left_out_lately_is_run(
    session: Session, settings: Settings, care: Care
) -> None:
    have_run(session, care, [day for day in range(1, LONG + 1) if day != LONG - 3])
    assert tick(session, settings, LONG) == 1


def test_old_clients_who_move_to_a_zone_one_after_another_bring_no_nights_again(
    session: Session, settings: Settings, care: Care
) -> None:
    """The second was in care for months before anybody lived there."""
    have_run(session, care, range(1, LONG + 1))
    _, first = make_client(session, care.therapist, at(0), name="Anna", email="anna@clinic.example")
    first.zone = ATHENS
    session.commit()
    assert tick(session, settings, LONG) == 1
    assert nights_of(session, care, ATHENS) == [on(LONG)]
    care.episode.zone = ATHENS
    session.commit()
    assert tick(session, settings, LONG + 1) == 1
    assert nights_of(session, care, ATHENS) == [on(LONG), on(LONG + 1)]
