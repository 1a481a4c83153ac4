"""Which therapists' digests are due, and sending them once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.accounts.models import Membership, Person
from homecare.acting import OWNER, THERAPIST
from homecare.clockwork.once_a_period import NO_ADDRESS
from homecare.mail.message import Email
from homecare.reports.weekly_digest import email as therapist_week
from homecare.reports.weeks import Due, PracticeWeek, due_rows, not_begun_in


def staff_due(session: Session, week: PracticeWeek, now: datetime) -> Due:
    """Therapists and owners who had joined before the week was over, in one statement."""
    statement = not_begun_in(therapist_week.KIND, Membership, week, now).join(Membership.person)
    return due_rows(
        session,
        statement.where(
            Membership.role.in_((OWNER, THERAPIST)),
            Membership.disabled_at.is_(None),
            Person.active,
            Membership.joined_at < week.ends,
        ),
    )


def write_to_staff(
    session: Session,
    settings: Settings,
    week: PracticeWeek,
    now: datetime,
    membership_id: UUID,
) -> Email | str:
    membership = session.get_one(
        Membership,
        membership_id,
        options=[joinedload(Membership.person), joinedload(Membership.practice)],
    )
    if not membership.person.address_is_confirmed:
        return NO_ADDRESS  # the digest names clients and says how they are
    return therapist_week.weekly_digest(session, settings, membership, week.monday, now)
