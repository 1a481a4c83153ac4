"""Which clients' weekly mails are due, and sending them once."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.clients.models import Client, Episode
from homecare.clockwork.once_a_period import NO_ADDRESS
from homecare.mail.message import Email
from homecare.reports.weekly_progress import email as client_week
from homecare.reports.weeks import WEEK, Due, PracticeWeek, due_rows, not_begun_in


def clients_due(session: Session, week: PracticeWeek) -> Due:
    """Clients in care for at least a part of the week who want the mail, in one statement."""
    statement = not_begun_in(client_week.KIND, Client, week).join(
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
        ),
    )


def write_to_client(
    session: Session, settings: Settings, week: PracticeWeek, client_id: UUID
) -> Email | str:
    statement = (
        select(Episode)
        .where(Episode.client_id == client_id, Episode.closed_at.is_(None))
        .options(joinedload(Episode.client))
    )
    episode = session.scalars(statement).one()
    return client_week.weekly_client_email(session, settings, episode, week.monday) or NO_ADDRESS
