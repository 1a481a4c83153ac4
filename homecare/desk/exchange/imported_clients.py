"""Imports to look at afterwards: who, when, how many, which lines; and undoing one as a whole."""

from uuid import UUID

from flask import abort, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.imported.models import ClientImport
from homecare.clients.imported.queries import can_be_undone, fates, imports_of
from homecare.clients.imported.undoing import may_undo, undo_import
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.extensions import db
from homecare.language import count, listed
from homecare.refusals import Refusal

MOST_NAMED = 10


@blueprint.get("/clients/imports")
@allow(THERAPIST)
def imports() -> str:
    """Every import of the practice, the newest first."""
    return render_template("desk/exchange/imports.html", imports=imports_of(scope()))


@blueprint.get("/clients/imports/<uuid:import_id>")
@allow(THERAPIST)
def imported(import_id: UUID) -> str:
    """The lines of an import, and what would become of each were it undone."""
    one, now = scope().get(ClientImport, import_id), clock.now()
    may = can_be_undone(one, now) and may_undo(scope().act(now), one)
    found = fates(db.session(), one)
    return render_template(
        "desk/exchange/imported.html",
        imported=one,
        may=may,
        going=[fate for fate in found if not fate.stays],
        staying=[fate for fate in found if fate.stays],
        left_out=[line.number for line in one.lines if line.made_id is None],
        practice=g.practice,
    )


@blueprint.post("/clients/imports/<uuid:import_id>/undo")
@allow(THERAPIST)
def undo_imported(import_id: UUID) -> Response:
    """End whoever it made as entered by mistake, but for those somebody worked with."""
    one, act = scope().get(ClientImport, import_id), scope().act(clock.now())
    if not may_undo(act, one):
        abort(403)
    try:
        with transaction(db.session):
            found = undo_import(act, one)
    except Refusal as refused:
        flash(str(refused), "error")
    else:
        if found:
            _say([fate.client.name for fate in found if fate.stays], len(found))
    return redirect(url_for("desk.imported", import_id=import_id))


def _say(stay: list[str], number: int) -> None:
    gone = f"The import is undone: {count(number - len(stay), 'client')} ended as a mistake."
    more = [f"{len(stay) - MOST_NAMED} more"] if len(stay) > MOST_NAMED else []
    kept = f" Worked with since, so kept: {listed([*stay[:MOST_NAMED], *more])}." if stay else ""
    flash(gone + kept)
