"""Moving, taking out and adding rows of the builder, in what was typed and whatever was typed."""

import re

from werkzeug.datastructures import MultiDict

from homecare.desk.programme.forms import ROWS_READ, put_row

Row = MultiDict[str, str]
_FIELD = re.compile(r"(items|advice)-(\d{1,4})-(\w+)", re.ASCII)
_ACTION = re.compile(r"(up|down|remove)-(items|advice)-(\d{1,4})", re.ASCII)


def rows_of(typed: MultiDict[str, str], part: str) -> list[Row]:
    """The rows of a part in the order of their numbers."""
    rows: dict[int, Row] = {}
    for name, values in typed.lists():
        field = _FIELD.fullmatch(name)
        if field and field[1] == part:
            rows.setdefault(int(field[2]), MultiDict()).setlist(field[3], values)
    return [row for _number, row in sorted(rows.items())][:ROWS_READ]


def arranged(typed: MultiDict[str, str], action: str) -> MultiDict[str, str]:
    """What was typed, after "up-items-2", "down-items-0" or "remove-advice-1"; an action that
    means nothing changes nothing."""
    asked = _ACTION.fullmatch(action)
    if asked is None:
        return typed
    verb, part, index = asked[1], asked[2], int(asked[3])
    rows = rows_of(typed, part)
    other = index + {"up": -1, "down": 1, "remove": 0}[verb]
    if 0 <= index < len(rows) and 0 <= other < len(rows):
        row = rows.pop(index)
        if verb != "remove":
            rows.insert(other, row)
    return with_rows(typed, part, rows)


def with_rows(typed: MultiDict[str, str], part: str, rows: list[Row]) -> MultiDict[str, str]:
    """What was typed, with the rows of one part replaced and numbered anew."""
    result: MultiDict[str, str] = MultiDict()
    for name, values in typed.lists():
        if not name.startswith(f"{part}-"):
            result.setlist(name, values)
    for index, row in enumerate(rows):
        put_row(result, part, index, row)
    return result
