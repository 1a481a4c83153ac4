"""How the people of a practice sign in: what its owner asks for, and a code after a lost device."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, current_app, flash, g, redirect, render_template, url_for
from sqlalchemy.orm import Session
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from homecare import clock
from homecare.access import scope
from homecare.accounts import queries
from homecare.accounts.access_rules import allow
from homecare.accounts.factors import recovering
from homecare.accounts.factors.fresh import fresh
from homecare.accounts.models import Membership
from homecare.acting import OWNER
from homecare.desk.blueprint import blueprint
from homecare.desk.storing import stored, stored_beside_others
from homecare.extensions import db
from homecare.forms import OpenedForm, PlainForm

MINUTES = "Write a number from 5 to 240."


class SigningInForm(OpenedForm):
    """What is asked of everybody who works here."""

    day = DateField("Everybody who works here needs a second step from", validators=[Optional()])
    idle_minutes = IntegerField(
        "Minutes without use, then signed out",
        validators=[InputRequired(MINUTES), NumberRange(5, 240, MINUTES)],
    )


class LostDeviceForm(PlainForm):
    """How the owner knew who asked."""

    identity = StringField(
        "How do you know that it is them?",
        validators=[
            DataRequired(recovering.SAY_HOW),
            Length(max=recovering.LONGEST_NOTE, message="Use at most 200 characters."),
        ],
    )


@blueprint.route("/practice/signing-in", methods=["GET", "POST"])
@allow(OWNER)
@fresh
def signing_in() -> Any:
    """From which day a second step is needed, how long a computer may stand unused, who has one."""
    practice = g.practice

    def stands() -> dict[str, Any]:
        return {"day": practice.factors_from, "idle_minutes": practice.idle_minutes}

    form = SigningInForm(data=stands())

    def store(_session: Session, now: datetime) -> None:
        recovering.ask_for_factors(
            scope().act(now), practice, form.day.data, form.idle_minutes.data
        )

    if stored_beside_others(form, [practice], stands, store):
        flash("Saved.")
        return redirect(url_for("desk.signing_in"))
    people = [p for p in queries.colleagues(db.session(), practice.id) if p.disabled_at is None]
    with_two = queries.with_factor(db.session(), [place.person_id for place in people])
    page = render_template(
        "desk/practice/signing_in.html", form=form, people=people, with_two=with_two
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/practice/sign-ins/<uuid:membership_id>/lost-device", methods=["GET", "POST"])
@allow(OWNER)
@fresh
def lost_device(membership_id: UUID) -> Any:
    """Give a code to somebody who lost their phone or key, colleague or client."""
    place = scope().get(Membership, membership_id)
    if place.disabled_at is not None:
        abort(404)
    form, given = LostDeviceForm(), []

    def store(_session: Session, now: datetime) -> None:
        link = current_app.config["SETTINGS"].public_url + url_for("factors.mine", _external=False)
        act = scope().act(clock.machine_time())
        given.append(recovering.give_code(act, place, form.identity.data, link))

    if stored(form, store):
        return render_template("desk/practice/code_given.html", place=place, code=given[0])
    page = render_template("desk/practice/lost_device.html", form=form, place=place)
    return page, 422 if form.is_submitted() else 200
