"""Every weekly mail and reminder, word for word; and no subject ever speaks of health."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership
from homecare.diary.days import close_days
from homecare.mail.render import FOLDER
from homecare.reports.reminders.email import reminder_email
from homecare.reports.weekly_digest.email import weekly_digest
from homecare.reports.weekly_progress.email import weekly_client_email
from tests.make.clients import make_client
from tests.make.diary import Care, make_care
from tests.make.reports import MAIL_TIME, MONDAY, answer_red_flag, judge, make_week, raise_flag
from tests.snapshots import assert_as_approved

TODAY = MAIL_TIME.date()
THURSDAY = TODAY.replace(day=12)
# What a subject may depend on: who sends it, how many wait, whether it is the first; never who
# has what.
# `stopped` only keeps a subject from saying "is ready": it says what any change says.
HARMLESS = {"first", "practice_name", "stopped", "waiting"}
OF_HEALTH = re.compile(
    r"pain|leg|back\b|exercise|stretch|injur|sciatica|symptom|flag|urgent|worse|health|treat", re.I
)


def weekly(session: Session, settings: Settings, care: Care, name: str) -> None:
    session.expire_all()
    email = weekly_client_email(session, settings, care.episode, MONDAY)
    assert email is not None
    assert_as_approved(name, email)


def test_a_usual_week(session: Session, settings: Settings) -> None:
    weekly(session, settings, make_week(session), "weekly-progress")


def test_a_first_week_with_few_scores(session: Session, settings: Settings) -> None:
    care = make_care(session)
    close_days(session, MAIL_TIME)
    weekly(session, settings, care, "weekly-progress-first")


def test_a_week_with_something_wrong(session: Session, settings: Settings) -> None:
    care = make_week(session)
    care.practice.telephone = "020 7946 0101"
    answer_red_flag(session, care)
    weekly(session, settings, care, "weekly-progress-stopped")


def digest(session: Session, settings: Settings, care: Care, name: str) -> None:
    session.expire_all()
    place = select(Membership).where(Membership.person_id == care.therapist.person_id)
    membership = session.scalars(place).one()
    assert_as_approved(name, weekly_digest(session, settings, membership, MONDAY, TODAY))


def test_a_digest_with_decisions(session: Session, settings: Settings) -> None:
    care = make_care(session)
    raise_flag(
        session,
        care.client,
        care.episode,
        "stalled",
        "Leg pain 6.0 at the start, 5.4 this week: 10 % better; 30 % was needed.",
    )
    for name, kind, why in (
        ("Ines Hall", "urgent", "“Is one of your calves swollen, hot or red?” Yes, on 8 March."),
        ("Tom O'Dell", "review", "3 visits, and pain is not gone."),
    ):
        raise_flag(session, *make_client(session, care.therapist, name=name), kind, why)
    judge(session, *make_client(session, care.therapist, name="Wendy Well"), "improving")
    judge(session, *make_client(session, care.therapist, name="Fay Few"), "too_few")
    sid = make_client(session, care.therapist, name="Sid Snow")
    raise_flag(session, *sid, "quiet", "Nothing logged for 7 days.", snoozed_until=THURSDAY)
    digest(session, settings, care, "weekly-digest")


def test_a_digest_with_nothing_to_decide(session: Session, settings: Settings) -> None:
    care = make_care(session)
    judge(session, care.client, care.episode, "resolved")
    digest(session, settings, care, "weekly-digest-nothing")


def test_a_reminder(session: Session, settings: Settings) -> None:
    care = make_care(session)
    email = reminder_email(session, settings, care.client, f"{TODAY}T18:00")
    assert email is not None
    assert_as_approved("reminder", email)


@pytest.mark.parametrize(
    "subject", sorted(FOLDER.glob("*/subject.txt")), ids=lambda path: path.parent.name
)
def test_no_subject_speaks_of_health_or_names_a_client(subject: Path) -> None:
    template = subject.read_text()
    names = meta.find_undeclared_variables(Environment(autoescape=True).parse(template))
    assert names <= HARMLESS
    assert not OF_HEALTH.search(template)
