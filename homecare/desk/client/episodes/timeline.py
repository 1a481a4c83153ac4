"""All that happened in a client's care: to search for what is meant, and to print."""

from uuid import UUID

from flask import abort, g, render_template, request

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.queries import episodes_of
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.events import ABOUT, lines_of
from homecare.desk.client.record import Asked, record_of


@blueprint.get("/clients/<uuid:client_id>/timeline")
@allow(THERAPIST)
def timeline(client_id: UUID) -> str:
    """Every line of each stretch of care, the newest first; `?about=` leaves one kind."""
    episodes = episodes_of(scope(), client_id) or abort(404)
    asked = request.args.get("about", "")
    kept = {asked} if asked in ABOUT else set(ABOUT)
    told = []
    for episode in episodes:
        record = record_of(scope(), episode, clock.now(), Asked(), episodes)
        told.append((episode, lines_of(e for e in record.events if e.about in kept)))
    note_view(scope(), client_id, "timeline")
    return render_template(
        "desk/client/timeline.html",
        client=episodes[0].client,
        told=told,
        asked=asked if asked in ABOUT else "",
        choices={"": "All", **ABOUT},
        practice=g.practice,
    )
