"""The mails about signing in and about deleting a record, word for word."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import homecare
from homecare.accounts.emails import (
    entry_code_email,
    factors_email,
    invitation_email,
    password_email,
    wrong_codes_email,
)
from homecare.accounts.models import Invitation, Person
from homecare.acting import CLIENT, THERAPIST
from homecare.erasure.mails import asked_email, goodbye_email, kept_email, taken_back_email
from homecare.erasure.models import Erasure
from homecare.mail.message import Email
from tests.make.diary import Care
from tests.make.people import NOW
from tests.snapshots import FOLDER, assert_as_approved

pytestmark = pytest.mark.any_database

HERE = "https://homecare.example"
SIGNING_IN = f"{HERE}/me/signing-in"
NEW = f"{HERE}/forgotten-password"


@pytest.fixture
def person(care: Care, session: Session) -> Person:
    return session.query(Person).filter_by(email="client@homecare.example").one()


def about_signing_in(person: Person) -> dict[str, Email]:
    return {
        "factors-changed": factors_email(
            person, "A recovery code was used to sign in.", SIGNING_IN
        ),
        "wrong-codes": wrong_codes_email(person, NEW),
        "entry-code": entry_code_email(person, "H4KX-7QPM", NEW),
        "password-changed": password_email("password_changed", person, NEW),
        "password-reset": password_email("password_reset", person, f"{NEW}/TOKEN"),
    }


def about_deleting(care: Care, person: Person) -> dict[str, Email]:
    link, client = f"{HERE}/practice/erasures", care.client
    asked = Erasure(id=client.id, client_id=client.id, asked_at=NOW)
    return {
        "erasure-asked": asked_email(person, care.practice, asked, link, decides=True),
        "erasure-taken-back": taken_back_email(person, care.practice, asked, link, decides=True),
        "erasure-asked-to-treat": asked_email(
            person, care.practice, asked, f"{HERE}/clients/ID", decides=False
        ),
        "erasure-kept": kept_email(care.practice, person.email, client, f"{HERE}/me/erasure"),
        "erasure-done": goodbye_email(care.practice, person.email),
    }


def invitations(care: Care) -> dict[str, Email]:
    link = f"{HERE}/invitations/TOKEN"
    made = {"invitation": CLIENT, "invitation-colleague": THERAPIST}
    return {
        name: invitation_email(
            Invitation(practice=care.practice, practice_id=care.practice.id, role=role,
                       email="new@homecare.example", name="Nell New",
                       expires_at=NOW + timedelta(days=14)), link)
        for name, role in made.items()
    }  # fmt: skip


def test_they_read_as_approved(session: Session, care: Care, person: Person) -> None:
    with session.no_autoflush:
        mails = about_signing_in(person) | about_deleting(care, person) | invitations(care)
        session.expunge_all()
    for name, mail in mails.items():
        assert_as_approved(name, mail)


def test_every_mail_there_is_was_read_as_its_receiver_reads_it() -> None:
    templates = Path(homecare.__file__).parent / "templates" / "emails"
    kinds = {folder.name.replace("_", "-") for folder in templates.iterdir() if folder.is_dir()}
    read = {file.stem for file in FOLDER.glob("*.txt")}
    without = {kind for kind in kinds if not any(name.startswith(kind) for name in read)}
    assert without == set()
