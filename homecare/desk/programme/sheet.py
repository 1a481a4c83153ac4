"""The sheet to print for a client: pictures, doses and a week to tick."""

from uuid import UUID

from flask import abort, g, render_template

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.queries import latest_episode
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.programmes.sheet import sheet_for


@blueprint.route("/clients/<uuid:client_id>/sheet")
@allow(THERAPIST)
def sheet(client_id: UUID) -> str:
    """The client's sheet from today; an empty page with the way on where there is none."""
    scoped = scope()
    episode = latest_episode(scoped, client_id) or abort(404)
    today = clock.today(episode.zone)
    note_view(scoped, client_id, "sheet")
    made = sheet_for(scoped.session, episode, today, g.practice.nation)
    return render_template(
        "desk/programme/sheet.html", client=episode.client, sheet=made, practice=g.practice
    )
