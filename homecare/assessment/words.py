"""The figures of a verdict in one short line: "leg 6.0 → 4.8; three visits"."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from homecare.language import DAY, few, long_date, one_decimal, short_day_and_month
from homecare.rules.course.episode import SITES
from homecare.rules.verdict.episode_on_day import NOT_FOLLOWING

WEEK_DAYS = 7
Figures = Mapping[str, Any]


class Seen(NamedTuple):
    """Figures, and the day on which they were seen."""

    figures: Figures
    on: date


def at_the_head(seen: Seen, newest: Seen | None) -> Seen:
    """Which figures a live flag begins with: those of the `newest` verdict, as the caseload has
    them. What it saw itself stands there where nothing newer was measured, and where it is about
    no figures, as with red-flag answers."""
    if newest is None or newest.on < seen.on:
        return seen
    return newest if {"index_site"} <= seen.figures.keys() & newest.figures.keys() else seen


def in_short(figures: Figures, kind: str = "", written_on: date | None = None) -> str:
    """Pain at the start and in the last week, and what else a kind of flag turns on.

    `written_on` is the day whose figures they are: with it their week is named, for what is read
    on a later day. Empty where nothing was measured, as for red-flag answers.
    """
    if "index_site" not in figures:
        return ""
    until = "" if written_on is None else short_day_and_month(written_on - DAY)
    parts = (_pain(figures, until), _of_kind(figures, kind), _visits(figures))
    return "; ".join(part for part in parts if part)


def _pain(figures: Figures, until: str) -> str:
    """The site that decides, and the other one where it hurts more."""
    index = figures["index_site"]
    means = figures.get("mean") or {}
    if means.get(index) is None:
        return _without_mean(figures, index, until)
    (other,) = {*SITES} - {index}
    shown = [index, *([other] if (means.get(other) or 0) > means[index] else [])]
    days = (figures.get("mean_days") or {}).get(index) or WEEK_DAYS
    return ", ".join(_change(figures, site) for site in shown) + _time(days, until)


def _change(figures: Figures, site: str) -> str:
    start, mean = (figures.get("start") or {}).get(site), one_decimal(figures["mean"][site])
    return f"{site} {mean}" if start is None else f"{site} {one_decimal(start)} → {mean}"


def _without_mean(figures: Figures, site: str, until: str) -> str:
    start = (figures.get("start") or {}).get(site)
    days = figures.get("rated_days") or {}
    if rated := days.get(site) or 0:
        said = f"rated on {rated} of {WEEK_DAYS} days{_time(WEEK_DAYS, until)}"
    elif figures.get("last_rated") and not any(days.values()):
        said = f"no scores since {_last_rated(figures)}"
    else:
        said = f"no {site} scores for a week{_time(WEEK_DAYS, until)}"
    return said if start is None else f"{site} {one_decimal(start)} at the start; {said}"


def _last_rated(figures: Figures) -> str:
    return short_day_and_month(date.fromisoformat(figures["last_rated"]))


def _time(days: int, until: str) -> str:
    if days == WEEK_DAYS:
        return f" (week to {until})" if until else ""
    return f" ({days} days to {until})" if until else f" over {days} days"


def mean_of(figures: Figures, site: str) -> float | None:
    """The mean of a site in some figures, 0–10, or None where too little was rated."""
    mean: float | None = (figures.get("mean") or {}).get(site)
    return mean


def days_of_mean(figures: Figures, site: str, seen_on: date) -> str:
    """The days that such a mean is of: "in the week to 22 March 2026"."""
    days = (figures.get("mean_days") or {}).get(site) or WEEK_DAYS
    until = long_date(seen_on - DAY)
    return f"in the week to {until}" if days == WEEK_DAYS else f"over the {days} days to {until}"


def _of_kind(figures: Figures, kind: str) -> str:
    if kind == NOT_FOLLOWING and figures.get("due"):
        return f"{figures.get('reported') or 0} of {figures['due']} exercise times reported"
    return ""


def _visits(figures: Figures) -> str:
    visits = figures.get("visits")
    return few(visits, "visit") if visits else ""
