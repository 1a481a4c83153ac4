"""Two people with one address, and so with one sign-in."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Person
from homecare.acting import CLIENT
from homecare.clients.models import Client
from tests.make.clients import make_client
from tests.make.diary import Care, make_care
from tests.make.people import NOW, make_membership
from tests.make.programmes import make_library, make_plan, make_programme

ADDRESS = "client@homecare.example"


@pytest.fixture
def sam(session: Session) -> Care:
    """The client who was here first, and signs in."""
    return make_care(session)


@pytest.fixture
def anna(session: Session, sam: Care) -> Client:
    """A second client with the same address, who has a programme and no sign-in yet."""
    client, episode = make_client(session, sam.therapist, name="Anna Reed", email=ADDRESS)
    plan = make_plan(make_library(session, sam.practice))
    make_programme(session, sam.therapist, episode, plan, NOW)
    return client


@pytest.fixture
def both(session: Session, sam: Care, anna: Client) -> Client:
    """Anna, whose record opens with Sam's sign-in too."""
    person = session.scalars(select(Person).where(Person.email == ADDRESS)).one()
    make_membership(session, sam.practice, person, CLIENT, anna.id)
    return anna
