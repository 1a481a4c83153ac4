"""A practice's therapists and clients, and the digest that one of them gets."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership, Practice
from homecare.acting import Actor
from homecare.clients.models import Client, Episode
from homecare.mail.message import Email
from homecare.reports.weekly_digest.email import weekly_digest
from tests.make.clients import make_client
from tests.make.people import make_practice, make_therapist
from tests.make.reports import MAIL_TIME, MONDAY

TODAY, WEEK = MAIL_TIME.date(), timedelta(days=7)


def digest(session: Session, settings: Settings, of: Actor) -> Email:
    session.expire_all()
    membership = session.scalars(
        select(Membership).where(Membership.person_id == of.person_id)
    ).one()
    return weekly_digest(session, settings, membership, MONDAY, MAIL_TIME)


def places(session: Session) -> tuple[Practice, Actor, Actor]:
    practice, owner = make_practice(session)
    return practice, owner, make_therapist(session, practice)


def client_of(session: Session, therapist: Actor, name: str) -> tuple[Client, Episode]:
    return make_client(session, therapist, name=name, email=None)
