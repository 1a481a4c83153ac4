"""The address somebody who works here signs in with: another one, once it has confirmed itself."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from homecare import clock
from homecare.accounts.access_rules import SIGNED_IN, allow
from homecare.accounts.addresses import drop_wanted, want, work_place
from homecare.accounts.emails import factors_email
from homecare.accounts.factors.fresh import fresh
from homecare.accounts.front_door.forms import NewAddressForm
from homecare.accounts.front_door.views import blueprint
from homecare.accounts.models import Membership
from homecare.accounts.sign_in.limits import limit_new_address
from homecare.database import transaction
from homecare.extensions import db
from homecare.mail import outbox


def _place() -> Membership:
    """Where somebody works; a client's address is corrected in their record."""
    return work_place(current_user) or abort(404)


@blueprint.route("/me/signing-in/address", methods=["GET", "POST"])
@allow(SIGNED_IN)
@limit_new_address
@fresh
def new_address() -> Any:
    """Ask for another address; the one there is holds until the new one has confirmed itself."""
    place = _place()
    form = NewAddressForm(email=place.person.wanted_email)
    if form.validate_on_submit():
        new = (form.email.data or "").strip().lower()
        if new != place.person.email:
            return _ask(place, new)
        form.email.errors = ["You sign in with this address now."]
    page = render_template("accounts/new_address.html", form=form, person=place.person)
    return page, 422 if form.errors else 200


def _ask(place: Membership, new: str) -> Response:
    settings, now = current_app.config["SETTINGS"], clock.now()
    link = settings.public_url + url_for("factors.mine")
    with transaction(db.session) as inside:
        again = not want(inside, settings, now, place, new)
        outbox.queue(inside, factors_email(place.person, WHAT, link), now)
    if again:
        flash("A mail went there within the last hour. Open it and press its button.", "warning")
    else:
        flash(f"A mail with a button is written to {new}. Until it is pressed, nothing changes.")
    return redirect(url_for("factors.mine"))


WHAT = "Another address was asked for, to sign in to homecare as you."


@blueprint.post("/me/signing-in/address/keep")
@allow(SIGNED_IN)
def keep_address() -> Response:
    """Stay with the address there is."""
    with transaction(db.session) as inside:
        drop_wanted(inside, clock.now(), _place())
    flash("You go on signing in with the address you have.")
    return redirect(url_for("factors.mine"))
