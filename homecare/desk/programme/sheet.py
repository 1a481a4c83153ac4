"""The sheet to print for a client: pictures, doses and a week to tick."""

from typing import Any
from uuid import UUID

from flask import Response, abort, g, redirect, render_template, request, url_for

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.queries import latest_episode
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.programmes.sheet import sheet_for
from homecare.programmes.sheet_pdf import pages_for
from homecare.screening.queries import exercises_stopped


@blueprint.route("/clients/<uuid:client_id>/sheet")
@allow(THERAPIST)
def sheet(client_id: UUID) -> str:
    """The client's sheet from today; an empty page with the way on where there is none, and no
    sheet to hand over while a red-flag answer stops the exercises."""
    scoped = scope()
    episode = latest_episode(scoped, client_id) or abort(404)
    today = clock.today(episode.zone)
    note_view(scoped, client_id, "sheet")
    stopped = exercises_stopped(scoped.session, episode.id)
    made = None if stopped else sheet_for(scoped.session, episode, today, g.practice.whom_to_call)
    return render_template(
        "desk/programme/sheet.html",
        client=episode.client,
        sheet=made,
        stopped=stopped,
        practice=g.practice,
    )


@blueprint.route("/clients/<uuid:client_id>/sheet.pdf")
@allow(THERAPIST)
def sheet_pdf(client_id: UUID) -> Any:
    """The same as a PDF, to print or hand over; `?large=1` sets it in large print."""
    scoped = scope()
    episode = latest_episode(scoped, client_id) or abort(404)
    if exercises_stopped(scoped.session, episode.id):
        return redirect(url_for("desk.sheet", client_id=client_id))
    large = request.args.get("large") == "1"
    now = clock.now()
    pages = pages_for(scoped.act(now), episode, g.practice, clock.today(episode.zone), large=large)
    if pages is None:
        return redirect(url_for("desk.sheet", client_id=client_id))
    note_view(scoped, client_id, "sheet")
    answer = Response(pages, content_type="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename="exercises.pdf")
    return answer
