"""A day as people write it: 5/3/1970, 5.3.70, 5 March 1970, 1970-03-05, 05031970. Pure."""

import re
from collections.abc import Iterator
from datetime import date

from homecare.language import MONTHS

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
CENTURIES = (1900, 2000)

_BETWEEN = r"[\s./\-]+"
_NUMBERS = re.compile(
    rf"(?<!\d)(?P<a>\d{{1,4}}){_BETWEEN}(?P<b>\d{{1,2}}){_BETWEEN}(?P<c>\d{{4}}|\d{{1,2}})(?!\d)"
)
_NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + "|sept"
_MONTH = rf"(?P<month>{_NAMES})\.?"
_APART = r"[\s.,/\-]*"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_NAMED = (
    re.compile(rf"(?<!\d){_DAY}{_APART}(?:of\s+)?{_MONTH}{_APART}{_YEAR}(?!\d)", re.I),
    re.compile(rf"\b{_MONTH}{_APART}{_DAY}[\s.,/\-]+{_YEAR}(?!\d)", re.I),
)  # fmt: skip
_CLOSED_UP = re.compile(r"(?<!\d)(?:\d{8}|\d{6})(?!\d)")
Written = tuple[str, tuple[date, ...]]


def days_in(text: str) -> tuple[str, tuple[date, ...]]:
    """The text without the first day that is written in it, and what that day may be.

    The day stands before the month, as in Britain, and after it only where it can't be otherwise.
    """
    for found in _all_written(text):
        days = tuple(_days_of(found))
        if days:
            return f"{text[: found.start()]} {text[found.end() :]}", days
    return text, ()


def days_closed_up(digits: str) -> tuple[date, ...]:
    """What eight or six digits in a row may mean as a day; they may be a telephone, too."""
    if not _CLOSED_UP.fullmatch(digits):
        return ()
    year_first = (digits[:4], digits[4:6], digits[6:]) if len(digits) == 8 else None
    day_first = (digits[4:], digits[2:4], digits[:2])
    ways = [parts for parts in (day_first, year_first) if parts]
    return tuple(day for parts in ways for day in _days(*parts))


def read_day(text: str, order: str) -> date | None:
    """The one day that is written, with its whole year, in an order that is known; else None."""
    text = text.strip()
    found = next((f for f in _all_written(text) if f.group() == text), None)
    if found is None:
        return None
    if "month" in found.groupdict():
        return _one(found["year"], month_of(found["month"]), found["day"])
    a, b, c = found.group("a", "b", "c")
    if len(a) == 4:
        return _one(a, b, c)
    return _one(c, b, a) if order == DAY_FIRST else _one(c, a, b)


def is_ambiguous(text: str) -> bool:
    """Whether a day can be read with the day before the month, and otherwise after it."""
    days = {read_day(text, DAY_FIRST), read_day(text, MONTH_FIRST)}
    return len(days) == 2 and None not in days


def month_of(name: str) -> str:
    """The number of a month by its name, or as much of it as tells it apart."""
    start = name[:3].lower()
    return str(next(n for n, month in enumerate(MONTHS, 1) if month[:3].lower() == start))


def _all_written(text: str) -> Iterator[re.Match[str]]:
    for pattern in (*_NAMED, _NUMBERS):
        yield from pattern.finditer(text)


def _days_of(found: re.Match[str]) -> Iterator[date]:
    if "month" in found.groupdict():
        yield from _days(found["year"], month_of(found["month"]), found["day"])
        return
    a, b, c = found.group("a", "b", "c")
    if len(a) > 2:
        yield from _days(a, b, c)
        return
    day_first = list(_days(c, b, a))
    yield from day_first or _days(c, a, b)


def _days(year: str, month: str, day: str) -> Iterator[date]:
    """The day, in either century where the year has two digits; nothing where there is none."""
    years = [str(int(year) + century) for century in CENTURIES] if len(year) == 2 else [year]
    return (found for one in years if (found := _one(one, month, day)))


def _one(year: str, month: str, day: str) -> date | None:
    if len(year) != 4:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
