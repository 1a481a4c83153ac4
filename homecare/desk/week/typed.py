"""What was typed into a week: what of it can't be stored, and what changed.

A cell is changed only where somebody changed it: what the page showed comes back with the form, so
that a report which arrived meanwhile is neither taken back nor written over unseen.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from homecare.desk.week.grid import ALL, NOTE, Cell, Column, Grid
from homecare.diary.operations import Said
from homecare.diary.schemas import said_of
from homecare.forms import is_printable

BEST = {"exercise": "done", "sitting": "kept", "bath": "kept"}
"""What the whole week is filled with where nothing else is said, as far as it was due."""
LONGEST_NOTE = 1000
EMPTY = "empty"
"""Chosen for all days of a list or of every list: whatever stands there goes."""
MEANWHILE = "Reported meanwhile: {}. Save again to put this in its place."


def take_in(grid: Grid, form: Mapping[str, str]) -> None:
    """Put what was typed into the cells, and say at each what can't be stored."""
    was = _was(form)
    grid.agreed = frozenset(form.get("replace", "").split(","))
    for cell in grid.cells:
        before = was.get(cell.name, "")
        typed = _as_typed(form.get(cell.name, before))
        if of_all := _of_the_week(cell.column, form):
            typed = "" if of_all == EMPTY else typed or (of_all if cell.is_due else "")
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
        "" if is_printable(typed, lines=True) else "Leave out the characters that can’t be printed."
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
        body = said_of(line, typed, cell.dose) if typed and line else None
        return Said(kind, cell.day, body, line, version_id)
    if kind == NOTE:
        return Said(kind, cell.day, {"text": typed} if typed else None)
    return Said(kind, cell.day, {"kept": typed or None})
