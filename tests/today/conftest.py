"""A client in care, their browser, and a Monday morning that stands still."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from tests.make import NOW
from tests.make_diary import Care, make_care
from tests.make_sync import Phone
from tests.today.visiting import Visitor


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time of the tests; move it with `move_to`."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def care(session: Session, clock: time_machine.Traveller) -> Care:
    """A client with two exercises, one due twice a day, and sitting and bath advice."""
    return make_care(session)


@pytest.fixture
def me(app: Flask, care: Care) -> Visitor:
    """That client, signed in."""
    return Visitor.of(app, "client@homecare.example")


@pytest.fixture
def phone(app: Flask, care: Care) -> Phone:
    """That client's phone, which sends its outbox."""
    return Phone.of(app, care.client.id)
