"""Until when a record is usually kept. Pure.

Source: NHS Records Management Code of Practice (2021, updated 2023), appendix II, which private
practice in the UK follows too: adult health records eight years after the last contact; those of
children until the 25th birthday, or the 26th where somebody was 17 at the last contact.
"""

from calendar import monthrange
from datetime import date

ADULT, CHILD_UNTIL = 18, 25
USUAL_YEARS = 8


def kept_until(last: date, born: date, years: int = USUAL_YEARS) -> date:
    """The first day on which a record may go; `last` is the day of the last contact."""
    until = _birthday(last, years)
    age = last.year - born.year - ((last.month, last.day) < (born.month, born.day))
    if age >= ADULT:
        return until
    return max(until, _birthday(born, CHILD_UNTIL + (age == ADULT - 1)))


def _birthday(day: date, years: int) -> date:
    """The same day so many years later; of the 29th of February, the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def answer_by(asked: date) -> date:
    """A month after the request (UK GDPR, article 12(3)): the same day of the next month, or its
    last one."""
    more, month = divmod(asked.month, 12)
    year, month = asked.year + more, month + 1
    return date(year, month, min(asked.day, monthrange(year, month)[1]))
