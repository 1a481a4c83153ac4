"""Naming what matters to a client, and writing down how it goes."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid5

from homecare.accounts import audit
from homecare.acting import Act
from homecare.activities.queries import named
from homecare.activities.words import LONGEST, MOST, Activity, names_of
from homecare.clients.amended.operations import keep_changes
from homecare.clients.amended.words import ACTIVITIES
from homecare.clients.models import Episode
from homecare.database import new_id
from homecare.diary.ledger import Outcome
from homecare.diary.operations import report
from homecare.language import local_day

KIND = "activities"
Named = tuple[str, str, int]
"""The id of what is named already (else empty), the words, and the score at the start."""


def name_activities(act: Act, episode: Episode, wanted: Sequence[Named]) -> None:
    """Write down what matters to the client; what stood before is kept.

    An activity that is named already keeps its id and its day, whatever its words are now. The
    scores of one that is left out stay in the diary.
    Raises ValueError for more than MOST, for words that are too long, and for a score not 0–10.
    """
    before, today = {one.id: one for one in named(episode)}, local_day(act.now, episode.zone)
    after = []
    for known, words, start in wanted:
        if not 1 <= len(words) <= LONGEST or not 0 <= start <= 10:
            raise ValueError("an activity has 1 to 60 characters and a score from 0 to 10")
        own = before.get(known)
        after.append(
            Activity(own.id if own else new_id().hex, words, start, own.on if own else today)
        )
    if len(after) > MOST or len({one.id for one in after}) < len(after):
        raise ValueError("up to three activities are named, each once")
    said = names_of(list(before.values())), names_of(after)
    if said[0] == said[1]:
        return
    if episode.opened_at != act.now:  # what is said at the intake changes nothing
        keep_changes(act, episode.client, {ACTIVITIES: said}, episode)
    episode.activities = [one.kept() for one in after]
    act.session.flush()
    audit.note(act, "client.activities", episode.client_id, str(episode.id))


def score_activities(
    act: Act, episode: Episode, *, form_id: UUID, day: date, scores: Mapping[str, int]
) -> Outcome | None:
    """Write down how well each activity goes on a day; a second time on that day corrects it.

    Scores of activities that are not named any more are left out; None where none is left.
    """
    said = [
        {"id": one.id, "words": one.words, "score": scores[one.id]}
        for one in named(episode)
        if one.id in scores
    ]
    if not said:
        return None
    return report(
        act, episode, entry_id=uuid5(form_id, KIND), kind=KIND, day=day, body={"scores": said}
    )
