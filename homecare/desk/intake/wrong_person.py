"""Taking a client's sign-in back from the wrong person."""

from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import login_of, name_of
from homecare.acting import THERAPIST
from homecare.clients.models import Client
from homecare.clients.sign_in.taking_back import take_back
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.views import back_to
from homecare.diary.not_theirs.queries import through_ended_sign_ins
from homecare.extensions import db
from homecare.flags.not_theirs.operations import follow_taken_back
from homecare.rules.urgent_advice import what_to_do
from homecare.screening.not_theirs.queries import standing_of


@blueprint.route("/clients/<uuid:client_id>/wrong-person", methods=["GET", "POST"])
@allow(THERAPIST)
def wrong_person(client_id: UUID) -> Any:
    """Say what will happen, ask once, and end the sign-in that is named on the page."""
    client = scope().get(Client, client_id)
    place = login_of(scope().session, client.practice_id, client_id)
    if place is None:
        return back_to(client_id)
    if request.method == "GET":
        standing = standing_of(db.session(), client_id, place.person_id)
        return render_template(
            "desk/intake/wrong_person.html", client=client, place=place, standing=standing,
            advice=what_to_do(standing[0].urgency, g.practice.whom_to_call) if standing else None,
        )  # fmt: skip
    if request.form.get("place") != str(place.id):
        flash("Somebody changed the sign-in meanwhile. Look again.", "warning")
        return back_to(client_id)
    called = name_of(place)
    with transaction(db.session):
        act = scope().act(clock.now())
        take_back(act, client, place)
        follow_taken_back(act, client)
    flash(f"{called} can’t open this record any more. Invite {client.name} anew.")
    reported = through_ended_sign_ins(db.session(), client)
    then = "desk.reports_not_theirs" if reported else "desk.invitation"
    return redirect(url_for(then, client_id=client_id))
