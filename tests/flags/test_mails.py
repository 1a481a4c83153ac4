"""The mails of flags, as they were last read and approved."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.flags.red_flag_answers import clear_episode, mark_mistaken
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from tests.make.diary import make_care
from tests.make.flags import answer, assess, at, kinds_and_states, rate
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


def what_there_is_to_see(session: Session) -> str:
    """The line of the mail to the therapist that says what its page shows, in the text as on the
    button."""
    mails = select(OutboxMail).where(
        OutboxMail.kind == "flag-needs-you", OutboxMail.to_address == "owner@homecare.example"
    )
    mail = session.scalars(mails).one()
    (line,) = (one for one in mail.text.splitlines() if one.startswith("Open this page"))
    assert ("See what they told us" in mail.html) == ("they told us" in line)
    return line


def test_a_flag_from_scores_says_nothing_of_what_they_were_told(session: Session) -> None:
    care = make_care(session)
    rate(session, care, 8, 4, range(42))
    assess(session, care, 42)
    assert kinds_and_states(session, care) == [("gp", "open")]
    assert what_there_is_to_see(session) == (
        "Open this page to see what their record shows, and what is proposed:"
    )


@pytest.mark.parametrize(
    ("by_staff", "to_do"),
    [(False, "what we told them to do"), (True, "what to tell them to do")],
)
def test_of_answers_it_says_whether_they_were_told_what_to_do(
    session: Session, by_staff: bool, to_do: str
) -> None:
    care = make_care(session)
    answer(session, care, "fever", by_staff=by_staff)
    assert what_there_is_to_see(session) == (
        f"Open this page to see what they told us, and {to_do}:"
    )
