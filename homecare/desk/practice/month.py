"""This practice this month, and the month before beside it: for its owner, on one page."""

from typing import Any, NamedTuple

from flask import g, render_template

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import OWNER
from homecare.desk.blueprint import blueprint
from homecare.desk.practice.month_figures import (
    Figures,
    StillOpen,
    figures_of,
    month_before,
    month_of,
    still_open,
)
from homecare.language import CASELOAD_ORDER, STATES, count
from homecare.rules.verdict.flags_asked import REVIEW


class Line(NamedTuple):
    """A line of a table: what is counted, and its figure in each month, the newest first."""

    about: str
    figures: tuple[str, ...]


class FlagLine(NamedTuple):
    """A kind of flag: how many were raised, and the median days until the decision."""

    about: str
    raised: tuple[int, ...]
    days: tuple[str, ...]


@blueprint.get("/practice/month")
@allow(OWNER)
def practice_month() -> str:
    """How many came, went and got better, and how long flags waited; nobody is named or ranked."""
    now, zone = clock.now(), g.practice.zone
    month = month_of(clock.today(zone), now, zone)
    months = (month, month_before(month, zone))
    found = figures_of(scope(), months, zone)
    return render_template(
        "desk/practice/practice_month.html",
        practice=g.practice,
        months=months,
        clients=_clients(found),
        flags=_flags(found),
        letters=_letters(found),
        still_open=_still_open(still_open(scope(), now, zone)),
    )


def _clients(found: list[Figures]) -> list[Line]:
    return [
        _line("In care at the end, or now", found, lambda month: month.in_care),
        _line("New", found, lambda month: month.new),
        _line("Discharged", found, lambda month: month.discharged),
        _line("Of those, better or free of pain", found, lambda month: month.better),
        _line("Of those, not known", found, lambda month: month.untold),
    ]


def _letters(found: list[Figures]) -> list[Line]:
    return [
        _line("Letters issued", found, lambda month: month.issued),
        _line("Answers to letters", found, lambda month: month.answered),
    ]


def _line(about: str, found: list[Figures], figure: Any) -> Line:
    return Line(about, tuple(str(figure(month)) for month in found))


def _flags(found: list[Figures]) -> list[FlagLine]:
    """Every kind that was raised or decided in one of the months, the gravest first."""
    return [
        FlagLine(
            _called(kind),
            tuple(month.raised.get(kind, 0) for month in found),
            tuple(_days(month.days.get(kind)) for month in found),
        )
        for kind in CASELOAD_ORDER
        if any(month.raised.get(kind) or kind in month.days for month in found)
    ]


def _still_open(found: list[StillOpen]) -> list[str]:
    """What nobody has decided, the gravest first, in a sentence for each kind."""
    by_kind = {one.kind: one for one in found}
    return [
        f"{_called(kind)}: {one.number}, {_since(one)}."
        for kind in CASELOAD_ORDER
        if (one := by_kind.get(kind))
    ]


def _since(one: StillOpen) -> str:
    if one.days < 1:
        return "raised today"
    return f"{'the oldest ' if one.number > 1 else ''}for {count(one.days, 'day')}"


def _called(kind: str) -> str:
    return "Review" if kind == REVIEW else STATES[kind]


def _days(days: float | None) -> str:
    return "" if days is None else f"{days:g} day{'s' * (days != 1)}"
