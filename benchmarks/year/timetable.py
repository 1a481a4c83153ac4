"""Which nights and weeks there must have been, and whether each was run exactly once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from benchmarks.year.calendar import DAY, WEEK
from benchmarks.year.people import Resident
from benchmarks.year.world import World
from homecare.accounts.models import Membership
from homecare.acting import OWNER, THERAPIST
from homecare.clockwork.periods import week_name
from homecare.jobs.nightly import KIND as NIGHT
from homecare.jobs.nightly import subject_of
from homecare.reports.weekly_digest.email import KIND as DIGEST
from homecare.reports.weekly_progress.email import KIND as PROGRESS

MAY_PAUSE = timedelta(days=26)
"""Somebody silent for four weeks, give or take the days of a week, need not get a weekly mail."""

Found = Iterator[str | None]


def _once(runs: Counter[tuple[str, str]], subject: str, period: str) -> str | None:
    times = runs[subject, period]
    return None if times == 1 else f"{period} run {times} times"


def _is_in_care(one: Resident, on: date) -> bool:
    """Whether they were in care on the morning of a day, and had been the day before."""
    assert one.intake_on is not None
    return one.intake_on < on and (one.discharged_on is None or on <= one.discharged_on)


def nights(world: World) -> Found:
    """Every date of every practice and zone that had somebody in care."""
    runs = world.seen.times_run(NIGHT)
    for house in world.houses.values():
        people = [one for one in world.residents if one.practice == house.name]
        for zone in sorted({one.zone for one in people}):
            day = world.calendar.start
            while (day := day + DAY) < world.calendar.end:
                if any(one.zone == zone and _is_in_care(one, day) for one in people):
                    yield _once(runs, subject_of(house.practice_id, zone), day.isoformat())


def weeks_of_staff(world: World) -> Found:
    """A digest for everybody who treats, for every week that is over."""
    runs = world.seen.times_run(DIGEST)
    statement = select(Membership.id).where(Membership.role.in_((OWNER, THERAPIST)))
    for membership_id in world.session.scalars(statement):
        for monday in _mondays(world):
            yield _once(runs, membership_id.hex, week_name(monday))


def weeks_of_clients(world: World) -> Found:
    """A weekly mail, or why there was none, for everybody in care who was not silent for long."""
    runs = world.seen.times_run(PROGRESS)
    for one in world.residents:
        assert one.client_id is not None
        for monday in _mondays(world):
            leaves = monday + WEEK
            if _is_in_care(one, leaves) and not _was_silent(one, leaves):
                yield _once(runs, one.client_id.hex, week_name(monday))


def _was_silent(one: Resident, on: date) -> bool:
    """Nothing within four weeks before the day."""
    known = [one.intake_on, *(at.date() for at in one.wrote)]
    return not any(last is not None and on - MAY_PAUSE < last <= on for last in known)


def _mondays(world: World) -> Iterator[date]:
    """The Mondays of the weeks whose mails have left before the end."""
    monday = world.calendar.start - world.calendar.start.weekday() * DAY
    while monday + WEEK < world.calendar.end:
        yield monday
        monday += WEEK
