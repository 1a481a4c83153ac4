"""What went to an address opens nothing once the record names another one."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import Client
from homecare.mail.models import OutboxMail
from homecare.merging.operations import merge
from homecare.merging.plan import Choices
from homecare.merging.undoing import undo
from tests.accounts.mailbox import INVITATION, link_in, mails
from tests.accounts.test_confirmed_addresses import change
from tests.desk.browsing import look_again, of, send
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW, acting, signed_in
from tests.today.visiting import words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]
WRONG, RIGHT = "jane.wrong@post.example", "jane@post.example"
ENDED = f"The invitation to {WRONG} has ended"


@pytest.fixture
def jane(session: Session, care: Care) -> Client:
    client, _ = make_client(session, care.therapist, name="Jane Able", email=WRONG)
    session.commit()
    return client


@pytest.fixture
def desk(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, "therapist@homecare.example")


def invite(desk: FlaskClient, session: Session, jane: Client, how: str = "mail") -> str:
    """Invite her as her page does; answers the link that she was mailed, or scans."""
    answer = send(desk, of(jane.id, "/invitation"), how=how)
    if how == "mail":
        look_again(session)
        newest = [mail for mail in mails(session) if mail.kind == "invitation"][-1]
        return link_in(newest, INVITATION)
    found = re.search(r"https://homecare.example(/invitations/[\w-]+)", answer.text)
    assert found
    return found[1]


def left(session: Session) -> None:
    """Every mail that waits has gone."""
    for mail in session.scalars(select(OutboxMail)):
        mail.status = "sent"
    session.commit()


def correct(desk: FlaskClient, jane: Client, email: str = RIGHT) -> None:
    change(desk, of(jane.id, "/edit"), {"email": email})


def opens(app: Flask, link: str) -> bool:
    return app.test_client().get(link).status_code == 200


def ended(session: Session) -> int:
    look_again(session)
    return len(
        session.scalars(select(AuditLine.id).where(AuditLine.action == "invite.outdated")).all()
    )


@pytest.mark.parametrize("how", ["mail", "screen"])
@pytest.mark.parametrize("email", [RIGHT, ""])
def test_a_changed_address_ends_the_link_to_the_one_before(
    app: Flask, desk: FlaskClient, session: Session, jane: Client, how: str, email: str
) -> None:
    link = invite(desk, session, jane, how)
    left(session)
    assert WRONG in words(desk.get(of(jane.id)).text)
    assert opens(app, link)
    correct(desk, jane, email)
    assert not opens(app, link)
    assert ended(session) == 1
    page = words(desk.get(of(jane.id, "/invitation")).text)
    assert ENDED in page, "said at once"
    assert (f"Send it to {RIGHT}" in page) is bool(email)
    assert ENDED in words(desk.get(of(jane.id)).text), "said for as long as nobody invites anew"
    assert "names another address" in desk.get(of(jane.id, "/timeline")).text


def test_other_changes_end_nothing(
    app: Flask, desk: FlaskClient, session: Session, jane: Client
) -> None:
    link = invite(desk, session, jane)
    left(session)
    change(desk, of(jane.id, "/edit"), {"gp": "Dr Hill"})
    assert "Take the invitation back" in desk.get(of(jane.id)).text
    assert opens(app, link)
    assert ended(session) == 0


def test_after_inviting_anew_only_the_new_link_opens(
    app: Flask, desk: FlaskClient, session: Session, jane: Client
) -> None:
    old = invite(desk, session, jane)
    left(session)
    correct(desk, jane)
    assert ENDED in words(desk.get(of(jane.id, "/invitation")).text)
    new = invite(desk, session, jane)
    assert (opens(app, old), opens(app, new)) == (False, True)
    page = words(desk.get(of(jane.id)).text)
    assert RIGHT in page
    assert ENDED not in page


@pytest.fixture
def other(session: Session, care: Care) -> Client:
    """Jane once more, with the right address."""
    client, _ = make_client(session, care.therapist, name="Jane Able", email=RIGHT)
    session.commit()
    return client


def one_of(session: Session, care: Care, keeper: Client, gone: Client, email: str) -> RecordMerge:
    choices = Choices(goes_on="keeper", fields={"email": email})
    made = merge(acting(session, care.therapist, NOW), keeper.id, gone.id, choices)
    session.commit()
    return made


def test_a_merge_ends_what_went_to_the_address_it_leaves_out(
    app: Flask, desk: FlaskClient, session: Session, care: Care, jane: Client, other: Client
) -> None:
    old = invite(desk, session, jane)
    left(session)
    one_of(session, care, other, jane, "keeper")
    assert not opens(app, old)
    assert ended(session) == 1
    assert f"Invite {other.name} anew at {RIGHT}" in words(desk.get(of(other.id)).text)


def test_so_does_undoing_one_where_the_records_name_another_again(
    app: Flask, desk: FlaskClient, session: Session, care: Care, jane: Client, other: Client
) -> None:
    made = one_of(session, care, other, jane, "duplicate")
    link = invite(desk, session, other)
    left(session)
    assert opens(app, link)
    undo(acting(session, care.therapist, NOW), made)
    session.commit()
    assert not opens(app, link)
    assert ended(session) == 1
