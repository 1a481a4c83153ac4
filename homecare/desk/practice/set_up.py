"""The first visit to an empty real database, by its link, makes the practice and its owner."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template
from flask_security import login_user
from werkzeug.wrappers import Response

from homecare import clock
from homecare.accounts import installation, operations, queries
from homecare.accounts.access_rules import ANYONE, allow, front_page
from homecare.accounts.addresses import ask_person
from homecare.accounts.front_door.first_visit import hold_first_visit, is_set_up_token
from homecare.accounts.models import Person
from homecare.accounts.sign_in.hashing import is_crowded, seated, turn_away
from homecare.acting import OWNER
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.practice.forms import SetUpForm, own_numbers_in
from homecare.extensions import db
from homecare.keys import secrets_of
from homecare.library.operations import stock_library
from homecare.refusals import Refusal


@blueprint.route("/set-up", methods=["GET", "POST"], defaults={"token": ""})
@blueprint.route("/set-up/<token>", methods=["GET", "POST"])
@allow(ANYONE)
@seated
def set_up(token: str) -> Any:
    """Make the first practice, by the link that whoever starts the server is shown; without it,
    say where it is. As soon as there is a practice, this page is gone."""
    if current_app.config["DEMONSTRATION"] or queries.any_practice(db.session()):
        abort(404)
    if not is_set_up_token(secrets_of(current_app.config), token):
        page = render_template("desk/practice/set_up_link.html", wrong=bool(token))
        return page, 404 if token else 200
    form = SetUpForm()
    if is_crowded():
        turn_away(form)
    elif form.validate_on_submit():
        try:
            return _make(form)
        except Refusal as refused:
            form.show(refused.problems)
    page = render_template("desk/practice/set_up.html", form=form)
    return page, 422 if form.errors else 200


def _make(form: SetUpForm) -> Response:
    now = clock.now()
    with transaction(db.session) as session:
        installation.declare(session, installation.REAL, now)
        if not hold_first_visit(session):
            abort(404)
        new = operations.NewPractice(
            name=form.name.data,
            owner_name=form.owner_name.data,
            owner_email=form.email.data,
            password=form.password.data,
            nation=form.nation.data,
            zone=form.zone.data,
            own_numbers=own_numbers_in(form),
            two_factors=form.two_factors.data,
        )
        practice, owner = operations.make_practice(session, now, new)
        stock_library(session, practice.id)
        person = session.get_one(Person, owner.person_id)
        ask_person(session, current_app.config["SETTINGS"], now, person)
        login_user(person)
    flash(
        "Your practice is ready. Add your first client. Colleagues, the letterhead and the address "
        "book of chiropractors and GPs are under Practice."
    )
    return redirect(front_page(OWNER))
