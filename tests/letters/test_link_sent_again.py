"""The link to a letter that could not be sent: sent anew by one press, through every gate."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.mail.models import OutboxMail
from homecare.referrals.models import Referral
from homecare.referrals.operations import withdraw_referral
from homecare.referrals.sending.models import LetterLink
from homecare.referrals.sending.operations import LASTS, end_links, remind, send_link
from tests.letters.made import RECEIVER, contact_of, link_in, make_letter
from tests.letters.receiver import a_stranger
from tests.mail.test_check_in_sent_again import could_not_be_sent, outbox, page_of
from tests.mail.test_undelivered import press
from tests.make.diary import Care
from tests.make.flags import answer, at
from tests.make.people import acting, signed_in

LATER = timedelta(hours=1)
LINK = "letter-link"
Since = Callable[[Session, Care, Referral], None]


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(at(0) + LATER)


@pytest.fixture
def letter(session: Session, care: Care) -> Referral:
    """Issued to a chiropractor after questions that were clear, and sent."""
    answer(session, care)
    letter = make_letter(session, care, kind="chiropractor")
    send_link(acting(session, care.therapist, at(0)), letter, RECEIVER)
    session.commit()
    return letter


@pytest.fixture
def row(session: Session, letter: Referral) -> OutboxMail:
    return could_not_be_sent(session, LINK)


def test_a_fresh_link_leaves_once_and_only_it_opens_the_letter(
    app: Flask, session: Session, therapist: FlaskClient, letter: Referral
) -> None:
    old = link_in(session, LINK)
    row = could_not_be_sent(session, LINK)
    shown = page_of(therapist)
    assert f"goes to {RECEIVER}, if nothing has come up since" in shown
    assert f'href="/referrals/{letter.id}#sending"' in shown
    assert "Nothing to deal with" in press(therapist, row, "again")
    assert "dealt with it already" in press(therapist, row, "again")
    assert len(outbox(session, LINK)) == 2
    assert a_stranger(app).get(link_in(session, LINK)).status_code == 200
    assert a_stranger(app).get(old).status_code == 410


def test_one_that_may_have_arrived_is_not_sent_twice_from_here(
    session: Session, therapist: FlaskClient, letter: Referral
) -> None:
    row = could_not_be_sent(session, LINK, "uncertain")
    assert "Send again" not in page_of(therapist)
    assert "never sent twice from here" in unescape(press(therapist, row, "again"))
    assert len(outbox(session, LINK)) == 1


def test_the_question_after_an_answer_is_asked_by_the_mail_that_takes_its_place(
    app: Flask, session: Session, care: Care, letter: Referral,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    clock.move_to(at(15))
    therapist = signed_in(app, "therapist@homecare.example")
    remind(acting(session, care.therapist, at(15)), letter, RECEIVER)
    session.commit()
    asked = outbox(session, LINK)[-1].text.partition("https:")[0]
    press(therapist, could_not_be_sent(session, LINK), "again")
    links = session.scalars(select(LetterLink).order_by(LetterLink.made_at, LetterLink.id))
    assert [link.is_reminder for link in links] == [False, True, True]
    assert outbox(session, LINK)[-1].text.startswith(asked)


def fever(session: Session, care: Care, _letter: Referral) -> None:
    answer(session, care, "fever")


def moved(session: Session, _care: Care, letter: Referral) -> None:
    contact_of(session, letter).email = "kit@elsewhere.example"
    session.commit()


def unconfirmed(session: Session, _care: Care, letter: Referral) -> None:
    contact_of(session, letter).confirmed_email = None
    session.commit()


def ended(session: Session, care: Care, letter: Referral) -> None:
    end_links(acting(session, care.therapist, at(0)), letter)
    session.commit()


def sent_anew(session: Session, care: Care, letter: Referral) -> None:
    send_link(acting(session, care.therapist, at(0)), letter, RECEIVER)
    session.commit()


def withdrawn(session: Session, care: Care, letter: Referral) -> None:
    withdraw_referral(acting(session, care.therapist, at(0)), letter, "Not needed.")
    session.commit()


@pytest.mark.parametrize(
    ("since", "says"),
    [
        (fever, "Dr Kit Hale has to wait"),
        (moved, "address book has another address"),
        (unconfirmed, "nobody has confirmed it"),
        (ended, "or the link was ended"),
        (sent_anew, "A newer link has taken its place"),
        (withdrawn, "was not withdrawn"),
    ],
)
def test_nothing_leaves_where_a_new_link_would_not(
    session: Session, care: Care, therapist: FlaskClient, letter: Referral,
    row: OutboxMail, since: Since, says: str,
) -> None:  # fmt: skip
    since(session, care, letter)
    before = len(outbox(session, LINK))
    assert says in unescape(press(therapist, row, "again"))
    assert len(outbox(session, LINK)) == before
    session.refresh(row)
    assert row.settled_at is None


def test_questions_too_old_keep_it_here_too(
    app: Flask, session: Session, row: OutboxMail, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(8))
    therapist = signed_in(app, "therapist@homecare.example")
    assert timedelta(days=8) < LASTS
    assert "red-flag check" in unescape(press(therapist, row, "again"))
    assert len(outbox(session, LINK)) == 1
