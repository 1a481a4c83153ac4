"""Writes down who looked at a client's record: every view of one is audited."""

from uuid import UUID

from homecare import clock
from homecare.access import Scope
from homecare.accounts import audit
from homecare.database import transaction
from homecare.extensions import db


def note_view(scope: Scope, client_id: UUID, page: str) -> None:
    """Note that `page` of the client's record was seen by the person in `scope`."""
    with transaction(db.session):
        audit.note(scope.act(clock.now()), "client.view", client_id, page)
