"""Seven days as rows and what the sheet asks as columns: what stands, and what was due.

An exercise that was not due on a day by a flare-up or days away stands there all the same, and says
so: the sheet was printed before, and somebody may have done it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.clients.queries import away_of
from homecare.diary.ledger import EntryRow
from homecare.diary.projection import Place, reported_times, with_earlier
from homecare.diary.queries import said_of_days
from homecare.diary.schemas import outcome_of
from homecare.library.words import which_first
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import advice_on, due_on, newest_items, stops_of, versions_of
from homecare.rules import schedule
from homecare.rules.schedule import holding

SCORES, NOTE = ("leg", "back"), "note"
OUTCOMES = {"done": "Done", "partly": "Partly", "not": "Not"}
KEPT = {"kept": "Kept", "not_kept": "Not kept", "could_not": "Couldn’t"}
ALL = "all"
AWAY, FLARE, ON_HOLD = "away", "flare-up", "on hold"

Key = tuple[date, str, str | None]


@dataclass(frozen=True)
class Column:
    """One thing the sheet asks for every day."""

    key: str
    label: str
    kind: str
    line: str | None = None

    @property
    def choices(self) -> Mapping[str, str]:
        """What can be chosen; nothing where it is written."""
        return {"exercise": OUTCOMES, "sitting": KEPT, "bath": KEPT}.get(self.kind, {})

    @property
    def all_name(self) -> str:
        """The name of the field that fills the column."""
        return f"{ALL}:{self.key}"


@dataclass
class Cell:
    """One thing on one day. `stands` is what the diary says, `typed` what the page says."""

    day: date
    column: Column
    stands: str
    is_open: bool
    is_due: bool = True  # of an exercise that is open: whether it was due that day
    typed: str = ""
    error: str = ""
    dose: int = 1  # of an exercise: how many times it was due that day
    theirs: EntryRow | None = None  # what stands, where somebody else than the reader said it

    @property
    def replaces(self) -> bool:
        """Whether what somebody else said would be replaced."""
        return self.is_open and self.theirs is not None and self.typed != self.stands

    @property
    def whose(self) -> UUID | None:
        """Who said what stands, where it was not the reader."""
        return self.theirs.written_by if self.theirs else None

    def in_words(self, value: str) -> str:
        """A value of this cell as it is read."""
        return self.column.choices.get(value, value) or "nothing"

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"{self.day}:{self.column.key}"


@dataclass
class Grid:
    """The week of an episode."""

    columns: list[Column]
    rows: dict[date, list[Cell]]
    spared: Mapping[date, str]  # of the days with less than was planned: why
    versions: dict[date, UUID | None] = field(default_factory=dict)
    standing: Mapping[Key, EntryRow] = field(default_factory=dict)
    written: Sequence[EntryRow] = ()  # all that was ever said of the week
    agreed: frozenset[str] = frozenset()  # the reports that may be replaced, by a tick

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell that can be written in."""
        return (cell for row in self.rows.values() for cell in row if cell.is_open)

    @property
    def was(self) -> str:
        """What the page shows, to be compared with when it comes back."""
        return json.dumps({cell.name: cell.stands for cell in self.cells if cell.stands})

    @property
    def replacing(self) -> list[Cell]:
        """The cells that would replace what somebody else said."""
        return [cell for cell in self.cells if cell.replaces and not cell.error]

    @property
    def asked(self) -> list[Cell]:
        """Those of them that nobody agreed to."""
        return [cell for cell in self.replacing if _id(cell) not in self.agreed]

    @property
    def tick(self) -> str:
        """What a tick agrees to: these reports and no newer ones."""
        return ",".join(sorted({_id(cell) for cell in self.replacing}))

    @property
    def hands(self) -> set[UUID]:
        """Everybody who wrote something of the week."""
        return {entry.written_by for entry in self.written if entry.written_by}

    @property
    def wrong(self) -> list[Cell]:
        """The cells that can't be stored as they are."""
        return [cell for cell in self.cells if cell.error]


def _id(cell: Cell) -> str:
    return str(cell.theirs.id) if cell.theirs else ""


def read_grid(
    session: Session, episode: Episode, days: Sequence[date], today: date, reader: UUID | None
) -> Grid:
    """The week as the diary has it, in six statements; closed before the care and after today."""
    versions, pauses = versions_of(session, episode.id), away_of(session, episode.id)
    entries, written, flares = said_of_days(session, episode.id, days[0], days[-1])
    holds = {day: holding(versions, day) for day in days}
    asked = {day: _asked_on(holds[day], day) for day in days}
    said = {day: _said_on(entries, day) for day in days}
    plans = {day: with_earlier(holds[day], versions, day, said[day]) for day in days}
    stops = stops_of(session, episode)
    on_hold = [day for day in days if schedule.is_within(stops, day)]
    held = {day: reported_times(said[day], plans[day]) for day in on_hold}
    flaring = {day: flares.on(day, plan) for day, plan in plans.items()}
    due = {
        day: {i.line for i in due_on(plan, day, pauses, flaring[day], held.get(day))}
        for day, plan in plans.items()
    }
    for day, kind, line in entries:
        if line or kind in KEPT_KINDS:
            asked[day].add(line or kind)
    columns = _columns(versions, set().union(*asked.values()))
    doses = {day: _doses(versions, plan) for day, plan in plans.items()}
    rows = {}
    for day in days:
        within = episode.intake_on <= day <= today
        rows[day] = [
            Cell(
                day, column, stands := _stands(entries, day, column, doses[day]),
                within and _is_asked(column, asked[day]), dose=doses[day].get(column.line, 1),
                is_due=column.line is None or column.line in due[day], typed=stands,
                theirs=_of_another(entries, day, column, reader) if stands else None,
            )
            for column in columns
        ]  # fmt: skip
    of_plan = {day: plan.id if plan else None for day, plan in holds.items()}
    spared = {day: AWAY for day in days if any(p.first_day <= day <= p.last_day for p in pauses)}
    in_flare = {day: FLARE for day in days if flaring[day] is not None}
    spared = in_flare | dict.fromkeys(on_hold, ON_HOLD) | spared
    return Grid(columns, rows, spared, of_plan, entries, written)


def _said_on(entries: Mapping[Place, EntryRow], day: date) -> list[EntryRow]:
    return [entry for (on, _, _), entry in entries.items() if on == day]


KEPT_KINDS = ("sitting", "bath")


def _asked_on(version: ProgrammeVersion | None, day: date) -> set[str]:
    """The lines of the exercises planned for a day, and the kinds of advice that hold."""
    lines = {item.line for item in due_on(version, day)}
    return lines | {advice.kind for advice in advice_on(version, day) if advice.kind in KEPT_KINDS}


def _is_asked(column: Column, asked: set[str]) -> bool:
    return column.kind in ("pain", NOTE) or (column.line or column.kind) in asked


def _columns(versions: Sequence[ProgrammeVersion], asked: set[str]) -> list[Column]:
    exercises = [
        Column(f"exercise:{line}", _name(item), "exercise", line)
        for line, item in newest_items(versions).items()
        if line in asked
    ]
    advice = [Column(kind, kind.capitalize(), kind) for kind in KEPT_KINDS if kind in asked]
    scores = [Column(site, site.capitalize(), "pain") for site in SCORES]
    return [*scores, *exercises, *advice, Column(NOTE, "Note", NOTE)]


def _name(item: ProgrammeItem) -> str:
    side = f", {which_first(item.exercise, item.side)}" if item.side else ""
    return f"{item.exercise.name}{side}"


def _doses(versions: Sequence[ProgrammeVersion], plan: Any) -> dict[str | None, int]:
    """How often each exercise is due on a day with this plan; of others as their newest version
    has it."""
    items = [*newest_items(versions).values(), *(plan.items if plan else ())]
    return {item.line: item.times_a_day for item in items}


def _stands(
    entries: Mapping[Key, EntryRow], day: date, column: Column, doses: Mapping[str | None, int]
) -> str:
    entry = entries.get((day, column.kind, column.line))
    if entry and column.line:
        return outcome_of(entry.body, doses[column.line])
    fields = {"pain": column.key, NOTE: "text"}
    said = entry.body.get(fields.get(column.kind, "kept")) if entry else None
    return "" if said is None else str(said)


def _of_another(
    entries: Mapping[Key, EntryRow], day: date, column: Column, reader: UUID | None
) -> EntryRow | None:
    entry = entries.get((day, column.kind, column.line))
    return entry if entry and entry.written_by != reader else None
