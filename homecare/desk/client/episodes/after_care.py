"""What a client sent after their care had ended: it stands in no week that anybody looks at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from homecare.access import Scope
from homecare.clients.models import Episode
from homecare.diary.models import Entry
from homecare.diary.words import PARTS, answered, scores_in_words
from homecare.flags.findings import is_of_answers
from homecare.flags.models import Flag
from homecare.screening.not_theirs.queries import ids_not_theirs

MOST = 20


class SentSince(NamedTuple):
    """One thing that came after care had ended, in words, and when it came."""

    words: str
    at: datetime


def sent_since(scope: Scope, episode: Episode) -> list[SentSince]:
    """What the client sent, the newest first; nothing while they are in care."""
    if episode.closed_at is None:
        return []
    statement = scope.select(Entry).where(
        Entry.episode_id == episode.id,
        Entry.received_at > episode.closed_at,
        Entry.struck_at.is_(None),
    )
    newest = statement.order_by(Entry.received_at.desc(), Entry.id.desc()).limit(MOST)
    return [SentSince(_said(one), one.received_at) for one in scope.session.scalars(newest)]


def beside(
    scope: Scope, episode: Episode, flags: Sequence[Flag], episodes: Sequence[Episode]
) -> dict[str, Any]:
    """What a record shows beside the care itself: the other care, what was sent after its end, and
    which rounds of a live flag came through a sign-in that was taken back."""
    of_answers = any(flag.closed_at is None and is_of_answers(flag) for flag in flags)
    return {
        "others": [one for one in episodes if one.id != episode.id],
        "sent_since": sent_since(scope, episode),
        "not_theirs": ids_not_theirs(scope.session, episode.id) if of_answers else (),
    }


def _said(entry: Entry) -> str:
    if not entry.body:
        return f"{_part(entry)}: taken back"
    if entry.kind == "pain":
        return f"Pain: {scores_in_words(entry.body)}"
    if entry.kind == "note":
        return f"A note: “{entry.body['text']}”"
    return answered(entry.kind, entry.body) or _part(entry)


def _part(entry: Entry) -> str:
    part = PARTS.get(entry.kind, entry.kind)
    return part[:1].upper() + part[1:]
