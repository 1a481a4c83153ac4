"""Days away that were written down wrongly: other days, another reason, or none at all."""

from datetime import date
from typing import Any, NamedTuple

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.amended.operations import keep_changes
from homecare.clients.intake import away_problems
from homecare.clients.models import Away, Episode
from homecare.clients.signals import away_recorded
from homecare.clients.visits import hold
from homecare.language import local_day
from homecare.refusals import Refusal


class Days(NamedTuple):
    """Days away as they should have been written down, both ends included."""

    first_day: date
    last_day: date
    reason: str


def correct_away(act: Act, episode: Episode, away: Away, days: Days) -> None:
    """Let days away be others, or have another reason; what they said stays readable, and what is
    due follows in the same transaction. Raises Refusal as recording them does."""
    first, last, reason = days
    if problems := away_problems(first, last, episode.intake_on, local_day(act.now, episode.zone)):
        raise Refusal(problems)
    hold(act.session, episode)
    before, reached = _said(away), (away.first_day, away.last_day, first, last)
    away.first_day, away.last_day, away.reason = first, last, reason.strip()
    _follow(act, episode, before, _said(away), reached)


def take_back_away(act: Act, episode: Episode, away: Away) -> None:
    """Days away that were none: nothing is left of them but what the timeline keeps."""
    hold(act.session, episode)
    before, reached = _said(away), (away.first_day, away.last_day)
    act.session.delete(away)
    _follow(act, episode, before, None, reached)


def _follow(
    act: Act,
    episode: Episode,
    before: dict[str, Any],
    after: dict[str, Any] | None,
    reached: tuple[date, ...],
) -> None:
    """Keep what was said, and work out again what was due on every day that it was about."""
    if before == after:
        return
    keep_changes(act, episode.client, {"away": (before, after)}, episode)
    audit.note(act, "away.correct", episode.client_id)
    act.session.flush()
    days = Away(first_day=min(reached), last_day=max(reached))  # of nobody: it names the days
    away_recorded.send(days, act=act, episode=episode)


def _said(away: Away) -> dict[str, Any]:
    """What a line of days away says, as JSON keeps it."""
    days = {"first_day": away.first_day.isoformat(), "last_day": away.last_day.isoformat()}
    return {**days, "reason": away.reason}
