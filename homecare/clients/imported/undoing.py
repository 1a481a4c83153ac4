"""Undoing an import as a whole: whoever it made, and nobody worked with, was entered by mistake."""

from sqlalchemy import select

from homecare.accounts import audit
from homecare.accounts.operations import hold_practice
from homecare.acting import OWNER, Act
from homecare.clients.episodes.mistakes import end_as_mistake
from homecare.clients.imported.models import ClientImport
from homecare.clients.imported.queries import Fate, can_be_undone, fates
from homecare.clients.models import Client, Episode
from homecare.refusals import Refusal

UNDONE = "The import was undone"
TOO_LATE = "An import can be undone for 24 hours, and these are over."
NOBODY = "Every one of them was worked with since, so nobody would go. End each on their own page."


def may_undo(act: Act, imported: ClientImport) -> bool:
    """Whoever added them may, and the owner."""
    return act.actor.role == OWNER or act.actor.person_id == imported.by


def undo_import(act: Act, imported: ClientImport) -> list[Fate]:
    """End whoever came by this import as entered by mistake, save those whom somebody worked with;
    answers what became of each. All of it or nothing; twice is once.

    Raises Refusal after a day, and where nobody would go; PermissionError for a colleague.
    """
    if not may_undo(act, imported):
        raise PermissionError("an import is undone by who made it, or the owner")
    hold_practice(act.session, act.actor.practice_id)
    act.session.refresh(imported, with_for_update=True)
    if imported.undone_at is not None:
        return []
    if not can_be_undone(imported, act.now):
        raise Refusal(TOO_LATE)
    _hold(act, [line.made_id for line in imported.lines if line.made_id])
    found = fates(act.session, imported)
    going = {one.client.id for one in found if not one.stays}
    if not going:
        raise Refusal(NOBODY)
    theirs = select(Episode).where(Episode.client_id.in_(going), Episode.closed_at.is_(None))
    for episode in act.session.scalars(theirs.order_by(Episode.id)).all():
        end_as_mistake(act, episode, UNDONE)
    imported.undone_at, imported.undone_by = act.now, act.actor.person_id
    audit.note(act, "clients.import_undone", subject=str(len(going)))
    act.session.flush()
    return found


def _hold(act: Act, ids: list[object]) -> None:
    """Let nobody write anything about these clients until this is done."""
    held = select(Client).where(Client.id.in_(ids)).order_by(Client.id).with_for_update()
    act.session.scalars(held.execution_options(populate_existing=True)).all()
