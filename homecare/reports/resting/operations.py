"""Letting mail to a client rest, and starting it again: by an entry, or by the client's wish."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.clockwork.periods import local
from homecare.diary.signals import days_changed
from homecare.mail.message import Email
from homecare.reports.resting.email import KIND


def rest_with(today: date, session: Session, email: Email) -> None:
    """Write down that mail rests, in the transaction that stores the mail which says so."""
    if email.kind == KIND:
        mine = update(Episode).where(
            Episode.client_id == email.client_id,
            Episode.closed_at.is_(None),
            Episode.mail_rests_since.is_(None),
        )
        session.execute(mine.values(mail_rests_since=today))


def start_again(act: Act, episode: Episode) -> None:
    """Let reminders and the weekly mail come again, because the client asked for them."""
    if episode.mail_rests_since is not None:
        _count_anew(episode, act.now)
        audit.note(act, "client.mail_again", episode.client_id)


def _count_anew(episode: Episode, now: datetime) -> None:
    episode.mail_rests_since, episode.mail_counts_from = None, local(now, episode.zone).date()


@days_changed.connect
def _after_an_entry(episode: Episode, act: Act, kinds: set[str], **_rest: Any) -> None:
    """Whoever writes again gets their mail again, whatever day the entry is about."""
    if kinds and episode.mail_rests_since is not None:
        _count_anew(episode, act.now)
