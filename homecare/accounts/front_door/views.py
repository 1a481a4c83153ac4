"""The front door, invitations, and what somebody does about their own sign-in."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from flask_security import login_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from homecare import clock
from homecare.accounts import operations, queries
from homecare.accounts.access_rules import (
    ANYONE,
    NOBODY_YET,
    SIGNED_IN,
    allow,
    choose,
    ended_records,
    front_page,
    is_ours,
    memberships,
    records,
)
from homecare.accounts.addresses import ask_person
from homecare.accounts.front_door import which_record
from homecare.accounts.front_door.forms import AcceptForm, AcceptWithAddressForm, JoinForm
from homecare.accounts.invitations import Acceptance, accept_invitation
from homecare.accounts.models import Invitation, Membership, Person
from homecare.accounts.operations import WrongPasswordError
from homecare.accounts.sign_in.guessing import give_try_back, take_try
from homecare.accounts.sign_in.hashing import is_crowded, seated, turn_away
from homecare.accounts.sign_in.this_sign_in import (
    INVITATION,
    remember_cookie,
    show_factor,
    waiting,
)
from homecare.acting import CLIENT
from homecare.database import transaction
from homecare.extensions import db
from homecare.forms import show
from homecare.refusals import Refusal

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/")
@allow(ANYONE)
def front() -> Any:
    """Send everybody to their own first page; an empty real database to its set-up."""
    if current_user.is_authenticated:
        mine = memberships()
        if not mine and (ended := ended_records()):
            return render_template("accounts/ended.html", ended=ended)
        if not mine:
            return render_template("accounts/no_place.html")
        return redirect(front_page(mine[0].role))
    if waiting():
        return redirect(url_for("factors.step"))
    if not current_app.config["DEMONSTRATION"] and not queries.any_practice(db.session()):
        return redirect(front_page(NOBODY_YET))
    return redirect(url_for("security.login"))


@blueprint.post("/places/<uuid:place_id>")
@allow(SIGNED_IN)
def choose_place(place_id: UUID) -> Response:
    """Act in another of one's places from now on."""
    place = next((m for m in memberships() if m.id == place_id), None)
    if place is None:
        abort(404)
    choose(place)
    there = request.form.get("next", "")
    return redirect(there if is_ours(there) else front_page(place.role))


@blueprint.get("/places", endpoint="whose")
@allow(SIGNED_IN)
def ask_whose() -> Any:
    """Ask somebody who signs in for more than one person whose record they mean."""
    mine, there = records(), request.args.get("next", "")
    if len(mine) < 2:
        return redirect(url_for("accounts.front"))
    return render_template(
        "accounts/whose.html",
        records=mine,
        label=which_record.label,
        one_person=which_record.is_one_person(mine),
        next=there if is_ours(there) else "",
    )


@blueprint.post("/sign-out-everywhere")
@allow(SIGNED_IN)
def sign_out_everywhere() -> Response:
    """End every other visit of the signed-in person; this one goes on, and loses nothing."""
    person = current_user._get_current_object()
    with transaction(db.session) as session:
        operations.sign_out_everywhere(session, person, clock.now())
        login_user(person, remember=remember_cookie() in request.cookies)
    flash("You are signed out on every other phone and computer.")
    return redirect(url_for("accounts.front"))


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@allow(ANYONE)
@seated
def invitation(token: str) -> Any:
    """Show an invitation; accept it by POST only, since mail scanners open every link."""
    invited = queries.invitation_with(db.session(), token)
    state = queries.why_closed(db.session(), invited, clock.now()) if invited else "unknown"
    if invited is None or state != "open":
        practice = invited.practice if invited else None
        return render_template(
            "accounts/invitation_closed.html", state=state, practice=practice
        ), 410
    me = _signed_in_person()
    if me and invited.email not in (None, me.email):
        return render_template(
            "accounts/invitation_for_other.html", invitation=invited, token=token
        )
    form = _form_for(invited, me)
    if is_crowded() and me is None:
        turn_away(form)
        return _show(invited, form, me, token)
    if form.validate_on_submit():
        email = None if me else invited.email or form.email.data
        if email and (wait := take_try(email)):
            form.form_errors.append(wait)
            return _show(invited, form, me, token)
        try:
            return _accept(invited, form, me, token)
        except Refusal as refused:
            show(form, refused.problems)
            if email and not isinstance(refused, WrongPasswordError):
                give_try_back()
    return _show(invited, form, me, token)


def _form_for(invited: Invitation, me: Person | None) -> FlaskForm:
    if me:
        return JoinForm()
    return AcceptForm() if invited.email else AcceptWithAddressForm()


def _accept(invited: Invitation, form: FlaskForm, me: Person | None, token: str) -> Response:
    now = clock.now()
    with transaction(db.session) as session:
        given = Acceptance(
            password=form.data.get("password", ""),
            email=me.email if me else form.data.get("email"),
            by=me,
            by_mail=queries.came_by_mail(invited, token),
        )
        person = accept_invitation(session, invited, now, given)
        ask_person(session, current_app.config["SETTINGS"], now, person)
        if me is None:
            # A client accepts on their own phone, and should not have to sign in there every day.
            show_factor(INVITATION)
            login_user(person, remember=invited.role == CLIENT)
    if me is None:
        give_try_back()
    choose(next(m for m in person.memberships if _is_place_of(m, invited)))
    return redirect(front_page(invited.role))


def _is_place_of(place: Membership, invited: Invitation) -> bool:
    return place.practice_id == invited.practice_id and place.client_id == invited.client_id


def _show(invited: Invitation, form: FlaskForm, me: Person | None, token: str) -> Any:
    known = bool(invited.email and queries.person_of(db.session(), invited.email))
    page = render_template(
        "accounts/invitation.html",
        invitation=invited, form=form, me=me, known=known, token=token,
        practice_name=invited.practice.name,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _signed_in_person() -> Person | None:
    return current_user._get_current_object() if current_user.is_authenticated else None
