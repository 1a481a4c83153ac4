"""An address of a record that was merged leads to the record that stayed."""

from typing import Any
from uuid import UUID

from flask import Response, flash, g, redirect, request, url_for

from homecare.access import scope
from homecare.clients.merged.queries import keeper_of
from homecare.desk.blueprint import blueprint

ENDS = {"desk.discharge", "desk.undo_discharge", "desk.wrong_person", "desk.undo_merge"}
"""What ends something is not done to another record than was on the page."""
LOOK = "This record was merged into the one you see now. Nothing was done: look, and press again."


@blueprint.after_request
def lead_to_the_one_record(answer: Response) -> Response:
    """Where a page is missing because its record was merged: the same page of the other one.

    What was typed goes along and is stored there, but for what ends something.
    """
    client_id = (request.view_args or {}).get("client_id")
    if answer.status_code != 404 or client_id is None or g.get("actor") is None:
        return answer
    keeper = keeper_of(scope().session, g.actor.practice_id, client_id)
    return _there(keeper) if keeper and g.actor.is_staff else answer


def _there(keeper: UUID) -> Response:
    if request.method == "POST" and request.endpoint in ENDS:
        flash(LOOK, "warning")
        return redirect(url_for("desk.client", client_id=keeper))  # type: ignore[return-value]
    where: dict[str, Any] = {**request.args, **(request.view_args or {}), "client_id": keeper}
    to = url_for(request.endpoint or "desk.client", **where)
    return redirect(to, code=307 if request.method == "POST" else 302)  # type: ignore[return-value]
