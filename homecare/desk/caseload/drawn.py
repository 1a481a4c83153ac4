"""The rows of the caseload as the page shows them: what says the same is drawn once."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from uuid import UUID

from flask import get_template_attribute
from markupsafe import Markup

from homecare.desk.caseload.case_row import KEPT, CaseRow
from homecare.desk.caseload.marks import NO_VISIT, TO_DISCHARGE
from homecare.desk.caseload.needs import RED
from homecare.desk.namesakes import telling_apart

Draw = Callable[[Iterable[CaseRow]], Markup]


def drawing(today: date, emergency: str, me: UUID | None, *, of_all: bool) -> Draw:
    """How this page draws its rows: `of_all`, it names each therapist, else those of others."""
    told_apart = telling_apart()

    def one(row: CaseRow) -> Markup:
        mine = "" if row.therapist_id == me else f"for {row.therapist}"
        badge = emergency if row.is_emergency else row.badge
        name = told_apart(row.client_id, row.name)
        return drawn(row, name, row.therapist if of_all else mine, badge, today)

    return lambda rows: Markup("").join(map(one, rows))


@lru_cache(KEPT)
def drawn(row: CaseRow, name: str, therapist: str, badge: str | None, today: date) -> Markup:
    """One client's row; it follows from the arguments alone, so that none is ever out of date."""
    line: Callable[..., Markup] = get_template_attribute("desk/caseload/_line.html", "line")
    return line(row, name, therapist, badge, today, RED, NO_VISIT, TO_DISCHARGE)
