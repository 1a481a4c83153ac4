"""A table of clients as a file has it: columns and days read, each line checked. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from homecare.clients.finding import folded, same_name
from homecare.clients.intake import Intake, problems_of
from homecare.clients.written_days import DAY_FIRST, MONTH_FIRST, is_ambiguous, read_day
from homecare.desk.exchange.table import rows_of, shifted
from homecare.forms import is_printable, unless_blank
from homecare.language import listed
from homecare.refusals import Refusal
from homecare.rules.medicines.thinners import thinners_in
from homecare.rules.red_flags import CONTRAINDICATIONS, THINNER

MOST_LINES = 500
COLUMNS = {
    "name": ("name", "client", "patient", "full name", "client name", "patient name"),
    "first_name": ("first name", "forename", "given name", "christian name"),
    "last_name": ("last name", "surname", "family name", "second name"),
    "telephone": ("telephone", "phone", "tel", "mobile", "mobile phone", "phone number",
                  "telephone number", "mobile number", "cell", "contact number"),
    "email": ("email", "e mail", "email address", "mail"),
    "date_of_birth": ("date of birth", "dob", "d o b", "birth date", "birthdate", "birthday",
                      "born"),
    "complaint": ("complaint", "problem", "condition", "reason", "presenting complaint"),
    "side": ("side", "sore side"),
    "onset": ("onset", "began", "since", "start", "when it began", "onset date"),
    "leg": ("leg", "leg pain", "first leg pain"),
    "back": ("back", "back pain", "first back pain"),
    "contraindications": ("contraindications", "reasons against manipulation"),
    "findings": ("findings", "examination", "notes"),
    "medicines": ("medicines", "medication", "medications", "drugs"),
    "gp": ("gp", "doctor", "general practitioner", "gp and practice"),
}  # fmt: skip
"""What a column may be called, by the field it fills; case, accents and hyphens don't count."""
_FIELDS = {folded(name): of for of, names in COLUMNS.items() for name in names}
LABELS = {of: names[0].capitalize() for of, names in COLUMNS.items()} | {"gp": "GP"}
OPTIONAL = {"email", "findings", "medicines", "gp"}
ALONE = {"name", "first_name", "last_name"}
HEADERS = [LABELS[of] for of in COLUMNS if of not in ("first_name", "last_name")]
SIDES = {"left": "left", "l": "left", "right": "right", "r": "right", "both": "both", "b": "both"}
LONG_AGO = date(1900, 1, 1)  # of a birthday that can't be read, while the rest is looked at
WRITE_DAY = {
    "date_of_birth": "Write it like 31 December 1970.",
    "onset": "Write about when it began, like 1 February 2026.",
}
NONE = ("none", "no", "nothing", "nil")
TO_MEND = "To mend"
"""The column of a file of rows to mend that says what to write in them; it fills no field."""
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r])")


@dataclass
class Line:
    """A line of the table: whom it would make, or what keeps it from that.

    Its number is that of the row in a spreadsheet: the names of the columns are row 1, an empty
    row counts, and a line break in a cell makes no new one.
    """

    number: int
    name: str
    intake: Intake | None = None
    problems: list[str] = field(default_factory=list)
    known: bool = False

    @property
    def thinners(self) -> list[str]:
        """The medicines written down that thin the blood, though the row gives no such reason."""
        intake = self.intake
        if intake is None or THINNER in intake.contraindications:
            return []
        return [one.words for one in thinners_in(intake.medicines)]


@dataclass(frozen=True)
class Where:
    """What every line shares: who takes the clients in, where and when, and how it writes days."""

    zone: str
    therapist_id: UUID
    today: date
    order: str = DAY_FIRST


def lines_of(text: str, where: Where) -> list[Line]:
    """Every line with a client in it, checked. Raises Refusal where the table can't be read."""
    rows = [(n, row) for n, row in rows_of(text) if any(map(str.strip, row))]
    if len(rows) < 2:
        raise Refusal({"file": "There is no row with a client in this file."})
    if len(rows) - 1 > MOST_LINES:
        raise Refusal({"file": f"Up to {MOST_LINES} clients can be added at once. Split the file."})
    head, columns = rows[0][1], _columns(rows[0][1])
    moved = set(shifted(head, rows[1:]))
    cells = [(n, _cells(row, columns)) for n, row in rows[1:]]
    mixed = {of for of in ("date_of_birth", "onset") if _is_mixed(cells, of, where.order)}
    lines = [
        _unlike_columns(n, cell) if n in moved else _line(n, cell, where, mixed)
        for n, cell in cells
    ]
    _mark_doubles(lines)
    return lines


def _unlike_columns(number: int, cell: Mapping[str, str]) -> Line:
    said = (
        "It has more cells than the first row names. Put a text that holds a comma, or whatever "
        "stands between two cells, in quotation marks."
    )
    return Line(number, cell["name"], problems=[said])


def passed_over(text: str) -> list[str]:
    """What the columns are called that fill no field, so that nothing of them is kept."""
    head = next((row for _, row in rows_of(text) if any(map(str.strip, row))), [])
    named = [title.strip() for title in head if title.strip()]
    return [title for title in named if not _field_of(title) and folded(title) != folded(TO_MEND)]


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Where each field stands. Raises Refusal for one that is missing, or there twice."""
    found: dict[str, int] = {}
    for place, title in enumerate(head):
        of = _field_of(title)
        if of in found:
            raise Refusal({"file": f"Two columns are called {LABELS[of]}. Take one out."})
        if of:
            found[of] = place
    parts = {"first_name", "last_name"} & found.keys()
    if "name" in found and parts:
        raise Refusal(
            {"file": "Name is the whole name: take the columns with parts of it out, or call it "
                     "Last name where it is one."}
        )  # fmt: skip
    named = "name" in found or len(parts) == 2
    missing = [of for of in COLUMNS if of not in found and of not in OPTIONAL | ALONE]
    if missing or not named:
        names = [LABELS[of] for of in ([] if named else ["name"]) + missing]
        raise Refusal({"file": f"Missing: a column for {listed(names)}. The first row names them."})
    return found


def _field_of(title: str) -> str | None:
    """The field that a column of this name fills."""
    return _FIELDS.get(folded(title).rstrip(":").strip())


def _cells(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    cells = {of: row[at].strip() if at < len(row) else "" for of, at in columns.items()}
    cells = {of: unless_blank(_GUARDED.sub("", text)) for of, text in cells.items()}
    both = f"{cells.get('first_name', '')} {cells.get('last_name', '')}"
    return {**cells, "name": cells.get("name") or " ".join(both.split())}


def _is_mixed(cells: Sequence[tuple[int, dict[str, str]]], of: str, order: str) -> bool:
    """Whether a day in the column can only be read in the other order than the one said."""
    other = MONTH_FIRST if order == DAY_FIRST else DAY_FIRST
    texts = [cell[of] for _, cell in cells]
    return any(read_day(text, order) is None and read_day(text, other) for text in texts)


def _line(number: int, cell: dict[str, str], where: Where, mixed: set[str]) -> Line:
    line = Line(number, cell["name"])
    born, onset = (_day(line, cell, of, where, mixed) for of in ("date_of_birth", "onset"))
    scores = [_score(line, cell, site) for site in ("leg", "back")]
    side = SIDES.get(folded(cell["side"]).removesuffix(" side"), "")
    reasons = _contraindications(line, cell["contraindications"])
    read = {"date_of_birth": born, "onset": onset, "leg": scores[0], "back": scores[1],
            "contraindications": reasons}  # fmt: skip
    unread = {of for of, value in read.items() if value is None}
    intake = Intake(
        name=cell["name"], telephone=cell["telephone"], email=cell.get("email") or None,
        date_of_birth=born or LONG_AGO, zone=where.zone, therapist_id=where.therapist_id,
        complaint=cell["complaint"], side=side, onset=onset or where.today, leg=scores[0] or 0,
        back=scores[1] or 0, findings=cell.get("findings", ""), gp=cell.get("gp", ""),
        medicines=cell.get("medicines", ""), contraindications=reasons or (), weekly_email=False,
    )  # fmt: skip
    found = {**problems_of(intake, where.today), **_unprintable(cell)}
    line.problems += [
        f"{LABELS[of]}: {text}"
        for of, text in {**found, **_too_long(cell)}.items()
        if of not in unread  # that is said already
    ]
    line.intake = None if line.problems else intake
    return line


def _unprintable(cell: Mapping[str, str]) -> dict[str, str]:
    return {
        of: (
            "Write it without a line break."
            if is_printable(text, lines=True)
            else "Leave out the characters that can’t be printed."
        )
        for of, text in cell.items()
        if of in LABELS and not is_printable(text, lines=of in ("findings", "medicines", "gp"))
    }


def _too_long(cell: Mapping[str, str]) -> dict[str, str]:
    most = {"name": 120, "complaint": 300, "findings": 2000, "medicines": 2000, "gp": 2000}
    return {
        of: f"Write at most {number} characters."
        for of, number in most.items()
        if len(cell.get(of, "")) > number
    }


def _day(
    line: Line, cell: Mapping[str, str], of: str, where: Where, mixed: set[str]
) -> date | None:
    text = cell[of]
    day = read_day(text, where.order)
    if day is None:
        is_none = f"“{text}” is no day with its whole year. " if text else ""
        line.problems.append(f"{LABELS[of]}: {is_none}{WRITE_DAY[of]}")
    elif of in mixed and is_ambiguous(text):
        line.problems.append(
            f"{LABELS[of]}: “{text}” may be two days, because other rows write the month first "
            "and the day second, or the other way round. Write the month as a word."
        )
        return None
    return day


def _score(line: Line, cell: Mapping[str, str], site: str) -> int | None:
    text = cell[site]
    if text.isascii() and text.isdigit() and int(text[:3]) <= 10:
        return int(text)
    line.problems.append(f"{LABELS[site]}: Write a number from 0 to 10.")
    return None


def _contraindications(line: Line, text: str) -> tuple[str, ...] | None:
    """The codes of what is written, apart by semicolons; "none" has to be written, too."""
    if folded(text) in NONE:
        return ()
    known = {
        folded(name): code for code, words in CONTRAINDICATIONS.items() for name in (code, words)
    }
    codes = [known.get(folded(part)) for part in text.split(";")]
    if text and None not in codes:
        return tuple(code for code in codes if code)
    line.problems.append(
        f"{LABELS['contraindications']}: Write “none”, or what applies, with semicolons between."
    )
    return None


def _mark_doubles(lines: Sequence[Line]) -> None:
    """Somebody who stands in the file twice is added once."""
    seen: dict[date, list[str]] = {}
    for line in lines:
        if line.intake is None:
            continue
        names = seen.setdefault(line.intake.date_of_birth, [])
        line.known = any(same_name(name, line.intake.name) for name in names)
        names.append(line.intake.name)
