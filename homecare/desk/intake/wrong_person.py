"""Taking a client's sign-in back from the wrong person."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

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
from homecare.extensions import db


@blueprint.route("/clients/<uuid:client_id>/wrong-person", methods=["GET", "POST"])
@allow(THERAPIST)
def wrong_person(client_id: UUID) -> Any:
    """Say what will happen, ask once, and end the sign-in that is named on the page."""
    client = scope().get(Client, client_id)
    place = login_of(scope().session, client.practice_id, client_id)
    if place is None:
        return back_to(client_id)
    if request.method == "GET":
        return render_template("desk/intake/wrong_person.html", client=client, place=place)
    if request.form.get("place") != str(place.id):
        flash("Somebody changed the sign-in meanwhile. Look again.", "warning")
        return back_to(client_id)
    called = name_of(place)
    with transaction(db.session):
        take_back(scope().act(clock.now()), client, place)
    flash(f"{called} can’t open this record any more. Invite {client.name} anew.")
    return redirect(url_for("desk.invitation", client_id=client_id))
