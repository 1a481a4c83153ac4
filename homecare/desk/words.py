"""Days and moments as a therapist reads them at a glance; filters of the desk's pages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import g

from homecare import clock
from homecare.clients.intake import plain_date
from homecare.desk.blueprint import blueprint


@blueprint.app_template_filter("desk_day")
def day_words(day: date | None) -> str:
    """A day: today, yesterday, "Mon 2 Mar", with the year where it is not this one."""
    return "" if day is None else _near(day, clock.today(g.practice.zone))


@blueprint.app_template_filter("desk_date")
def date_words(day: date) -> str:
    """A date far from today: 4 March 1965."""
    return plain_date(day)


@blueprint.app_template_filter("desk_moment")
def moment_words(moment: datetime | None) -> str:
    """A moment in the practice's own time: "Mon 9 Mar, 14:30"."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(g.practice.zone))
    return f"{_near(local.date(), clock.today(g.practice.zone))}, {local:%H:%M}"


def local_day(moment: datetime) -> date:
    """The day of a moment where the practice is."""
    return moment.astimezone(ZoneInfo(g.practice.zone)).date()


@blueprint.app_template_filter("upfirst")
def starts_upper(words: str) -> str:
    """The words with a capital at the start, the rest as it is."""
    return words[:1].upper() + words[1:]


@blueprint.app_template_filter("desk_number")
def number_words(number: float) -> str:
    """A mean with one decimal: 4.2."""
    return f"{number:.1f}"


def _near(day: date, today: date) -> str:
    names = {0: "today", 1: "yesterday", -1: "tomorrow"}
    distance = (today - day).days
    if distance in names:
        return names[distance]
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"
