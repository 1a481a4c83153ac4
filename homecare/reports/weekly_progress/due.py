"""Which clients' weekly mails are due, and sending them once."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.clients.models import Client, Episode
from homecare.clockwork.once_a_period import NO_ADDRESS
from homecare.mail.message import Email
from homecare.reports.resting.email import resting_email
from homecare.reports.resting.queries import turn
from homecare.reports.weekly_progress import email as client_week
from homecare.reports.weeks import WEEK, Due, PracticeWeek, due_rows, not_begun_in
from homecare.rules.resting import Turn
from homecare.screening.queries import answer_stands, exercises_stopped


def clients_due(session: Session, week: PracticeWeek, now: datetime) -> Due:
    """Clients in care for at least a part of the week who want the mail, in one statement."""
    statement = not_begun_in(client_week.KIND, Client, week, now).join(
        Episode, Episode.client_id == Client.id
    )
    return due_rows(
        session,
        statement.where(
            Client.weekly_email,
            Client.discharged_at.is_(None),
            Client.erased_at.is_(None),
            Episode.closed_at.is_(None),
            Episode.intake_on < week.monday + WEEK,
            # While an answer to the red-flag questions stands, the mail says so and goes on.
            or_(Episode.mail_rests_since.is_(None), answer_stands(Episode.id)),
        ),
    )


def write_to_client(
    session: Session, settings: Settings, week: PracticeWeek, today: date, client_id: UUID
) -> Email | str:
    statement = (
        select(Episode)
        .where(Episode.client_id == client_id, Episode.closed_at.is_(None))
        .options(joinedload(Episode.client))
    )
    episode = session.scalars(statement).one()
    says_goodbye = turn(session, episode, today) is Turn.SAYS_GOODBYE
    if says_goodbye and not exercises_stopped(session, episode.id):
        return resting_email(session, settings, episode, today) or NO_ADDRESS
    return client_week.weekly_client_email(session, settings, episode, week.monday) or NO_ADDRESS
