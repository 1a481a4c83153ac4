"""Seven days as rows and what the sheet asks as columns: what stands, what was typed, what changed.

A cell is changed only where somebody changed it: what the page showed comes back with the form, so
that a report which arrived meanwhile is neither taken back nor written over unseen.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.diary.ledger import EntryRow
from homecare.diary.operations import Said
from homecare.diary.queries import said_of_days
from homecare.forms import is_printable
from homecare.library.words import which_first
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import advice_on, due_on, holding, versions_of

SCORES, NOTE = ("leg", "back"), "note"
OUTCOMES = {"done": "Done", "partly": "Partly", "not": "Not"}
KEPT = {"kept": "Kept", "not_kept": "Not kept", "could_not": "Couldn’t"}
BEST = {"exercise": "done", "sitting": "kept", "bath": "kept"}
"""What the whole week is filled with where nothing else is said."""
ALL, LONGEST_NOTE = "all", 1000
EMPTY = "empty"
"""Chosen for all days of a list or of every list: whatever stands there goes."""
MEANWHILE = "Reported meanwhile: {}. Save again to put this in its place."

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
    typed: str = ""
    error: str = ""
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
    """The week as the diary has it, in four statements; closed before the care and after today."""
    versions = versions_of(session, episode.id)
    entries, written = said_of_days(session, episode.id, days[0], days[-1])
    plans = {day: holding(versions, day) for day in days}
    asked = {day: _asked_on(plans[day], day) for day in days}
    for day, kind, line in entries:
        if line or kind in KEPT_KINDS:
            asked[day].add(line or kind)
    columns = _columns(versions, set().union(*asked.values()))
    rows = {}
    for day in days:
        within = episode.intake_on <= day <= today
        rows[day] = [
            Cell(
                day, column, stands := _stands(entries, day, column),
                within and _is_asked(column, asked[day]), typed=stands,
                theirs=_of_another(entries, day, column, reader) if stands else None,
            )
            for column in columns
        ]  # fmt: skip
    of_plan = {day: plan.id if plan else None for day, plan in plans.items()}
    return Grid(columns, rows, of_plan, entries, written)


KEPT_KINDS = ("sitting", "bath")


def _asked_on(version: ProgrammeVersion | None, day: date) -> set[str]:
    """The lines of the exercises due on a day, and the kinds of advice that hold."""
    lines = {item.line for item in due_on(version, day)}
    return lines | {advice.kind for advice in advice_on(version, day) if advice.kind in KEPT_KINDS}


def _is_asked(column: Column, asked: set[str]) -> bool:
    return column.kind in ("pain", NOTE) or (column.line or column.kind) in asked


def _columns(versions: Sequence[ProgrammeVersion], asked: set[str]) -> list[Column]:
    items = {item.line: item for version in reversed(versions) for item in version.items}
    exercises = [
        Column(f"exercise:{line}", _name(item), "exercise", line)
        for line, item in items.items()
        if line in asked
    ]
    advice = [Column(kind, kind.capitalize(), kind) for kind in KEPT_KINDS if kind in asked]
    scores = [Column(site, site.capitalize(), "pain") for site in SCORES]
    return [*scores, *exercises, *advice, Column(NOTE, "Note", NOTE)]


def _name(item: ProgrammeItem) -> str:
    side = f", {which_first(item.exercise, item.side)}" if item.side else ""
    return f"{item.exercise.name}{side}"


def _stands(
    entries: Mapping[tuple[date, str, str | None], EntryRow], day: date, column: Column
) -> str:
    entry = entries.get((day, column.kind, column.line))
    fields = {"pain": column.key, "exercise": "outcome", NOTE: "text"}
    said = entry.body.get(fields.get(column.kind, "kept")) if entry else None
    return "" if said is None else str(said)


def _of_another(
    entries: Mapping[Key, EntryRow], day: date, column: Column, reader: UUID | None
) -> EntryRow | None:
    entry = entries.get((day, column.kind, column.line))
    return entry if entry and entry.written_by != reader else None


def take_in(grid: Grid, form: Mapping[str, str]) -> None:
    """Put what was typed into the cells, and say at each what can't be stored."""
    was = _was(form)
    grid.agreed = frozenset(form.get("replace", "").split(","))
    for cell in grid.cells:
        before = was.get(cell.name, "")
        typed = _as_typed(form.get(cell.name, before))
        if of_all := _of_the_week(cell.column, form):
            typed = "" if of_all == EMPTY else typed or of_all
        if typed == before:
            continue  # nobody changed it: it shows what stands now
        cell.typed, cell.error = typed, _problem(cell.column, typed)
        # What somebody else said meanwhile is asked about by the tick.
        if not cell.error and not cell.theirs and cell.stands not in (before, typed):
            words = cell.column.choices.get(cell.stands, cell.stands) or "taken back"
            cell.error = MEANWHILE.format(words)


def _was(form: Mapping[str, str]) -> dict[str, str]:
    try:
        said = json.loads(form.get("was", "{}"))
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in said.items()} if isinstance(said, dict) else {}


def _as_typed(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _of_the_week(column: Column, form: Mapping[str, str]) -> str:
    """What is said of the whole week: for a cell that says nothing of its own, or `EMPTY`."""
    if column.kind not in BEST:
        return ""
    everything = {"": "", EMPTY: EMPTY}.get(form.get(ALL, ""), BEST[column.kind])
    return form.get(column.all_name, "") or everything


def _problem(column: Column, typed: str) -> str:
    if column.kind == "pain":
        fits = typed == "" or (typed.isascii() and typed.isdigit() and int(typed[:3]) <= 10)
        return "" if fits else "Write a number from 0 to 10."
    if column.kind == NOTE:
        return _problem_of_note(typed)
    return "" if typed in ("", *column.choices) else "Choose one of these."


def _problem_of_note(typed: str) -> str:
    if len(typed) > LONGEST_NOTE:
        return f"Write at most {LONGEST_NOTE} characters."
    return (
        "" if is_printable(typed, lines=True) else "Leave out the characters that can't be printed."
    )


def changes(grid: Grid) -> list[Said]:
    """What is to be reported: only what differs from what stands."""
    return [said for day, row in grid.rows.items() for said in _changes_of(grid, day, row)]


def _changes_of(grid: Grid, day: date, row: Sequence[Cell]) -> Iterator[Said]:
    changed = [cell for cell in row if cell.is_open and cell.typed != cell.stands]
    if any(cell.column.kind == "pain" for cell in changed):
        scores = {cell.column.key: cell.typed for cell in row if cell.column.kind == "pain"}
        body = {site: int(text) if text else None for site, text in scores.items()}
        yield Said("pain", day, body if any(scores.values()) else None)
    for cell in changed:
        if cell.column.kind != "pain":
            yield _said(cell, grid.versions[day])


def _said(cell: Cell, version_id: UUID | None) -> Said:
    kind, line, typed = cell.column.kind, cell.column.line, cell.typed
    if kind == "exercise":
        body = {"line": line, "outcome": typed} if typed else None
        return Said(kind, cell.day, body, line, version_id)
    if kind == NOTE:
        return Said(kind, cell.day, {"text": typed} if typed else None)
    return Said(kind, cell.day, {"kept": typed or None})
