"""What was written in a stretch of care since it began, counted by its kind.

The tables are asked by name, because most of them lie downstream.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, func, select, true
from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.database import Base
from homecare.language import count


class Kind(NamedTuple):
    """What the rows of a table are called: one of them, and several."""

    one: str
    many: str


KINDS = {
    "visit": Kind("visit", "visits"),
    "appointment": Kind("appointment", "appointments"),
    "entry": Kind("report in the diary", "reports in the diary"),
    "programme_version": Kind("programme", "versions of the programme"),
    "screening": Kind("round of red-flag questions", "rounds of red-flag questions"),
    "flag": Kind("flag", "flags"),
    "referral": Kind("letter", "letters"),
    "away": Kind("holiday or pause", "holidays or pauses"),
    "record_change": Kind("change of the record", "changes of the record"),
}
LEFT_OUT = {
    "diary_day": "counted from the entries, or made by the night",
    "verdict": "made by the night",
    "visit_correction": "stands with its visit",
    "letter_agreement": "stands with its letter",
}
"""Tables with an episode whose rows nobody wrote there by themselves, and why."""


def written_in(session: Session, episode: Episode) -> list[str]:
    """What was written since the intake, each kind with its number; empty where nothing was."""
    tables = {name: Base.metadata.tables[name] for name in KINDS}
    numbers = [
        select(func.count())
        .where(table.c.episode_id == episode.id, _since(table, episode))
        .scalar_subquery()
        for table in tables.values()
    ]
    found = zip(KINDS.values(), session.execute(select(*numbers)).one(), strict=True)
    return [count(number, kind.one, kind.many) for kind, number in found if number]


def _since(table: Table, episode: Episode) -> ColumnElement[bool]:
    """What the intake asked is no more than the intake; a visit that was struck out is nothing."""
    if table.name == "screening":
        return table.c.answered_at > episode.opened_at
    return table.c.struck_at.is_(None) if table.name == "visit" else true()
