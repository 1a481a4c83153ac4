"""An episode of care in a few words, for the desk and for the client."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from homecare.clients.models import MISTAKE, Episode
from homecare.language import SIDES_OF_COMPLAINT, local_day, long_date

ENDED_AS = {
    "better": "Better",
    "complete": "Care is complete",
    "referred": "Referred on",
    "stopped": "Stopped coming",
    "other": "Another reason",
}
"""How care ended, as a therapist chooses it; a client does not read it."""
BY_MISTAKE = "Entered by mistake"


def stretch_of_care(episode: Episode) -> str:
    """From when to when: "2 March 2026 to 9 May 2026", "in care since 2 March 2026"."""
    first, last = long_date(episode.intake_on), last_day(episode)
    return f"{first} to {long_date(last)}" if last else f"in care since {first}"


def last_day(episode: Episode) -> date | None:
    """The day on which care ended; None while it goes on. All that is said of ended care is told
    as on its morning, as the rule looked at it last: that day was not over when the care ended."""
    return local_day(episode.closed_at, episode.zone) if episode.closed_at else None


def is_before(one: Episode, other: Episode) -> bool:
    """Whether care ended sooner than the other; two can overlap where records were merged, and
    what was a mistake stands behind all that was not, as in `Episode.newest`."""
    return _place(one) < _place(other)


def _place(episode: Episode) -> tuple[bool, datetime, datetime]:
    ended = episode.closed_at or datetime.max.replace(tzinfo=UTC)
    return episode.closed_as != MISTAKE, ended, episode.opened_at


def to_read(episodes: Sequence[Episode]) -> list[Episode]:
    """The care that a client reads: without what was a mistake, where there is any other."""
    return [one for one in episodes if one.closed_as != MISTAKE] or list(episodes)


def what_for(episode: Episode) -> str:
    """The complaint with its side: "Sciatica, left side"."""
    return f"{episode.complaint.rstrip('.')}, {SIDES_OF_COMPLAINT[episode.side]}"


def is_mistake(episode: Episode) -> bool:
    """Whether care was ended as one that should never have been."""
    return episode.closed_as == MISTAKE


def how_it_ended(episode: Episode) -> str:
    """How care ended, and what else a colleague should know; empty where nobody said."""
    ended = BY_MISTAKE if episode.closed_as == MISTAKE else ENDED_AS.get(episode.closed_as, "")
    said = [ended, episode.closed_reason.rstrip(".")]
    return ". ".join(part for part in said if part)
