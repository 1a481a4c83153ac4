"""A table of text as programs write it: its letters, its rows, and rows that have slipped. Pure."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from homecare.refusals import Refusal

MOST_BYTES = 300_000
SEPARATORS = (",", ";", "\t")
_SEPARATOR_SAID = re.compile(r'"?sep=([,;\t])"?(?:\r\n|\r|\n)', re.IGNORECASE)


def letters_of(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or Windows-1252. Raises Refusal."""
    if len(content) > MOST_BYTES:
        raise Refusal({"file": f"The file is too big. Up to {MOST_BYTES // 1000} kB can be read."})
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for coding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal({"file": "This is no table of text. Save it as CSV and choose it again."})


def is_guessed(content: bytes) -> bool:
    """Whether the letters of a file can't be known, and are taken for those of Western Europe."""
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return False


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number in a spreadsheet. Raises Refusal where one can't be read."""
    text = text.removeprefix("\ufeff")
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    if said := _SEPARATOR_SAID.match(text):  # as Excel has it, which shows no such row
        separator, text = said[1], text[said.end() :]
    number = 0
    try:
        # Not splitlines(): it would also cut where a cell holds a sign that prints as a line break.
        for number, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1
        ):
            yield number, row
    except csv.Error:
        raise Refusal({"file": f"Row {number + 1} can’t be read as part of a table."}) from None


def shifted(head: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> Iterator[int]:
    """The rows with a cell that no column names: what stands before it may be one column too far.

    Some programs end every row of clients with a separator, and that is no cell.
    """
    named = [bool(title.strip()) for title in head]
    ends_alike = len({len(row) for _, row in rows}) == 1
    for number, row in rows:
        beyond = [text.strip() for text in row[len(head) :]]
        unnamed = [text for text, has_name in zip(row, named, strict=False) if not has_name]
        if any(beyond) or any(map(str.strip, unnamed)) or (beyond and not ends_alike):
            yield number
