"""What the owner hears of the server: on every page of the desk what is about to go wrong, and how
backups are begun."""

from datetime import date, datetime, timedelta
from uuid import UUID

from flask import current_app, g
from sqlalchemy import select

from homecare import clock
from homecare.accounts.queries import newest_line
from homecare.acting import OWNER
from homecare.backups.scheduled import last_good, problem
from homecare.clockwork import behind
from homecare.clockwork.failures import signs_of_nights
from homecare.clockwork.stops import sign_of
from homecare.desk.blueprint import blueprint
from homecare.extensions import db
from homecare.language import day_and_month, few
from homecare.serving import disk

SILENT = timedelta(minutes=15)
"""A clock that was just started anew has ticked by then (ours)."""
STARTED = clock.machine_time()


def server_troubles() -> list[str]:
    """What is wrong with the server, or will be soon, in a sentence each; for the owner alone."""
    if g.actor.role != OWNER:
        return []
    return [one for one in (_backups_behind(), _short_of_room(), *_clocks()) if one]


def _backups_behind() -> str | None:
    """That the last backup is too old; before the first one nobody is told."""
    folder = current_app.config["SETTINGS"].backups
    if folder is None or last_good(folder) is None:
        return None
    wrong = problem(folder, clock.machine_time())
    return wrong and f"{wrong}. What is written meanwhile is lost if its disk fails"


def _short_of_room() -> str | None:
    wrong = disk.problem(disk.folders_of(current_app.config["SETTINGS"]))
    return wrong and f"{wrong}. Make room there: when it is full, nothing can be written down"


def _clocks() -> tuple[str | None, ...]:
    """The machine's own, and the clock that sends mail and looks at the night's figures."""
    newest: UUID | None
    beat_at: datetime | None
    known = (
        g.get("signs_of_server")
        or db.session.execute(select(newest_line(), sign_of(), *signs_of_nights())).one()
    )
    newest, beat_at, night, left_out = known
    now = clock.machine_time()
    wrong = behind.problem(newest, now)
    silent = beat_at is not None and now - max(beat_at, STARTED) > SILENT
    return (
        wrong and f"{wrong}. Days would be counted wrongly: set its time",
        f"its clock has not ticked since {beat_at:%H:%M} UTC, so no mail leaves and nothing is "
        "looked at in the night. Start homecare again"
        if silent and beat_at
        else None,
        night
        and f"the night of {day_and_month(date.fromisoformat(night))} failed, so flags may be "
        "missing. It is tried again every ten minutes; the log says what failed",
        f"{few(left_out, 'record')} could not be looked at in the night, so flags may be missing. "
        "It is tried again; the log says what failed"
        if left_out
        else None,
    )


def no_backups() -> bool:
    """Whether the owner of a practice at work has to read how backups are made."""
    asked = current_app.config["SETTINGS"].backups is not None
    return g.actor.role == OWNER and not asked and not current_app.config["DEMONSTRATION"]


blueprint.context_processor(lambda: {"server_troubles": server_troubles, "no_backups": no_backups})
