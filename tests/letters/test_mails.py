"""The mails about letters, word for word; none names a client to others, nor anybody's health."""

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from homecare.accounts.models import Person, Practice
from homecare.clients.models import Client
from homecare.mail.message import Email
from homecare.referrals.agreement.emails import asked_email, spoken_email
from homecare.referrals.models import Contact
from homecare.referrals.sending.emails import (
    ANSWERED,
    TRIED,
    confirm_email,
    link_email,
    news_email,
    taken_back_email,
)
from tests.snapshots import assert_as_approved

ID = UUID("01900000-0000-7000-8000-000000000001")
LINK = "https://homecare.example/a-link"
ENDS = datetime(2026, 4, 1, 9, tzinfo=UTC)
PRACTICE = Practice(
    id=ID, name="Riverside Practice", telephone="01632 960 142", zone="Europe/London"
)
GP = Contact(id=ID, kind="gp", name="Dr Kit Hale", email="kit@hale.example")
THERAPIST = Person(id=ID, name="Theo Therapist", email="therapist@homecare.example")
SAM = Client(id=ID, name="Sam Reed")
MAILS = {
    "confirm-receiver": confirm_email(GP, PRACTICE, LINK, ENDS),
    "letter-link": link_email(GP, PRACTICE, LINK, ENDS, again=False),
    "letter-link-again": link_email(GP, PRACTICE, LINK, ENDS, again=True),
    "letter-answered": news_email(ANSWERED, THERAPIST, PRACTICE, LINK, ID),
    "letter-taken-back": taken_back_email(
        GP, PRACTICE, GP.email, date(2026, 2, 25), date(2026, 2, 27)
    ),
    "letter-tried": news_email(TRIED, THERAPIST, PRACTICE, LINK, ID),
    "letter-asked": asked_email(SAM, PRACTICE, "sam@post.example", LINK, "key"),
    "letter-spoken": spoken_email(THERAPIST, PRACTICE, LINK, SAM, "key"),
}
OF_HEALTH = re.compile(r"\bpain|\bleg\b|sciatica|symptom|injur|\bGP\b|chiropract|treat", re.I)


@pytest.mark.parametrize("name", MAILS)
def test_the_mail_reads_as_it_was_approved(name: str) -> None:
    assert_as_approved(name, MAILS[name])


@pytest.mark.parametrize("mail", MAILS.values(), ids=MAILS)
def test_no_mail_about_a_letter_says_what_is_in_it(mail: Email) -> None:
    said = f"{mail.subject} {mail.text} {re.sub('<[^>]+>', ' ', mail.html)}"
    assert not OF_HEALTH.search(said)
    assert ("Sam Reed" in said) == (mail.to_name == "Sam Reed")
    assert "Sam" not in mail.subject
