"""What the migration can tell of addresses that were in use before any was confirmed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from flask import Flask
from sqlalchemy.orm import Session

from homecare.accounts.invitations import Acceptance, accept_invitation, invite, send_invitation
from homecare.accounts.models import Person
from homecare.accounts.queries import open_invitation
from homecare.extensions import db
from homecare.mail.models import OutboxMail
from tests.make.clients import make_client
from tests.make.flags import URL
from tests.make.people import NOW, PASSWORD, acting, make_practice


@pytest.fixture
def earlier(app: Flask) -> Iterator[Any]:
    """The revision before, as often as it is asked for; the newest one after the test."""
    with app.app_context():
        found = app.extensions["migrate"].migrate.get_config()
        yield found
        command.upgrade(found, "head")
        db.engine.dispose()


def join(session: Session, app: Flask, email: str, mailed: bool, status: str = "sent") -> UUID:
    """Somebody who joined by an invitation that was mailed, or only shown."""
    _, owner = make_practice(session, owner_email=f"owner-{email}")
    client, _ = make_client(session, owner, email=email)
    token = invite(
        acting(session, owner, NOW), role="client", name="Sam", email=email, client_id=client.id
    )
    if mailed:
        send_invitation(session, NOW, token, URL)
        session.flush()
        session.query(OutboxMail).filter_by(to_address=email).one().status = status
    invitation = open_invitation(session, token, NOW)
    assert invitation is not None
    person = accept_invitation(session, invitation, NOW + timedelta(hours=1), Acceptance(PASSWORD))
    session.commit()
    return person.id


def test_only_who_joined_by_a_mail_that_was_sent_counts_as_confirmed(
    app: Flask, session: Session, earlier: Any
) -> None:
    people = {
        "mailed": join(session, app, "mailed@post.example", mailed=True),
        "scanned": join(session, app, "scanned@post.example", mailed=False),
        "bounced": join(session, app, "bounced@post.example", mailed=True, status="failed"),
    }
    session.close()
    command.downgrade(earlier, "0009")
    command.upgrade(earlier, "head")
    assert {
        name: session.get_one(Person, identity).address_is_confirmed
        for name, identity in people.items()
    } == {"mailed": True, "scanned": False, "bounced": False}
