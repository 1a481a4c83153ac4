"""What a client hears of red-flag answers of theirs that somebody has looked at and cleared."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, String, case, cast, func, not_, or_, select

from homecare.programmes.queries import day_of_text
from homecare.rules.red_flags import BACKGROUND
from homecare.screening.models import NEVER_THEIRS, RedFlagAnswer, Screening

SAID_FOR = timedelta(days=7)
"""How long after the clearing it is said."""
BY_MISTAKE = "mistake"


class LookedAt(NamedTuple):
    """The days of the answers that were cleared, at least one, the oldest first; and whether the
    client had said of all of them that they were tapped by mistake."""

    days: Sequence[date]
    by_mistake: bool


def cleared_in_short(episode_id: Any, since: Any) -> ScalarSelect[str | None]:
    """For a statement: the answers of the episode (a column of ids) that were cleared at the moment
    `since` or later, as one text for `looked_at_in`. Without background, which stopped nothing,
    and without what was never this client's."""
    mistake = case((Screening.mistaken_at.is_(None), ""), else_=BY_MISTAKE)
    cleared = cast(RedFlagAnswer.cleared_at, String)
    each = cast(Screening.on, String) + "|" + cleared + "|" + mistake
    never_theirs = (RedFlagAnswer.cleared_reason.startswith(begin) for begin in NEVER_THEIRS)
    return (
        select(func.aggregate_strings(each, ","))
        .join_from(RedFlagAnswer, Screening, Screening.id == RedFlagAnswer.screening_id)
        .where(
            Screening.episode_id == episode_id,
            Screening.stands(),
            RedFlagAnswer.cleared_at >= since,
            RedFlagAnswer.code.not_in([question.code for question in BACKGROUND]),
            not_(or_(*never_theirs)),
        )
        .scalar_subquery()
    )


def looked_at_in(short: str | None, zone: str, today: date) -> LookedAt | None:
    """What was cleared on the client's `today` or up to SAID_FOR before, on their wall in `zone`.
    Of answers that were dealt with alone where a mistake was cleared beside them."""
    rows = [one.split("|") for one in short.split(",")] if short else []
    lately = [row for row in rows if today - day_of_text(row[1], zone) <= SAID_FOR]
    dealt_with = [row for row in lately if row[2] != BY_MISTAKE]
    days = sorted({date.fromisoformat(row[0][:10]) for row in dealt_with or lately})
    return LookedAt(days, by_mistake=not dealt_with) if days else None


def since_when(now: datetime) -> datetime:
    """From which moment on a clearing may still be said, whatever the client's zone."""
    return now - SAID_FOR - timedelta(days=1)
