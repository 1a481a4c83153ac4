"""Words that more than one page, mail or letter says: written here once, asked for elsewhere.

Dates, counts, sides, and what the states of the rule, flags, proposals and decisions are called.
The sentences of the rule stay in `homecare.rules`; what they share with a page is taken from there.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from homecare.rules import red_flags, retold
from homecare.rules.overdue import TimeOpen
from homecare.rules.verdict import arithmetic, flags_asked
from homecare.rules.verdict import episode_on_day as states

# Dates and moments

MONTHS = arithmetic.MONTHS
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = timedelta(days=1)
_TODAY = {0: "Today", 1: "Yesterday"}

long_date = arithmetic.long_date
"""A day with its year, as the rule writes it too: "2 March 2026"."""


def day_and_month(day: date) -> str:
    """A day of a year that is plain: "2 March"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def day_of_a_year(day: date, today: date) -> str:
    """A day with its year where that is not today's: "2 March", or "2 March 2025"."""
    return day_and_month(day) if day.year == today.year else long_date(day)


def weekday_date(day: date, today: date | None = None) -> str:
    """A day near enough to know by its weekday, "Monday 2 March"; as `day_of_a_year` by `today`."""
    return f"{WEEKDAYS[day.weekday()]} {day_of_a_year(day, today or day)}"


def short_date(day: date) -> str:
    """A day in as little room as may be: "Mon 2 Mar"."""
    return f"{WEEKDAYS[day.weekday()][:3]} {short_day_and_month(day)}"


def short_day_and_month(day: date) -> str:
    """As `short_date`, without the weekday: "2 Mar"."""
    return f"{day.day} {short_month(day)}"


def month_and_year(day: date) -> str:
    """A month: "March 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def short_month(day: date) -> str:
    """The month of a day in three letters: "Mar"."""
    return MONTHS[day.month - 1][:3]


def day_name(day: date, today: date) -> str:
    """Today, Yesterday or the weekday with its date."""
    return _TODAY.get((today - day).days, weekday_date(day))


def short_day_name(day: date, today: date) -> str:
    """As `day_name`, short enough for two beside each other on a phone: "Thu 19 Nov"."""
    return _TODAY.get((today - day).days, short_date(day))


def near_day(day: date, today: date) -> str:
    """A day at a glance: today, yesterday, "Mon 2 Mar", with the year where it is not this one."""
    return "tomorrow" if day - today == DAY else lived_day(day, today)


def lived_day(day: date, today: date) -> str:
    """A day that somebody has lived through, as `near_day`; with its date where it lies ahead for
    the reader, as days begin sooner where they are."""
    year = "" if day.year == today.year else f" {day.year}"
    near = {0: "today", 1: "yesterday"}
    return near.get((today - day).days, f"{short_date(day)}{year}")


def local_day(moment: datetime, zone: str) -> date:
    """The date on which `moment` falls in the time zone `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_and_time(moment: datetime, zone: str) -> str:
    """A local time in words: "Monday 9 March at 10:30"."""
    return wall_words(on_wall(moment, zone))


def on_wall(moment: datetime, zone: str) -> datetime:
    """What a clock on a wall in the time zone shows at a moment; without a zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def wall_words(wall: datetime) -> str:
    """A time on a wall in words: "Monday 9 March at 10:30"."""
    return f"{weekday_date(wall.date())} at {wall:%H:%M}"


def near_wall(wall: datetime, today: date) -> str:
    """A time on a wall at a glance: "Mon 9 Mar, 14:30"."""
    return f"{near_day(wall.date(), today)}, {wall:%H:%M}"


def city_of(zone: str) -> str:
    """What a time zone is called beside a time: "London" for Europe/London."""
    return zone.rpartition("/")[2].replace("_", " ")


def near_moment(moment: datetime, zone: str, today: date) -> str:
    """A local time at a glance: "Mon 9 Mar, 14:30"."""
    return near_wall(on_wall(moment, zone), today)


# Counts, lists and sentences

NUMBERS = (*arithmetic.COUNTS, "seven")


def count(number: int, one: str, many: str | None = None) -> str:
    """The number with its noun: "1 set", "3 sets"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def how_long(seconds: int) -> str:
    """A wait in words: seconds, whole minutes or whole hours, never shorter than it is."""
    if seconds <= 90:
        return count(seconds, "second")
    minutes = -(-seconds // 60)
    return count(minutes, "minute") if minutes <= 90 else count(-(-minutes // 60), "hour")


def few(number: int, one: str) -> str:
    """As `count`, a small number in words: "three visits"."""
    return (
        f"{NUMBERS[number]} {one}{'s' * (number != 1)}"
        if number < len(NUMBERS)
        else count(number, one)
    )


def listed(words: Sequence[str]) -> str:
    """Several things in a sentence: "Monday, Tuesday and Friday"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def starts_upper(words: str) -> str:
    """The words with a capital at the start, the rest as it is."""
    return words[:1].upper() + words[1:]


def as_sentence(words: str) -> str:
    """What somebody typed, with the full stop that it may lack."""
    return words if not words or words[-1] in ".!?" else f"{words}."


def one_decimal(number: float) -> str:
    """A mean as it is always shown: 4.2."""
    return arithmetic.number(number)


# Sides

_ONE_SIDE = {"left": "left side", "right": "right side"}
SIDES_OF_EXERCISE = {**_ONE_SIDE, "both": "each side in turn"}
SIDES_OF_COMPLAINT = {**_ONE_SIDE, "both": "both sides"}
SIDES_OF_PICTURE = {**_ONE_SIDE, "both": "either side"}

# States of the rule, and the flags they raise

STATES = {
    states.URGENT: "Urgent",
    states.GP: "GP first",
    states.WORSENING: "Getting worse",
    states.STALLED: "Stalled",
    flags_asked.REVIEW: "Three-visit review",
    states.QUIET: "Gone quiet",
    states.RECURRENT: "Pain is back",
    states.NOT_FOLLOWING: "Little exercise reported",
    states.TOO_FEW: "Too few scores",
    states.EARLY: "Early days",
    states.LEVEL: "No clear change",
    states.IMPROVING: "Getting better",
    states.RESOLVED: "Pain settled",
}
"""What a state of the rule or a kind of flag is called."""
REVIEWS = {
    "hurts": "Exercises hurt",
    "activity": "Doing less",
    "better_but_level": "Better, but level",
    "recurrence": STATES[states.RECURRENT],
    "flare": STATES[states.RECURRENT],
}
"""What a review is about where no visits made it, by the code of its first reason."""
REVIEWS_OF_VISITS = {
    "2": "Two-visit review",
    "4": "Four-visit review",
    "5": "Five-visit review",
    "6": "Six-visit review",
}
"""The review of a practice that chose another number of visits than three."""
CASELOAD_ORDER = (
    states.URGENT,
    states.GP,
    states.WORSENING,
    states.STALLED,
    states.QUIET,
    flags_asked.REVIEW,
    states.NOT_FOLLOWING,
)
"""The kinds of flags as a list has them: who has gone quiet may need somebody sooner than a review.

Which flag replaces which is another order, that of the rule: `flags_asked.GRAVITY`.
"""
FLAG_STATUSES = {
    "snoozed": "Set aside",
    "acted": "Decided",
    "dismissed": "Dismissed",
    "replaced": "Replaced by a graver flag",
    "cleared": "Cleared",
    "withdrawn": "Taken back",
}
TAKEN_UP = "Taken up again"


def flag_step(old: str, new: str) -> str:
    """What a step of a flag from one state to another is called; `old` is empty where it begins."""
    if old == new:
        return "Noted"
    if new != "open":
        return FLAG_STATUSES[new]
    if not old:
        return "Raised"
    return TAKEN_UP if old in ("acted", "dismissed") else "Came back"


OVERDUE = "Overdue"
"""What a flag is called that has been open for longer than its kind bears."""
UNREAD_ANSWER = "Answer not read yet"
"""What marks a letter whose answer nobody says to have read."""
PROPOSALS = {
    "emergency": "Urgent help. Call them, and make sure that they get it.",
    "gp": "The GP. Not the chiropractor.",
    "contact": "Get in touch within one working day.",
    "check_in": "Ask how they are.",
    "ask_why": "Ask what gets in the way.",
    "chiropractor": "A session with a chiropractor.",
    "visit": "Another visit.",
    "check": "Ask the red-flag questions again.",
    "carry_on": f"{arithmetic.YOU_DECIDE}.",
    "none": "Nothing for now.",
}
URGENT_HELP: dict[int, str] = {
    red_flags.Level.EMERGENCY: "Emergency help now. Call them, and make sure that they get it.",
    red_flags.Level.SAME_DAY: "Help today. Call them, and make sure that they get it.",
}
"""What is proposed for "emergency" where it is known how soon the gravest answer needs somebody."""
BACKGROUND_DECISIONS = {
    red_flags.CONSIDERED: "considered",
    red_flags.GP_FIRST: STATES[states.GP],
}
"""What a therapist may decide about a line of the background, inside a sentence."""


def flag_title(kind: str, of_review: str | None = None) -> str:
    """What a flag is called in a list of other things; `of_review`: what a review is about."""
    words = of_review or STATES.get(kind)
    if not words:
        return "Flag"
    return f"Flag: {words if words == STATES[states.GP] else words[0].lower() + words[1:]}"


def review_title(reasons: Sequence[Mapping[str, str]] | None) -> str | None:
    """What a review is about, by its first reason; None where the word of the kind says it."""
    if not reasons:
        return None
    code, text = reasons[0]["code"], reasons[0]["text"]
    if code == "visits" and (visits := re.match(r"\d+", text)):
        return REVIEWS_OF_VISITS.get(visits[0])
    return REVIEWS.get(code)


def open_for(time: TimeOpen) -> str:
    """How long a flag has stood open: "open for 9 days", an urgent one "open for 5 hours"."""
    if time.hours is not None:
        return f"open for {count(time.hours, 'hour') if time.hours else 'less than an hour'}"
    return f"open for {count(time.days, 'day')}" if time.days else "open since today"


# Sentences of the rule, read on a later day than the one they were written on

with_its_week, without_invitation = retold.with_its_week, retold.without_invitation
of_ended_care = retold.of_ended_care
