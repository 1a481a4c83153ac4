"""The printed sheet: what is due on the next seven days, to tick by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.clients.models import Away, Episode
from homecare.clients.queries import away_of
from homecare.library.catalogue.exercise import GOOD_SIGN, STOP_RULE
from homecare.library.photos.queries import small_photos
from homecare.library.photos.words import photos_of
from homecare.programmes.models import ProgrammeAdvice, ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import advice_on, due_on, versions_of
from homecare.programmes.sides import of_another_side
from homecare.rules.red_flags import Level, lines_for_anyone
from homecare.rules.schedule import holding
from homecare.rules.urgent_advice import what_to_do

DAYS = 7
_LEVELS = (Level.EMERGENCY, Level.SAME_DAY, Level.GP)


@dataclass(frozen=True)
class SheetDay:
    """One row of the tick table: for each item of the version, how many boxes to tick."""

    on: date
    boxes: list[int]


@dataclass(frozen=True)
class Help:
    """A group of red-flag questions, and what to do when one of them is a yes."""

    title: str
    questions: list[str]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A page to print. `next_version_on` is set where another version takes over this week."""

    version: ProgrammeVersion
    items: list[ProgrammeItem]
    advice: list[ProgrammeAdvice]
    days: list[SheetDay]
    next_version_on: date | None
    help: list[Help]
    another_side: bool = False  # whether something on it is not for the record's sore side
    photos: Mapping[UUID, bytes] = field(default_factory=dict)  # small JPEGs, by their ids
    stop_rule: str = STOP_RULE
    good_sign: str = GOOD_SIGN

    @property
    def questions(self) -> list[ProgrammeAdvice]:
        """The advice that is asked about in the tick table."""
        return [advice for advice in self.advice if advice.kind in ("sitting", "bath")]


def sheet_for(session: Session, episode: Episode, today: date, nation: str) -> Sheet | None:
    """The sheet of an episode, in three statements, and one for photos; None before any
    programme."""
    versions = versions_of(session, episode.id)
    made = sheet_of(versions, today, away_of(session, episode.id), nation)
    if made is None:
        return None
    shown = [photo.id for item in made.items for photo in photos_of(item.exercise)]
    return replace(
        made,
        another_side=bool(of_another_side(made.items, episode.side)),
        photos=small_photos(session, episode.practice_id, shown),
    )


def sheet_of(
    versions: Iterable[ProgrammeVersion], today: date, away: Iterable[Away], nation: str
) -> Sheet | None:
    """The sheet from today, or from the first day of a programme that is still to start.

    Stops before the day on which another version takes over; None without any version.
    """
    known, pauses = list(versions), list(away)
    if not known:
        return None
    first = max(today, min(version.starts_on for version in known))
    version = holding(known, first)
    if version is None:
        return None
    week = [first + timedelta(days=n) for n in range(DAYS)]
    ours = [day for day in week if holding(known, day) is version]
    return Sheet(
        version=version,
        items=list(version.items),
        advice=advice_on(version, first),
        days=[_day(version, day, pauses) for day in ours],
        next_version_on=next((day for day in week if day not in ours), None),
        help=[_help(level, nation) for level in _LEVELS],
    )


def _day(version: ProgrammeVersion, day: date, away: list[Away]) -> SheetDay:
    due = {item.line for item in due_on(version, day, away)}
    return SheetDay(day, [i.times_a_day if i.line in due else 0 for i in version.items])


def _help(level: Level, nation: str) -> Help:
    advice = what_to_do(level, nation)
    return Help(advice.title, list(lines_for_anyone(level)), advice.steps)
