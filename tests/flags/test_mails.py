"""The mails of flags, as they were last read and approved."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.flags.red_flag_answers import clear_episode, mark_mistaken
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from tests.make.diary import make_care
from tests.make.flags import answer, at
from tests.make.people import acting, make_therapist
from tests.snapshots import assert_as_approved


@pytest.mark.parametrize("kind", ["flag-needs-you", "flag-mistaken", "flag-over"])
def test_the_mail_reads_as_it_was_approved(session: Session, kind: str) -> None:
    care = make_care(session)
    screening = answer(session, care, "bladder")
    mark_mistaken(acting(session, care.me, at(0)), screening)
    session.commit()
    colleague = make_therapist(session, care.practice, "cora@homecare.example", "Cora Colleague")
    clear_episode(acting(session, colleague, at(1)), care.episode, "Tapped by mistake.")
    session.commit()
    mails = select(OutboxMail).where(
        OutboxMail.kind == kind, OutboxMail.to_address == "therapist@homecare.example"
    )
    row = session.scalars(mails).one()
    mail = Email(row.kind, row.to_address, row.subject, row.text, row.html, row.to_name)
    assert_as_approved(kind, mail)
