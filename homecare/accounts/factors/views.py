"""How somebody signs in, on one page of their own: second steps, and the devices they are on."""

from typing import Any
from uuid import UUID

from flask import abort, current_app, flash, g, redirect, render_template, url_for
from flask_login import current_user
from flask_security import login_user
from werkzeug.wrappers import Response

from homecare import clock
from homecare.accounts.access_rules import SETTING_UP, SIGNED_IN, allow
from homecare.accounts.emails import factors_email
from homecare.accounts.factors import codes, operations, showing
from homecare.accounts.factors.blueprint import blueprint
from homecare.accounts.factors.forms import AppForm, PasskeyForm
from homecare.accounts.factors.fresh import fresh
from homecare.accounts.factors.queries import factors_of
from homecare.accounts.models import CodeApp, Passkey, Person
from homecare.accounts.sign_in import sign_ins
from homecare.accounts.sign_in.this_sign_in import show_factor, waiting
from homecare.database import transaction
from homecare.extensions import db
from homecare.keys import secrets_of
from homecare.mail import outbox
from homecare.refusals import Refusal
from homecare.typesetting.qr import svg

SET_UP = "It is set up. From now on, signing in asks for it."


def somebody() -> Person:
    """Whoever is signed in, or sets up a second step on the way in."""
    half = waiting()
    person: Person = half.person if half else current_user._get_current_object()
    return person


@blueprint.get("/me/signing-in")
@allow(SETTING_UP)
def mine() -> str:
    """Second steps, recovery codes and devices."""
    person, now = somebody(), clock.machine_time()
    half, work = waiting(), sign_ins.work_of(person)
    days = [place.practice.factors_from for place in work if place.practice.factors_from]
    return render_template(
        "accounts/signing_in.html",
        person=person,
        half=half is not None,
        factors=factors_of(db.session(), person.id),
        must=sign_ins.must_have_two(person, now),
        devices=[] if half else sign_ins.devices(db.session(), person, now),
        this=g.get("sign_in"),
        at_work=bool(work),
        needed_from=min(days, default=None),
        zone=next((m.practice.zone for m in person.memberships), "Europe/London"),
        can_have_passkeys=showing.can_have_passkeys(),
    )


@blueprint.route("/me/signing-in/app", methods=["GET", "POST"])
@allow(SETTING_UP)
@fresh
def app() -> Any:
    """Set up an app that makes codes; it counts once it has shown a right one."""
    person, secrets = somebody(), secrets_of(current_app.config)
    form = AppForm()
    kept = operations.opened_seed(secrets, person.id, form.seed.data or "")
    seed = kept or codes.new_seed()
    if form.validate_on_submit() and kept is not None:
        typed, now = codes.without_gaps(form.code.data), clock.machine_time()
        number = codes.matched(seed, typed, now, last=0)
        if number is not None:
            return _keep_app(person, form.seed.data, number)
        form.code.errors = [
            "This is not the code for this picture and this minute. Write the one it shows now."
        ]
    form.seed.data = operations.sealed_seed(secrets, person.id, seed)
    address = codes.address_of(seed, person.email, "homecare")
    page = render_template(
        "accounts/set_up_app.html",
        form=form, person=person, qr=svg(address, "QR code for your app"), seed=codes.spelled(seed),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _keep_app(person: Person, sealed: str, number: int) -> Any:
    with transaction(db.session) as inside:
        operations.keep_app(inside, person, sealed, number, clock.machine_time())
        _tell(person, "An app that makes codes was set up for signing in to homecare as you.")
        made = _begin(person, "app")
    return _on(made)


@blueprint.route("/me/signing-in/passkey", methods=["GET", "POST"])
@allow(SETTING_UP)
@fresh
def passkey() -> Any:
    """Set up a passkey: good as the second step, and alone."""
    if not showing.can_have_passkeys():
        abort(404)
    person, form = somebody(), PasskeyForm()
    if form.validate_on_submit():
        try:
            return _keep_passkey(person, form)
        except Refusal as refused:
            form.show(refused.problems)
    page = render_template(
        "accounts/set_up_passkey.html",
        form=form, person=person,
        question=showing.question_for_new(person, factors_of(db.session(), person.id)),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _keep_passkey(person: Person, form: PasskeyForm) -> Any:
    columns = {**showing.columns_of_new(form.answer.data or ""), "name": form.name.data}
    with transaction(db.session) as inside:
        operations.keep_passkey(inside, person, columns, clock.machine_time())
        _tell(
            person, f"The passkey “{form.name.data}” was added for signing in to homecare as you."
        )
        made = _begin(person, "passkey")
    return _on(made)


def _begin(person: Person, kind: str) -> list[str]:
    """With a first factor every other sign-in ends, and this one has shown it; answers the
    recovery codes that it brings."""
    half, inside = waiting(), db.session()
    first = not factors_of(inside, person.id).codes_left
    if g.get("sign_in") is None or g.sign_in.factor is None:
        operations.begin_factors(inside, person, g.get("sign_in"), kind)
    if half is not None:
        show_factor(kind)
        login_user(person, remember=half.sign_in.kept)
    return operations.new_recovery_codes(inside, person, clock.machine_time()) if first else []


def _on(made: list[str]) -> Any:
    flash(SET_UP)
    return _shown_once(made) if made else redirect(url_for("factors.mine"))


@blueprint.post("/me/signing-in/codes")
@allow(SIGNED_IN)
@fresh
def new_recovery_codes() -> Any:
    """New recovery codes; those from before end."""
    person = somebody()
    if not factors_of(db.session(), person.id).any:
        return redirect(url_for("factors.mine"))
    with transaction(db.session) as inside:
        made = operations.new_recovery_codes(inside, person, clock.machine_time())
        _tell(person, "New recovery codes were made. The ones from before do not work any more.")
    return _shown_once(made)


def _shown_once(made: list[str]) -> str:
    """The one page that shows them, in answer to the form that made them."""
    return render_template("accounts/recovery_codes.html", codes=made)


@blueprint.post("/me/signing-in/app/remove")
@allow(SIGNED_IN)
@fresh
def remove_app() -> Response:
    """Do without the app."""
    return _take_away(db.session().get(CodeApp, somebody().id), "The app with codes")


@blueprint.post("/me/signing-in/passkeys/<uuid:passkey_id>/remove")
@allow(SIGNED_IN)
@fresh
def remove_passkey(passkey_id: UUID) -> Response:
    """Do without a passkey of one's own."""
    found = db.session().get(Passkey, passkey_id)
    if found is None or found.person_id != somebody().id:
        abort(404)
    return _take_away(found, f"The passkey “{found.name}”")


def _take_away(what: CodeApp | Passkey | None, called: str) -> Response:
    if what is not None:
        try:
            with transaction(db.session) as inside:
                operations.take_away(inside, somebody(), what, clock.machine_time())
                _tell(somebody(), f"{called} was removed from signing in.")
        except Refusal as refused:
            flash(str(refused), "error")
        else:
            flash(f"{called} is removed.")
    return redirect(url_for("factors.mine"))


@blueprint.post("/me/devices/<uuid:sign_in_id>/end")
@allow(SIGNED_IN)
def end_device(sign_in_id: UUID) -> Response:
    """Sign out on another phone or computer of one's own."""
    with transaction(db.session) as inside:
        sign_ins.end(inside, somebody(), sign_in_id)
    flash("You are signed out there.")
    return redirect(url_for("factors.mine"))


def _tell(person: Person, what: str) -> None:
    link = showing.public_url() + url_for("factors.mine", _external=False)
    outbox.queue(db.session(), factors_email(person, what, link), clock.now())
