"""Who asks and who decides: the client's browser and the owner's."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from tests.make.diary import Care
from tests.make.people import NOW, acting, signed_in


@pytest.fixture
def owner(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, "owner@homecare.example")


@pytest.fixture
def me(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, "client@homecare.example")


@pytest.fixture
def out_of_care(session: Session, care: Care) -> Care:
    discharge(acting(session, care.therapist, NOW), session.get_one(Episode, care.episode.id))
    session.commit()
    return care
