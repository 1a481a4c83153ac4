"""The second step of signing in, and signing in by a passkey alone."""

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from flask_security import login_user
from werkzeug.wrappers import Response

from homecare import clock
from homecare.accounts.access_rules import ANYONE, allow, is_ours
from homecare.accounts.emails import entry_code_email, factors_email
from homecare.accounts.factors import operations, showing
from homecare.accounts.factors.blueprint import blueprint
from homecare.accounts.factors.forms import StepForm
from homecare.accounts.factors.queries import factors_of
from homecare.accounts.models import Person
from homecare.accounts.sign_in.guessing import take_asking
from homecare.accounts.sign_in.sign_ins import CODE, SETUP, who_asks_for_two, work_of
from homecare.accounts.sign_in.this_sign_in import INVITATION, Waiting, show_factor, waiting
from homecare.database import transaction
from homecare.extensions import db
from homecare.language import count
from homecare.mail import outbox

# What a code is to the row of a sign-in: one given out is as good as an invitation.
SHOWN = {operations.OWN: "recovery", operations.GIVEN: INVITATION}


def page(half: Waiting, form: StepForm, packed: str = "") -> tuple[str, int]:
    """What is still missing; `packed` is a form that waits for its author to come in."""
    g.pop("_login_user", None)  # Flask-Login took them for signed in when the password was right
    factors = factors_of(db.session(), half.person.id)
    shown = render_template(
        "accounts/step.html",
        form=form, waits_for=half.sign_in.waits_for, factors=factors, packed=packed,
        asked_by=[one.name for one in who_asks_for_two(half.person, clock.machine_time())],
        works_at=len(work_of(half.person)), places=len(half.person.memberships),
        email=half.person.email, question=showing.question(factors), next=_next(),
    )  # fmt: skip
    return shown, 422 if form.errors else 200


@blueprint.route("/sign-in/step", methods=["GET", "POST"])
@allow(ANYONE)
def step() -> Any:
    """Ask for the second step, and let in whoever shows it."""
    half = waiting()
    if half is None:
        return redirect(
            url_for("accounts.front" if current_user.is_authenticated else "security.login")
        )
    if half.sign_in.waits_for == SETUP:
        return redirect(url_for("factors.mine"))
    form = StepForm()
    if form.validate_on_submit():
        problem = _let_in(half, form)
        if problem is None:
            return redirect(_way_on())
        form.code.errors = [problem]
    return page(half, form, request.form.get("not_saved", ""))


def _let_in(half: Waiting, form: StepForm) -> str | None:
    """Sign in whoever showed what is missing; else what is wrong."""
    if form.answer.data:
        with transaction(db.session) as inside:
            if showing.shown_by_passkey(inside, form.answer.data, half.person) is None:
                return showing.NO_PASSKEY
            _enter(half, "passkey")
        return None
    typed = form.code.data or ""
    if problem := showing.wait_before_code(half.person, typed):
        return problem
    with transaction(db.session) as inside:
        kind = showing.kind_of_code(inside, half.person, typed)
        if kind is not None:
            _enter(half, kind)
    return showing.after_code(half.person, kind)


def _enter(half: Waiting, kind: str) -> None:
    """A new row in place of the half one: whole, or on the way to a new factor."""
    if kind == operations.GIVEN:
        g.pop("waiting", None)  # it ended with all others
        operations.note(db.session(), half.person, clock.now(), "factor.all ended")
    show_factor(SHOWN.get(kind, kind))
    login_user(half.person, remember=half.sign_in.kept)
    if kind == operations.OWN:
        _say_how_many_are_left(half.person)


def _say_how_many_are_left(person: Person) -> None:
    factors = factors_of(db.session(), person.id)
    left = count(factors.codes_left, "recovery code")
    flash(f"You used a recovery code; {left} left. Make new ones under “Signing in”.", "warning")
    mail = factors_email(person, "A recovery code was used to sign in.", _link())
    outbox.queue(db.session(), mail, clock.now())


@blueprint.post("/sign-in/step/mail")
@allow(ANYONE)
def mail_code() -> Response:
    """Mail a code to somebody who must have two factors and has none yet."""
    half = waiting()
    if half is None or half.sign_in.waits_for != CODE:
        return redirect(url_for("security.login"))
    if wait := take_asking(half.person.email):
        flash(wait, "error")
        return redirect(url_for("factors.step"))
    with transaction(db.session) as inside:
        code = operations.give_out(inside, half.person, clock.machine_time())
        link = showing.public_url() + url_for("security.forgot_password", _external=False)
        outbox.queue(inside, entry_code_email(half.person, code, link), clock.now())
    flash("A mail with a code is on its way to you.")
    return redirect(url_for("factors.step"))


@blueprint.post("/sign-in/passkey")
@allow(ANYONE)
def by_passkey() -> Response:
    """Sign in by a passkey alone: the device, and the face, finger or PIN that opens it."""
    form = StepForm()
    with transaction(db.session) as inside:
        found = form.validate() and showing.shown_by_passkey(inside, form.answer.data or "")
        person = inside.get(Person, found.person_id) if found else None
        if person is not None and person.active:
            show_factor("passkey")
            login_user(person, remember="remember" in request.form)
            return redirect(_way_on())
    flash(showing.NO_PASSKEY, "error")
    return redirect(url_for("security.login", next=_next() or None))


def _next() -> str:
    there = request.values.get("next", "")
    return there if is_ours(there) else ""


def _way_on() -> str:
    return _next() or url_for("accounts.front")


def _link() -> str:
    return str(current_app.config["SETTINGS"].public_url) + url_for("factors.mine", _external=False)
