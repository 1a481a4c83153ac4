"""What the owner hears of backups: an old one on every page of the desk, and how to begin."""

from flask import current_app, g

from homecare import clock
from homecare.acting import OWNER
from homecare.backups.scheduled import last_good, problem
from homecare.desk.blueprint import blueprint


def backup_behind() -> str | None:
    """That the last backup is too old, for the owner; before the first one nobody is told."""
    folder = current_app.config["SETTINGS"].backups
    if folder is None or g.actor.role != OWNER or last_good(folder) is None:
        return None
    return problem(folder, clock.machine_time())


def no_backups() -> bool:
    """Whether the owner of a practice at work has to read how backups are made."""
    asked = current_app.config["SETTINGS"].backups is not None
    return g.actor.role == OWNER and not asked and not current_app.config["DEMONSTRATION"]


blueprint.context_processor(lambda: {"backup_behind": backup_behind, "no_backups": no_backups})
