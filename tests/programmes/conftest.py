"""A therapist with a stocked library and a client whose left leg hurts."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.acting import Actor
from homecare.clients.models import Client, Episode
from homecare.library.models import Exercise
from tests.make.clients import make_client
from tests.make.people import NOW, make_practice, make_therapist
from tests.make.programmes import make_library


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Room:
    """The treatment room of these tests."""

    practice: Practice
    therapist: Actor
    client: Client
    episode: Episode
    library: dict[str, Exercise]


@pytest.fixture
def room(session: Session) -> Room:
    practice, _owner = make_practice(session)
    therapist = make_therapist(session, practice)
    library = make_library(session, practice)
    client, episode = make_client(session, therapist)
    return Room(practice, therapist, client, episode, library)
