"""The truth about needed looks: the pure replay of what is known of each episode at its end.

The first day on which the rule asks for a look, and the first for the GP and for worsening, must
have a flag as grave by then; or a decision on one that was, lately, answers for it.
"""

from collections.abc import Iterator
from datetime import UTC, date, timedelta

from sqlalchemy import select

from benchmarks.year.calendar import DAY
from benchmarks.year.load import Raised, of_episodes, raised_flags
from benchmarks.year.people import Resident
from benchmarks.year.world import World
from homecare.acting import the_clock
from homecare.assessment.history import history_of
from homecare.clients.models import Episode
from homecare.flags.assessing import practice_policy
from homecare.rules.replay import replay
from homecare.rules.verdict.episode_on_day import GP, QUIET, STALLED, WORSENING
from homecare.rules.verdict.flags_asked import GRAVITY

NEEDED = (GP, WORSENING, STALLED, QUIET)
ANSWERED_FOR = timedelta(days=42)
"""How long a decision on something as grave may stand for what is found later."""
SILENCE_ANSWERED_FOR = timedelta(days=56)
"""How long a decision on silence may stand for the same silence, which brings nothing new: the
rule asks about it again after eight weeks (docs/rule.md)."""
SLACK = 1 * DAY
AFTER_STOP = 9 * DAY
"""Phones kept what was written while the server stood still, and some send it days later."""


def needed_looks(world: World) -> Iterator[str | None]:
    """One item for each first needed look, and each first GP and worsening, of every episode."""
    of_episode = of_episodes(raised_flags(world))
    for one in world.residents:
        assert one.episode_id is not None
        flags = of_episode.get(one.episode_id, [])
        for on, kinds in _first_needed(world, one):
            found = any(_covers(world, flag, on, kinds) for flag in flags)
            yield None if found else f"client {one.number}: {'/'.join(kinds)} on {on}"


def _first_needed(world: World, one: Resident) -> Iterator[tuple[date, tuple[str, ...]]]:
    """The day of the first look of any kind, then of the two grave kinds."""
    until = one.discharged_on or world.calendar.end - DAY
    statement = select(Episode).where(Episode.id == one.episode_id)
    episode = world.session.scalars(statement).one()
    policy = practice_policy(world.session, the_clock(episode.practice_id))
    walked = replay(history_of(world.session, episode, until), policy, until).flags
    for kinds in (NEEDED, (GP,), (WORSENING,)):
        first = next((flag for flag in walked if flag[1] in kinds), None)
        if first is not None:
            yield first[0], (first[1],)


def _covers(world: World, flag: Raised, on: date, kinds: tuple[str, ...]) -> bool:
    """Whether a flag as grave was there in time."""
    least = max(GRAVITY.index(kind) for kind in kinds)
    if flag.gravity > least or flag.raised_on > _latest(world, on):
        return False
    return still_answers(flag, on, kinds)


def still_answers(flag: Raised, on: date, kinds: tuple[str, ...]) -> bool:
    """Whether a flag is open on that day, or was decided on lately enough for what is found."""
    if flag.closed_at is None:
        return True
    is_silence = flag.kind == QUIET and kinds == (QUIET,)
    answered_for = SILENCE_ANSWERED_FOR if is_silence else ANSWERED_FOR
    return flag.closed_at.astimezone(UTC).date() + answered_for >= on


def _latest(world: World, on: date) -> date:
    """By when it must be raised: a night later at most, or soon after the stop."""
    first, back = (moment.date() for moment in world.calendar.stop)
    in_stop = first <= on <= back + 2 * DAY
    return max(on, back) + AFTER_STOP if in_stop else on + SLACK
