"""The rows of a file that can't be taken in, as a file of their own to mend. Pure."""

import csv
import io
from collections.abc import Sequence

from homecare.desk.exchange.incoming import TO_MEND, Line
from homecare.desk.exchange.table import rows_of
from homecare.export.own import MARK, cell


def rows_to_mend(text: str, lines: Sequence[Line]) -> str:
    """Those rows as they stand in the file, each after what to write in it.

    What is said stands first, so that a row with a cell too many is found at it, too; it is not
    read when the file comes again.
    """
    said = {line.number: _said(line) for line in lines if line.problems}
    rows = [(number, row) for number, row in rows_of(text) if any(map(str.strip, row))]
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    head, *others = rows
    writer.writerow([TO_MEND, *head[1]])
    for number, row in others:
        if number in said:
            writer.writerow([said[number], *map(cell, row)])
    return MARK + sheet.getvalue()


def _said(line: Line) -> str:
    return " ".join([f"Row {line.number}.", *line.problems])
