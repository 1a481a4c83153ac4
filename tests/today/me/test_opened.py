"""A client reads who opened their record: the day, the person, in words."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.acting import Act
from homecare.database import transaction
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW
from tests.today.visiting import Visitor

pytestmark = pytest.mark.usefixtures("clock")
DAY = timedelta(days=1)


def look(session: Session, care: Care, action: str = "client.view", ago: timedelta = DAY,
         client: object = None) -> None:  # fmt: skip
    with transaction(session):
        act = Act(session, care.therapist, NOW - ago)
        audit.note(act, action, client or care.client.id)  # type: ignore[arg-type]


def test_nobody_yet(me: Visitor) -> None:
    assert "Nobody at Riverside Practice has opened it" in me.read("/me")


def test_each_day_each_person_and_each_thing_once(
    session: Session, care: Care, me: Visitor
) -> None:
    for action in ("client.view", "flag.view", "record.export", "client.view"):
        look(session, care, action)
    page = me.read("/me")
    said = "1 March 2026: Theo Therapist opened your record and took a copy of it along."
    assert page.count(said) == 1


def test_the_day_is_the_clients_own(session: Session, care: Care, me: Visitor) -> None:
    care.client.zone = "Pacific/Auckland"
    session.commit()
    look(session, care, ago=timedelta(hours=-3))  # noon there is the day after
    assert "3 March 2026: Theo" in me.read("/me") or "2 March 2026: Theo" in me.read("/me")


def test_nobody_elses_and_nothing_of_more_than_a_year_ago(
    session: Session, care: Care, me: Visitor
) -> None:
    other, _ = make_client(session, care.therapist, name="Olga Other")
    look(session, care, client=other.id)
    look(session, care, ago=366 * DAY)
    look(session, care, "programme.assign")
    assert "has opened it" in me.read("/me")
