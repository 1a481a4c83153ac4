"""Forgetting what mails said: the outbox is no second record, nor a drawer of keys.

What stays is that there was a mail: its kind, its receiver, what it was about (practice, client
and key), when it was written and how it ended.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, false, or_, select, update
from sqlalchemy.orm import Session

from homecare.mail.models import MailPart, MailWords, OutboxMail

# A mail with pictures is 100 kB or so, and whoever else writes waits until so many are gone.
AT_ONCE = 100
SUFFIX = ".eml"


class Kept(NamedTuple):
    """How long words are kept: those of sent mails, of failed ones, and of files with links.

    `links`: words with a link that lets somebody in go as soon as their mail has left.
    """

    sent: timedelta
    failed: timedelta
    links_in_files: timedelta
    links_go_at_once: bool = True


# Long enough to look up what a client asks about (a setting says how long), and to send again what
# failed. A file is the only way of its mail to whoever it is for.
REAL = Kept(timedelta(days=7), timedelta(days=30), timedelta(days=2))
# A demonstration shows its mail, links too: nothing of it has left this machine.
SHOWN = Kept(timedelta(days=30), timedelta(days=30), timedelta(days=30), links_go_at_once=False)


def forget_words(session: Session, now: datetime, kept: Kept = REAL) -> int:
    """Forget what some mails said that are over; answers how many. None is forgotten half."""
    due = select(OutboxMail.id).where(OutboxMail.forgotten_at.is_(None), _is_over(now, kept))
    mail_ids = session.scalars(due.order_by(OutboxMail.queued_at).limit(AT_ONCE)).all()
    for part in (MailPart, MailWords):
        session.execute(delete(part).where(part.mail_id.in_(mail_ids)))
    forgotten = update(OutboxMail).where(OutboxMail.id.in_(mail_ids))
    session.execute(forgotten.values(forgotten_at=now))
    return len(mail_ids)


def is_to_forget(session: Session, now: datetime, kept: Kept = REAL) -> bool:
    """Whether there is anything to forget."""
    due = select(OutboxMail.id).where(OutboxMail.forgotten_at.is_(None), _is_over(now, kept))
    return session.scalar(due.limit(1)) is not None


def _is_over(now: datetime, kept: Kept) -> ColumnElement[bool]:
    """Links at once; other words some days after they were sent, or failed, or dealt with."""
    over = OutboxMail.status.in_(("sent", "failed", "uncertain"))
    at_once = or_(OutboxMail.has_secret, OutboxMail.settled_at.is_not(None))
    return or_(
        and_(over, at_once) if kept.links_go_at_once else false(),
        and_(OutboxMail.status == "sent", OutboxMail.queued_at < now - kept.sent),
        and_(over, OutboxMail.queued_at < now - kept.failed),
    )


def forget_files(session: Session, folder: Path, now: datetime, kept: Kept = REAL) -> int:
    """Remove mails that were written to files here, as old ones are; answers how many.

    Only files of this outbox: the folder may hold another database's.
    """
    written = {UUID(file.stem): file for file in _old_files(folder, now - kept.links_in_files)}
    removed = 0
    for some in _pieces(list(written)):
        over = select(OutboxMail.id).where(
            OutboxMail.id.in_(some),
            or_(OutboxMail.has_secret, OutboxMail.queued_at < now - kept.sent),
            OutboxMail.queued_at < now - kept.links_in_files,
        )
        for mail_id in session.scalars(over):
            written[mail_id].unlink(missing_ok=True)
            removed += 1
    return removed


def _old_files(folder: Path, before: datetime) -> list[Path]:
    """The mails in a folder that are named by an id and older than any that is kept."""
    if not folder.is_dir():
        return []
    return [
        file
        for file in folder.iterdir()
        if file.suffix == SUFFIX
        and _is_id(file.stem)
        and datetime.fromtimestamp(file.stat().st_mtime, UTC) < before
    ]


def _is_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def _pieces(ids: list[UUID]) -> list[list[UUID]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
