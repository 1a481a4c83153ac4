"""Somebody who was entered twice, and the therapist who merges."""

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.browsing import THERAPIST
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.merges import Twice, make_twice
from tests.make.people import (
    signed_in,
)


@pytest.fixture(autouse=True)
def ten_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(at(10))


@pytest.fixture
def twice(session: Session, care: Care) -> Twice:
    return make_twice(session, care, telephone="07700 900999")


@pytest.fixture
def desk(app: Flask, twice: Twice) -> FlaskClient:
    return signed_in(app, THERAPIST)
