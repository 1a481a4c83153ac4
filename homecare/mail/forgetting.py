"""Forgetting what mails said: the outbox is no second record, nor a drawer of keys.

What stays is that there was a mail: its kind, its receiver, when it was written and how it ended.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from homecare.mail.models import MailPart, OutboxMail

AT_ONCE = 500
SENT_KEPT = timedelta(days=7)  # long enough to look up what a client asks about
FAILED_KEPT = timedelta(days=30)  # long enough to send it again
LINKS_KEPT = timedelta(days=2)  # as a file, which is its only way to whoever it is for
SUFFIX = ".eml"


def forget_words(session: Session, now: datetime) -> int:
    """Forget what mails said that are over; answers how many. None is forgotten half."""
    due = select(OutboxMail.id).where(OutboxMail.forgotten_at.is_(None), _is_over(now))
    mail_ids = list(session.scalars(due.limit(AT_ONCE)))
    _forget(session, now, mail_ids)
    return len(mail_ids)


def is_to_forget(session: Session, now: datetime) -> bool:
    """Whether there is anything to forget."""
    due = select(OutboxMail.id).where(OutboxMail.forgotten_at.is_(None), _is_over(now))
    return session.scalar(due.limit(1)) is not None


def forget_one(session: Session, now: datetime, mail: OutboxMail) -> None:
    """Forget what one mail said, at once."""
    _forget(session, now, [mail.id])


def _forget(session: Session, now: datetime, mail_ids: list[UUID]) -> None:
    if not mail_ids:
        return
    session.execute(delete(MailPart).where(MailPart.mail_id.in_(mail_ids)))
    forgotten = update(OutboxMail).where(OutboxMail.id.in_(mail_ids))
    session.execute(forgotten.values(text="", html="", forgotten_at=now))


def _is_over(now: datetime) -> ColumnElement[bool]:
    """Links at once; words of what was sent after a week, of what failed after a month."""
    over = OutboxMail.status.in_(("sent", "failed", "uncertain"))
    return or_(
        and_(over, OutboxMail.has_secret),
        and_(OutboxMail.status == "sent", OutboxMail.queued_at < now - SENT_KEPT),
        and_(over, OutboxMail.settled_at.is_not(None)),
        and_(over, OutboxMail.queued_at < now - FAILED_KEPT),
    )


def forget_files(session: Session, folder: Path, now: datetime) -> int:
    """Remove mails that were written to files here, as old ones are; answers how many.

    Only files of this outbox: the folder may hold another database's.
    """
    written = {UUID(file.stem): file for file in _old_files(folder, now)}
    removed = 0
    for some in _pieces(list(written)):
        over = select(OutboxMail.id).where(
            OutboxMail.id.in_(some),
            or_(OutboxMail.has_secret, OutboxMail.queued_at < now - SENT_KEPT),
        )
        for mail_id in session.scalars(over):
            written[mail_id].unlink(missing_ok=True)
            removed += 1
    return removed


def _old_files(folder: Path, now: datetime) -> list[Path]:
    """The mails in a folder that are named by an id and older than any that is kept."""
    if not folder.is_dir():
        return []
    return [
        file
        for file in folder.iterdir()
        if file.suffix == SUFFIX
        and _is_id(file.stem)
        and datetime.fromtimestamp(file.stat().st_mtime, UTC) < now - LINKS_KEPT
    ]


def _is_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def _pieces(ids: list[UUID]) -> list[list[UUID]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
