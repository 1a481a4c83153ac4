"""The practice itself: what it says and decides, who works in it, and who did what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, current_app, flash, g, redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts import operations, queries
from homecare.accounts.access_rules import allow
from homecare.accounts.addresses import ask_person
from homecare.accounts.emails import invitation_link
from homecare.accounts.factors.fresh import ask_unless_fresh
from homecare.accounts.invitations import AT_ONCE, invite, send_invitation, take_back
from homecare.accounts.models import Invitation, Membership
from homecare.accounts.operations import OF_PRACTICE
from homecare.acting import OWNER, THERAPIST
from homecare.assessment.thresholds import ON_THE_PRACTICE_PAGE, on_the_practice_page
from homecare.clients.covers.queries import covers_to_come
from homecare.clients.episodes.zones import Followed, follow_practice
from homecare.clients.hand_over import in_care_by_therapist
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.practice.colleagues import colleague, may_speak_for, tell_of_covers
from homecare.desk.practice.forms import (
    NUMBERS,
    ColleagueForm,
    PracticeForm,
    RegistrationForm,
    own_numbers_in,
)
from homecare.desk.storing import stored_beside_others
from homecare.desk.words import link_ended, takes_the_place
from homecare.extensions import db
from homecare.language import count
from homecare.refusals import Refusal
from homecare.rules.urgent_advice import own_numbers
from homecare.serving.mail_leaves import on_its_way
from homecare.typesetting.qr import svg

ON_THE_FORM = OF_PRACTICE - {"own_numbers"}  # which stand there one by one


@blueprint.get("/practice")
@allow(THERAPIST)
def practice() -> str:
    """What the practice says about itself and who works in it; its owner can change it."""
    return _practice_page(_practice_form(), ColleagueForm(formdata=None))


@blueprint.post("/practice")
@allow(OWNER)
def amend_practice() -> Any:
    """Change what the practice says and decides."""
    form, followed = PracticeForm(data=_as_written()), list[Followed]()

    def store(_session: Session, now: datetime) -> None:
        act, before = scope().act(now), g.practice.zone
        operations.amend_practice(
            act,
            g.practice,
            {name: form[name].data for name in ON_THE_PRACTICE_PAGE.values()},
            **{name: (form[name].data or "").strip() for name in ON_THE_FORM},
            own_numbers=own_numbers_in(form),
        )
        if before != g.practice.zone:
            followed.append(follow_practice(act, g.practice, before))

    if not stored_beside_others(form, [g.practice], _as_written, store):
        return _practice_page(form, ColleagueForm(formdata=None)), 422
    flash("The practice’s details are saved.")
    for moved in followed:
        flash(_who_followed(moved))
    return redirect(url_for("desk.practice"))


def _who_followed(moved: Followed) -> str:
    own = f" By another clock, which they chose: {count(moved.own, 'client')}." if moved.own else ""
    return f"By the new time zone, from today on: {count(moved.clients, 'client')}.{own}"


@blueprint.post("/practice/colleagues")
@allow(OWNER)
def invite_colleague() -> Any:
    """Invite a colleague by mail; the link is shown once on this screen, too."""
    form = ColleagueForm()
    if not form.validate_on_submit():
        return _practice_page(_practice_form(), form), 422
    if form.role.data == OWNER:
        ask_unless_fresh()
    public_url, now = current_app.config["SETTINGS"].public_url, clock.now()
    try:
        with transaction(db.session) as inside:
            operations.hold_practice(inside, g.practice.id)
            before = _invited_before(form.email.data)
            if before is not None and _is_pressed_again(before, form, now):
                flash(on_its_way("The invitation", before.email or ""))
                return redirect(url_for("desk.practice"))
            token = invite(
                scope().act(now),
                role=form.role.data,
                name=form.name.data,
                email=form.email.data,
            )
            send_invitation(inside, now, token, public_url)
    except Refusal as refused:
        form.show(refused.problems)
        return _practice_page(_practice_form(), form), 422
    session["invitation"] = {"name": form.name.data, "token": token}
    if before is not None:
        flash(takes_the_place(before), "warning")
    return redirect(url_for("desk.practice"))


def _invited_before(email: str) -> Invitation | None:
    """The open invitation that another one to this address ends."""
    now, address = clock.now(), email.strip().lower()
    same = (
        one
        for one in queries.unused_invitations(db.session(), g.practice.id)
        if one.email == address and queries.state_of(one, now) == "open"
    )
    return next(same, None)


def _is_pressed_again(before: Invitation, form: ColleagueForm, now: datetime) -> bool:
    """Whether the same invitation was made a moment ago, so that its link goes on."""
    same = (before.name, before.role) == (form.name.data, form.role.data)
    return same and now - before.made_at < AT_ONCE


@blueprint.post("/practice/invited/take-back")
@allow(OWNER)
def take_back_colleague() -> Response:
    """End an invitation that went to the wrong person, before they join."""
    unused = queries.unused_invitations(db.session(), g.practice.id)
    wanted = request.form.get("invitation")
    named = next((one for one in unused if str(one.id) == wanted), None)
    with transaction(db.session):
        ended = named is not None and take_back(scope().act(clock.now()), named)
    flash(*link_ended(ended))
    return redirect(url_for("desk.practice"))


@blueprint.post("/practice/colleagues/<uuid:membership_id>/disable")
@allow(OWNER)
def disable_colleague(membership_id: UUID) -> Response:
    """Take a colleague's access away."""
    place = colleague(membership_id)
    try:
        with transaction(db.session):
            operations.disable_colleague(scope().act(clock.now()), place)
            tell_of_covers(place, "gone")
    except Refusal as refused:
        flash(str(refused), "error")
    else:
        flash(f"{place.person.name} can’t sign in to this practice any more.")
    return redirect(url_for("desk.practice"))


@blueprint.post("/practice/colleagues/<uuid:membership_id>/enable")
@allow(OWNER)
def enable_colleague(membership_id: UUID) -> Response:
    """Give a colleague their access back."""
    place = colleague(membership_id)
    if place.role == OWNER:
        ask_unless_fresh()
    with transaction(db.session):
        operations.enable_colleague(scope().act(clock.now()), place)
        tell_of_covers(place, "arranged")
    flash(f"{place.person.name} can sign in to this practice again.")
    return redirect(url_for("desk.practice"))


@blueprint.post("/practice/colleagues/<uuid:membership_id>/address")
@allow(THERAPIST)
def ask_colleague(membership_id: UUID) -> Response:
    """Mail the link that confirms an address: everybody to themselves, the owner to everybody."""
    place = colleague(membership_id)
    if not may_speak_for(place):
        abort(403)
    with transaction(db.session) as inside:
        asked = ask_person(inside, current_app.config["SETTINGS"], clock.now(), place.person)
    if asked:
        flash(on_its_way("A mail with a button", place.person.email))
    else:
        flash("Such a mail was written within the last hour, or none is needed.", "warning")
    return redirect(url_for("desk.practice"))


@blueprint.post("/practice/colleagues/<uuid:membership_id>/registration")
@allow(THERAPIST)
def register_colleague(membership_id: UUID) -> Any:
    """Correct a name and a registration number: everybody their own, the owner everybody's."""
    place = colleague(membership_id)
    if not may_speak_for(place):
        abort(403)
    form = RegistrationForm(prefix=str(place.id), data=_registered(place))

    def store(_session: Session, now: datetime) -> None:
        if form.name.raw_data:
            operations.correct_name(scope().act(now), place, form.name.data or "")
        operations.record_registration(scope().act(now), place, form.registration.data or "")

    rows = (place.person, place)
    if not stored_beside_others(form, rows, lambda: _registered(place), store):
        return _practice_page(_practice_form(), ColleagueForm(formdata=None), {place.id: form}), 422
    flash(f"Saved. It stands so on letters to come, too: {place.person.name}.")
    return redirect(url_for("desk.practice"))


def _is_owner() -> bool:
    return bool(g.actor.role == OWNER)


def _practice_form() -> PracticeForm | None:
    """The form as it is before anybody has typed; for owners only."""
    return PracticeForm(formdata=None, data=_as_written()) if _is_owner() else None


def _as_written() -> dict[str, Any]:
    written = {name: getattr(g.practice, name) for name in ON_THE_FORM}
    _, *own = own_numbers(g.practice.whom_to_call)
    return {**written, **dict(zip(NUMBERS, own, strict=True)), **on_the_practice_page(g.practice)}


def _practice_page(
    form: PracticeForm | None,
    colleague_form: ColleagueForm,
    registrations: dict[UUID, RegistrationForm] | None = None,
) -> str:
    shown_once = session.pop("invitation", None)
    link = shown_once and invitation_link(
        current_app.config["SETTINGS"].public_url, shown_once["token"]
    )
    colleagues = queries.colleagues(db.session(), g.practice.id)
    empty = {place.id: _registration_form(place) for place in colleagues if may_speak_for(place)}
    return render_template(
        "desk/practice/practice.html",
        practice=g.practice,
        form=form,
        colleague_form=colleague_form,
        is_owner=_is_owner(),
        me=g.actor.person_id,
        colleagues=colleagues,
        registrations={**empty, **(registrations or {})},
        clients_of=in_care_by_therapist(db.session(), g.practice.id),
        covers=covers_to_come(db.session(), g.practice.id, clock.today(g.practice.zone)),
        invited=[
            (one, queries.state_of(one, clock.now()) == "open")
            for one in queries.unused_invitations(db.session(), g.practice.id)
        ],
        invitation=shown_once and {**shown_once, "link": link, "qr": svg(link)},
        policy=on_the_practice_page(g.practice),
    )


def _registration_form(place: Membership) -> RegistrationForm:
    return RegistrationForm(formdata=None, prefix=str(place.id), data=_registered(place))


def _registered(place: Membership) -> dict[str, str]:
    return {"name": place.person.name, "registration": place.registration}
