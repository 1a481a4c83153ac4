"""Mail that somebody's safety may hang on: tried again at once, and missed when it does not leave.

Its kinds tell a therapist of what cannot wait. Every other mail waits longer from try to try.
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from homecare.mail.models import OutboxMail

ALERT = "flag-needs-you"
URGENT = (ALERT, "urgent-again", "cover-begins")
SOON = timedelta(minutes=1)
"""Mail that works takes ten seconds: what has not left by then is said not to have left (ours)."""
FIRST, THEN, LATER = timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5)
AT_FIRST, FOR_HOURS = timedelta(minutes=15), timedelta(hours=2)
LONGEST_REST = timedelta(hours=4)
SHOWN = 50
"""So many mails that wait are listed on a page."""


class HowFar(Enum):
    """Whether an alert has reached a mail server: "left", still "underway" within its first minute,
    or "waits": it was tried in vain, has waited longer, failed, or may not have arrived."""

    LEFT = "left"
    UNDERWAY = "underway"
    WAITS = "waits"


def rest(mail: OutboxMail, now: datetime, *, nobody_answers: bool) -> timedelta:
    """How long a mail that could not leave rests until its next try.

    An urgent one is tried every 15 seconds for a quarter of an hour, every minute for two hours,
    then every five minutes, where no server answered; one that was told "later" is not pressed on
    whoever said so, but rests no longer than a quarter of an hour.
    """
    usual = min(timedelta(minutes=2 ** min(mail.attempts, 8)), LONGEST_REST)
    if mail.kind not in URGENT:
        return usual
    if not nobody_answers:
        return min(usual, AT_FIRST)
    waited = now - mail.queued_at
    return FIRST if waited < AT_FIRST else THEN if waited < FOR_HOURS else LATER


def waits(by: Any) -> ColumnElement[bool]:
    """Whether an OutboxMail is urgent and should have left: tried in vain, or queued before `by`,
    which is `SOON` ago."""
    return and_(_is_queued(), or_(OutboxMail.attempts > 0, OutboxMail.queued_at < by))


def urgent_since(practice_id: Any, by: Any) -> ScalarSelect[datetime]:
    """Since when a practice's urgent mail has waited; None where none waits. As for `waits`."""
    oldest = select(func.min(OutboxMail.queued_at))
    return oldest.where(OutboxMail.practice_id == practice_id, waits(by)).scalar_subquery()


def tried_in_vain(practice_id: UUID, now: datetime) -> Select[OutboxMail]:
    """A practice's mails that should have left and will be tried again, the urgent ones first."""
    vain = and_(OutboxMail.status == literal_column("'queued'"), OutboxMail.attempts > 0)
    mine = OutboxMail.practice_id == practice_id
    first = OutboxMail.kind.in_(URGENT).desc()
    waiting = select(OutboxMail).where(mine, or_(vain, waits(now - SOON)))
    return waiting.order_by(first, OutboxMail.queued_at).limit(SHOWN)


def _is_queued() -> ColumnElement[bool]:
    # In the words of the index of what waits: of bulk there may be tens of thousands.
    queued = OutboxMail.status == literal_column("'queued'")
    return and_(queued, OutboxMail.bulk.is_(False), OutboxMail.kind.in_(URGENT))


def urgent_waiting(session: Session, now: datetime) -> timedelta:
    """How long the urgent mail of the whole database that waits longest has waited."""
    oldest = session.scalar(select(func.min(OutboxMail.queued_at)).where(_is_queued()))
    return max(now - oldest, timedelta()) if oldest else timedelta()


def how_far(
    session: Session, about: tuple[UUID, UUID], since: datetime, now: datetime, *, in_files: bool
) -> tuple[HowFar, datetime | None]:
    """How far the alerts about a client of a practice since a moment got, and when the first was
    written that nobody got; LEFT where none had to be written.

    Each occasion counts by itself, and one receiver is enough for it. `in_files`: a mail that was
    written into a folder counts as left, as in a demonstration.
    """
    practice_id, client_id = about
    alerts = select(OutboxMail).where(
        OutboxMail.practice_id == practice_id,
        OutboxMail.client_id == client_id,
        OutboxMail.kind == ALERT,
        OutboxMail.queued_at >= since,
    )
    occasions: dict[datetime, list[OutboxMail]] = {}
    for mail in session.scalars(alerts):
        occasions.setdefault(mail.queued_at, []).append(mail)
    unheard = {
        at: mails
        for at, mails in occasions.items()
        if not any(one.status == "sent" and (in_files or not one.to_file) for one in mails)
    }
    if not unheard:
        return HowFar.LEFT, None
    is_new = all(
        one.status in ("queued", "sending") and one.attempts <= (one.status == "sending")
        for mails in unheard.values()
        for one in mails
    )
    underway = is_new and now - min(unheard) < SOON
    return HowFar.UNDERWAY if underway else HowFar.WAITS, min(unheard)
