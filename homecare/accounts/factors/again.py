"""Who it is, once more, before something that matters."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_login import current_user
from flask_security import login_user

from homecare.accounts.access_rules import SIGNED_IN, allow, is_ours
from homecare.accounts.factors import showing
from homecare.accounts.factors.blueprint import blueprint
from homecare.accounts.factors.forms import AgainForm
from homecare.accounts.factors.queries import Factors, factors_of
from homecare.accounts.models import Person
from homecare.accounts.sign_in.hashing import seated
from homecare.database import transaction
from homecare.extensions import db


def page(form: AgainForm | None = None, packed: str = "", there: str = "") -> tuple[str, int]:
    """Where somebody shows once more who they are; `packed` is a form that waits for that."""
    person = current_user._get_current_object()
    factors = factors_of(db.session(), person.id)
    shown = render_template(
        "accounts/again.html",
        form=form or AgainForm(formdata=None, user=person), factors=factors, packed=packed,
        question=showing.question(factors), next=there,
    )  # fmt: skip
    return shown, 422 if form is not None and form.errors else 200


@blueprint.route("/sign-in/again", methods=["GET", "POST"])
@allow(SIGNED_IN)
@seated
def again() -> Any:
    """Ask for the password and the second step, or a passkey; the sign-in is fresh then."""
    there = request.values.get("next", "")
    there = there if is_ours(there) else ""
    if request.method == "GET":
        return page(there=there)
    person = current_user._get_current_object()
    form = AgainForm(user=person)
    if _is_shown(person, form, factors_of(db.session(), person.id)):
        with transaction(db.session):  # a new row and name: whoever copied the old cookie is out
            login_user(person, remember=g.sign_in.kept)
        return redirect(there or url_for("accounts.front"))
    return page(form, request.form.get("not_saved", ""), there)


def _is_shown(person: Person, form: AgainForm, factors: Factors) -> bool:
    if form.answer.data:
        with transaction(db.session) as inside:
            right = showing.shown_by_passkey(inside, form.answer.data, person) is not None
        if not right:
            form.form_errors.append(showing.NO_PASSKEY)
        return right
    if not form.validate():
        return False
    problem = _problem_with_code(person, form.code.data or "") if factors.any else None
    if problem:
        form.code.errors = [problem]
    return problem is None


def _problem_with_code(person: Person, typed: str) -> str | None:
    if problem := showing.wait_before_code(person, typed):
        return problem
    with transaction(db.session) as inside:
        kind = showing.kind_of_code(inside, person, typed)
    return showing.after_code(person, kind)
