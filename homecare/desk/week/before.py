"""What somebody had said of a week where something else stands now, to be put back."""

from collections.abc import Mapping
from uuid import UUID

from homecare.desk.week.grid import Column, Grid
from homecare.desk.words import moment_words
from homecare.diary.ledger import EntryRow
from homecare.diary.words import replaced_of_days, says, scores_in_words
from homecare.language import weekday_date


def stood_before(grid: Grid) -> list[EntryRow]:
    """The reports of the week that were replaced by another hand, by day."""
    return replaced_of_days(grid.written, grid.standing)


def stood_in_words(grid: Grid, entry: EntryRow, names: Mapping[UUID | None, str]) -> str:
    """One of them: "Monday 2 March, bath: kept, said by Cora Client yesterday, 19:40"."""
    whose = names.get(entry.written_by, "somebody")
    said = f"said by {whose} {moment_words(entry.received_at)}"
    return f"{weekday_date(entry.local_date)}, {_thing(grid, entry)}, {said}"


def _thing(grid: Grid, entry: EntryRow) -> str:
    if entry.kind == "pain":
        return scores_in_words(entry.body)
    column = _column(grid, entry)
    value = str(says(entry) or "")
    label = column.label if column else "an exercise"
    shown = column.choices.get(value, value) if column else value
    return f"{label}: {shown}"


def _column(grid: Grid, entry: EntryRow) -> Column | None:
    line = entry.body.get("line")
    same = (one for one in grid.columns if one.kind == entry.kind and one.line == line)
    return next(same, None)
