"""Whether a client has been silent for so long that their mail rests.

Days on which the server heard nobody are no silence.
"""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.clockwork.stops import unheard_in
from homecare.diary.models import DiaryDay
from homecare.rules.resting import SILENT_DAYS, Turn, turn_of

LATELY = timedelta(days=SILENT_DAYS)
LOOKED_BACK = timedelta(days=180)
"""So many days are read at most: who was away for longer is as good as just back."""


def turn(session: Session, episode: Episode, today: date) -> Turn:
    """What a mail that is due does on the local day `today`; mostly told by one row."""
    told = episode.mail_rests_since is not None
    if not told and _has_logged_since(session, episode, today - LATELY):
        return Turn.WRITES
    last, excused = _silence(session, episode, today)
    return turn_of(last, excused, today, told)


def _has_logged_since(session: Session, episode: Episode, day: date) -> bool:
    logged = select(DiaryDay.on).where(
        DiaryDay.episode_id == episode.id, DiaryDay.on >= day, DiaryDay.logged
    )
    return session.scalar(logged.limit(1)) is not None


def _silence(session: Session, episode: Episode, today: date) -> tuple[date, set[date]]:
    """The last day that counts as an entry, and the days since on which silence is excused."""
    rows = session.execute(
        select(DiaryDay.on, DiaryDay.logged, DiaryDay.away, DiaryDay.flare)
        .where(DiaryDay.episode_id == episode.id, DiaryDay.on >= today - LOOKED_BACK)
        .order_by(DiaryDay.on)
    ).all()
    unheard = unheard_in(session, [episode.zone], today - LOOKED_BACK)[episode.zone]

    def is_unheard(day: date) -> bool:
        return any(first <= day <= last for first, last in unheard)

    began = max(filter(None, (episode.intake_on, episode.mail_counts_from)))
    last = max([began, today - LOOKED_BACK, *(row.on for row in rows if row.logged)])
    return last, {row.on for row in rows if row.away or row.flare or is_unheard(row.on)}
