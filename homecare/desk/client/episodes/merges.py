"""That two records were merged, and that it was undone, as lines of the timeline."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.accounts.queries import names_of
from homecare.clients.merged.models import SIDES
from homecare.clients.merged.queries import Joined
from homecare.clients.merged.words import merged_in_words, who_was_merged
from homecare.clients.models import Episode
from homecare.desk.blueprint import blueprint
from homecare.desk.client.events import Event
from homecare.desk.words import practice_day

blueprint.add_app_template_filter(who_was_merged)

MERGED = "Two records of one person were merged"
UNDONE = "The merge of two records was undone"


def of_merges(session: Session, known: Joined, episode: Episode) -> Iterator[Event]:
    """The merges that are told in an episode; most records have none."""
    told = known.told_in(episode)
    if not told:
        return
    hands = {hand for one in told for hand in (one.by, one.undone_by)}
    names = names_of(session, episode.practice_id, hands)
    therapists = names_of(session, episode.practice_id, therapists_in(known))
    people = {str(who): name for who, name in therapists.items()}
    for one in told:
        text, by = merged_in_words(one, people), names.get(one.by, "")
        yield Event(practice_day(one.at), MERGED, text, "change", one.at, by)
        if one.undone_at:
            by = names.get(one.undone_by, "")
            yield Event(practice_day(one.undone_at), UNDONE, "", "change", one.undone_at, by)


def therapists_in(known: Joined) -> set[UUID]:
    """The therapists that merged records named."""
    return {UUID(one.before[side]["therapist_id"]) for one in known.merges for side in SIDES}
