"""Every weekly mail and reminder, word for word; and no subject ever speaks of health."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import Environment, meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.access_rules import actor_of
from homecare.accounts.models import Membership
from homecare.acting import OWNER, Actor
from homecare.diary.days import close_days
from homecare.mail.render import FOLDER
from homecare.reports.reminders.email import reminder_email
from homecare.reports.weekly_digest.email import weekly_digest
from homecare.reports.weekly_progress.email import weekly_client_email
from tests.make.clients import make_client
from tests.make.diary import Care, make_care
from tests.make.reports import MAIL_TIME, MONDAY, answer_red_flag, judge, make_week, raise_flag
from tests.snapshots import assert_as_approved

pytestmark = pytest.mark.any_database

TODAY = MAIL_TIME.date()
THURSDAY = TODAY.replace(day=12)
# What a subject may depend on: who sends it, how many wait, whether it is the first; never who
# has what.
# `stopped` only keeps a subject from saying "is ready": it says what any change says.
HARMLESS = {"again", "at_once", "first", "practice_name", "stopped", "waiting"}
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


def digest(session: Session, settings: Settings, who: Actor, name: str) -> None:
    session.expire_all()
    place = select(Membership).where(Membership.person_id == who.person_id)
    membership = session.scalars(place).one()
    assert_as_approved(name, weekly_digest(session, settings, membership, MONDAY, MAIL_TIME))


STALLED = {
    "day": 27, "index_site": "leg", "start": {"leg": 6.0, "back": 4.0}, "visits": 3,
    "mean": {"leg": 5.4, "back": 3.1}, "mean_days": {"leg": 7, "back": 7},
}  # fmt: skip


def make_a_practice_with_decisions(session: Session) -> Care:
    """A stall that has waited, a red flag of yesterday, reviews, somebody set aside, others."""
    care = make_care(session, MAIL_TIME - timedelta(days=35))
    late, lately = TODAY - timedelta(days=8), TODAY - timedelta(days=1)
    why = "Leg pain 6.0 at the start, 5.4 this week: 10 % better; 30 % was needed."
    raise_flag(session, care.client, care.episode, "stalled", why, late, figures=STALLED)
    for name, kind, why, on in (
        ("Ines Hall", "urgent", "“Is a calf swollen, hot or red?” Yes, on 8 March.", lately),
        ("Tom O'Dell", "review", "3 visits, and pain is not gone.", lately),
        ("Rona Reid", "review", "3 visits, and pain is not gone.", late),
    ):
        raise_flag(session, *make_client(session, care.therapist, name=name), kind, why, on)
    judge(session, *make_client(session, care.therapist, name="Wendy Well"), "improving")
    judge(session, *make_client(session, care.therapist, name="Fay Few"), "too_few")
    sid = make_client(session, care.therapist, name="Sid Snow")
    raise_flag(session, *sid, "quiet", "Nothing logged for 7 days.", snoozed_until=THURSDAY)
    return care


def test_a_digest_with_decisions(session: Session, settings: Settings) -> None:
    care = make_a_practice_with_decisions(session)
    digest(session, settings, care.therapist, "weekly-digest")


def test_an_owners_digest(session: Session, settings: Settings) -> None:
    care = make_a_practice_with_decisions(session)
    place = select(Membership).where(Membership.role == OWNER)
    owner = actor_of(session.scalars(place).one(), "Olive Owner")
    raise_flag(session, *make_client(session, owner, name="Olga Own"), "gp", "Why.", MONDAY)
    assert care.therapist.person_id != owner.person_id
    digest(session, settings, owner, "weekly-digest-owner")


def test_a_digest_with_nothing_to_decide(session: Session, settings: Settings) -> None:
    care = make_care(session)
    judge(session, care.client, care.episode, "resolved")
    digest(session, settings, care.therapist, "weekly-digest-nothing")


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
