"""What a therapist reads where the last night's look at a diary is missing: flags may be, too."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import g
from sqlalchemy import Select, bindparam, select

from homecare import clock
from homecare.access import Scope
from homecare.assessment.models import Verdict
from homecare.clients.covers.queries import ones_own
from homecare.clients.models import Client, Episode
from homecare.clockwork.periods import MORNING, local, newest_night
from homecare.desk.blueprint import blueprint
from homecare.language import DAY, few, weekday_date

MISSING = "The look of last night is missing, and flags may be, too. It is tried again by itself."
Looked = tuple[date | None, str]
"""The day of somebody's newest look, and the time zone they live in."""


def is_missing(looked_at: date, now: datetime, zone: str) -> bool:
    """Whether a night that is over by now has not looked at somebody: by seven in the morning, as a
    long one takes its time; of the night before it, at any time."""
    newest = newest_night(now, zone)
    is_over = local(now, zone).time() >= MORNING
    return looked_at < (newest if is_over else newest - DAY)


def look_missing(looked_at: date | None, zone: str) -> str:
    """How far somebody was looked at and that it is tried again; empty where nothing is missing,
    and of whom nobody has looked at yet."""
    if looked_at is None or not is_missing(looked_at, clock.now(), zone):
        return ""
    return f"Looked at through {weekday_date(looked_at - DAY)}. {MISSING}"


def behind_told(looked: Iterable[Looked]) -> str:
    """How many of these the last night has not looked at, in words; empty where it is nobody."""
    now, each = clock.now(), list(looked)
    # Of two hundred clients most were looked at on one day, in one zone.
    missing = {of for of in set(each) if of[0] is not None and is_missing(of[0], now, of[1])}
    days = [on for on, zone in each if on is not None and (on, zone) in missing]
    if not days:
        return ""
    through = weekday_date(min(days) - DAY)
    return (
        f"Last night’s look is missing for {few(len(days), 'client')}, so flags may be missing, "
        f"too. Looked at through {through}; it is tried again by itself."
    )


def looks_of(scope: Scope, *, mine: bool) -> list[Looked]:
    """The looks at clients in care that may be missing; with `mine` at those alone whom the actor
    looks after."""
    today = clock.today(g.practice.zone)
    who = {"person": scope.actor.person_id, "today": today} if mine else {}
    found = scope.all(_of_ones_own() if mine else _of_all(), before=today + DAY, **who)
    return [(on, zone) for on, zone in found]


@cache
def _of_all() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    return (
        select(Verdict.on, Episode.zone)
        .select_from(Episode)
        .join(Client, Client.id == Episode.client_id)
        .join(Verdict, Verdict.episode_id == Episode.id)
        .where(Episode.practice_id == bindparam("practice"), Episode.closed_at.is_(None))
        .where(Verdict.on < bindparam("before"))
    )


@cache
def _of_ones_own() -> Select[*tuple[Any, ...]]:
    return _of_all().where(ones_own())


blueprint.add_app_template_global(look_missing)
