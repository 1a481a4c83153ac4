"""What becomes of a colleague's clients and of their role: hand-over, cover, owner or therapist."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from homecare import clock
from homecare.access import scope
from homecare.accounts import operations
from homecare.accounts.access_rules import allow
from homecare.accounts.factors.fresh import ask_unless_fresh
from homecare.accounts.models import Membership
from homecare.acting import CLIENT, OWNER, THERAPIST, Act
from homecare.clients import hand_over as clients_of
from homecare.clients.covers.queries import covers_to_come, own_records_among
from homecare.clients.models import Cover
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.storing import stored_beside_others
from homecare.extensions import db
from homecare.flags.notices import HandedOn, tell_of_cover, tell_of_hand_over, urgent_with
from homecare.forms import OpenedForm, PlainForm, day, options
from homecare.language import count, long_date
from homecare.refusals import Refusal

CHOOSE = ("", "Choose …")
CHANGED = "Somebody changed these days meanwhile. Nothing is ended: look at what stands now."


class HandOverForm(PlainForm):
    """All the clients of somebody, for good."""

    to = SelectField("Who takes them", validators=[InputRequired("Choose a colleague.")])


class DaysForm(PlainForm):
    """The days on which somebody is away."""

    first_day: DateField = day("First day away", "Write the first day.")
    last_day: DateField = day("Last day away", "Write the last day.")


class OtherDaysForm(OpenedForm, DaysForm):
    """Other days for a cover that stands."""


class CoverForm(DaysForm):
    """All the clients of somebody who is away, for these days."""

    covered_by = SelectField(
        "Who looks after them", validators=[InputRequired("Choose a colleague.")]
    )


def colleague(membership_id: UUID) -> Membership:
    """The place of somebody who works in the practice, or a 404."""
    place = scope().get(Membership, membership_id)
    return place if place.role != CLIENT else abort(404)


def may_speak_for(place: Membership) -> bool:
    """Whether this is one's own place, or one is the owner."""
    return bool(g.actor.role == OWNER or place.person_id == g.actor.person_id)


@blueprint.get("/practice/colleagues/<uuid:membership_id>/clients")
@allow(THERAPIST)
def clients_of_colleague(membership_id: UUID) -> str:
    """Where somebody's clients are handed over, for good or while they are away."""
    return _page(_place(membership_id))


@blueprint.post("/practice/colleagues/<uuid:membership_id>/hand-over")
@allow(THERAPIST)
def hand_over(membership_id: UUID) -> Any:
    """Give all of somebody's clients to a colleague, after saying what that means."""
    place = _place(membership_id)
    form = _form(HandOverForm, place)
    if not form.validate_on_submit():
        return _page(place, form), 422
    to = UUID(form.to.data)
    urgent = urgent_with(db.session(), place.practice_id, place.person_id)
    if "sure" not in request.form:
        return _ask(place, form, urgent)
    try:
        with transaction(db.session):
            act = scope().act(clock.now())
            number = clients_of.hand_over(act, place.person_id, to)
            tell_of_hand_over(act, HandedOn(place.person_id, to, urgent), number)
    except Refusal as refused:
        form.show(refused.problems)
        return _page(place, form), 422
    name = dict(_choices(place))[form.to.data]
    flash(f"{count(number, 'client')} of {place.person.name} now {_is(number)} with {name}.")
    return redirect(url_for("desk.practice"))


@blueprint.post("/practice/colleagues/<uuid:membership_id>/hand-back")
@allow(THERAPIST)
def hand_back(membership_id: UUID) -> Response:
    """Undo the last hand-over of somebody's clients."""
    place = _place(membership_id)
    try:
        with transaction(db.session) as session:
            act = scope().act(clock.now())
            done = clients_of.last_hand_over(session, place.practice_id, place.person_id, act.now)
            number = clients_of.hand_back(act, place.person_id)
            if done is not None:
                urgent = urgent_with(session, place.practice_id, place.person_id)
                tell_of_hand_over(act, HandedOn(done.to.id, place.person_id, urgent), number)
    except Refusal as refused:
        flash(str(refused), "error")
    else:
        back = f"{_is(number)} with {place.person.name} again"
        flash(f"{count(number, 'client')} {back}.")
    return redirect(url_for("desk.clients_of_colleague", membership_id=place.id))


def _ask(place: Membership, form: HandOverForm, urgent: int) -> str:
    in_care, gone = _counted(place)
    own = own_records_among(db.session(), place.practice_id, place.person_id)
    return render_template(
        "desk/practice/hand_over.html",
        place=place, is_me=place.person_id == g.actor.person_id,
        to=form.to.data, name=dict(_choices(place))[form.to.data],
        in_care=in_care, gone=gone, urgent=urgent,
        stays=own.get(UUID(form.to.data), ""),
    )  # fmt: skip


def _counted(place: Membership) -> tuple[int, int]:
    """How many clients somebody has in care, and how many discharged."""
    counted = clients_of.in_care_by_therapist(db.session(), place.practice_id)
    return counted.get(place.person_id, (0, 0))


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


@blueprint.post("/practice/colleagues/<uuid:membership_id>/cover")
@allow(THERAPIST)
def arrange_cover(membership_id: UUID) -> Any:
    """Let a colleague look after somebody's clients for some days."""
    place = _place(membership_id)
    form = _form(CoverForm, place)
    if not form.validate_on_submit():
        return _page(place, cover=form), 422
    try:
        with transaction(db.session):
            act = scope().act(clock.now())
            cover = clients_of.arrange_cover(
                act, place.person_id, UUID(form.covered_by.data),
                form.first_day.data, form.last_day.data,
            )  # fmt: skip
            _tell(act, cover, "arranged")
    except Refusal as refused:
        form.show(refused.problems)
        return _page(place, cover=form), 422
    days = f"from {long_date(cover.first_day)} to {long_date(cover.last_day)}"
    flash(f"{cover.substitute.name} looks after the clients of {place.person.name} {days}.")
    return redirect(url_for("desk.clients_of_colleague", membership_id=place.id))


@blueprint.post("/practice/covers/<uuid:cover_id>/end")
@allow(THERAPIST)
def end_cover(cover_id: UUID) -> Response:
    """Take a cover back; the one who is away, whoever covers and the owner may."""
    cover = _cover(cover_id)
    with transaction(db.session) as session:
        session.refresh(cover, with_for_update={"of": Cover})
        is_seen = request.form.get("seen") in (None, f"{cover.first_day} {cover.last_day}")
        act, stood = scope().act(clock.now()), cover.ended_at is None
        if is_seen:
            clients_of.end_cover(act, cover)
            if stood and cover.last_day >= clock.today(g.practice.zone):
                _tell(act, cover, "ended")
    if not is_seen:
        flash(CHANGED, "warning")
        return redirect(url_for("desk.cover", cover_id=cover.id))
    flash(f"{cover.substitute.name} does not cover for {cover.person.name} any more.")
    return redirect(url_for("desk.practice"))


@blueprint.route("/practice/covers/<uuid:cover_id>", methods=["GET", "POST"])
@allow(THERAPIST)
def cover(cover_id: UUID) -> Any:
    """Give a cover other days, or end it; whoever may end it may."""
    one = _cover(cover_id)

    def stands() -> dict[str, Any]:
        return {"first_day": one.first_day, "last_day": one.last_day}

    form = OtherDaysForm(data=stands())

    def store(_session: Session, now: datetime) -> None:
        before, act = (one.first_day, one.last_day), scope().act(now)
        clients_of.change_cover(act, one, form.first_day.data, form.last_day.data)
        if before != (one.first_day, one.last_day):
            _tell(act, one, "changed")

    if stored_beside_others(form, [one], stands, store):
        days = f"from {long_date(one.first_day)} to {long_date(one.last_day)}"
        flash(f"{one.substitute.name} looks after the clients of {one.person.name} {days}.")
        return redirect(url_for("desk.practice"))
    page = render_template("desk/practice/cover.html", form=form, cover=one)
    return page, 422 if form.is_submitted() else 200


def _tell(act: Act, cover: Cover, how: str) -> None:
    urgent = urgent_with(act.session, cover.practice_id, cover.person_id)
    tell_of_cover(act, cover, urgent, how=how)


def tell_of_covers(place: Membership, how: str) -> None:
    """Of each cover of today or later that falls away, or stands again, with somebody's access."""
    today = clock.today(g.practice.zone)
    for cover in covers_to_come(db.session(), place.practice_id, today):
        if cover.covered_by == place.person_id:
            _tell(scope().act(clock.now()), cover, how)


def _cover(cover_id: UUID) -> Cover:
    """A cover that stands, for whom it is about and the owner."""
    one: Cover = scope().get(Cover, cover_id)
    mine = g.actor.person_id in (one.person_id, one.covered_by)
    return one if mine or g.actor.role == OWNER else abort(403)


@blueprint.post("/practice/colleagues/<uuid:membership_id>/role")
@allow(OWNER)
def change_role(membership_id: UUID) -> Response:
    """Make a therapist an owner, or an owner a therapist."""
    place = colleague(membership_id)
    role = OWNER if request.form.get("role") == OWNER else THERAPIST
    if role == OWNER:
        ask_unless_fresh()
    try:
        with transaction(db.session):
            operations.change_role(scope().act(clock.now()), place, role)
    except Refusal as refused:
        flash(str(refused), "error")
    else:
        is_now = "an owner of this practice" if role == OWNER else "a therapist, not an owner"
        flash(f"{place.person.name} is now {is_now}.")
    mine = place.person_id == g.actor.person_id
    return redirect(url_for("desk.practice"), 303 if mine else 302)


def _place(membership_id: UUID) -> Membership:
    place = colleague(membership_id)
    return place if may_speak_for(place) else abort(403)


def _form(kind: type[PlainForm], place: Membership, **more: Any) -> Any:
    form = kind(**more)
    field = form["to" if kind is HandOverForm else "covered_by"]
    field.choices = options(CHOOSE, *_choices(place))
    return form


def _choices(place: Membership) -> list[tuple[str, str]]:
    fit = clients_of.those_who_can_take(db.session(), place.practice_id, place.person_id)
    return [(str(other.person_id), other.person.name) for other in fit]


def _page(
    place: Membership, handing: HandOverForm | None = None, cover: CoverForm | None = None
) -> str:
    session, today = db.session(), clock.today(g.practice.zone)
    coming = covers_to_come(session, place.practice_id, today)
    can_take = _choices(place)
    return render_template(
        "desk/practice/clients_of_colleague.html",
        place=place,
        is_me=place.person_id == g.actor.person_id,
        handing=handing or _form(HandOverForm, place, formdata=None),
        cover=cover or _form(CoverForm, place, formdata=None),
        can_take=can_take,
        handed=clients_of.last_hand_over(session, place.practice_id, place.person_id, clock.now()),
        clients=_counted(place),
        covers=[one for one in coming if one.person_id == place.person_id],
        can_cover={person_id for person_id, _name in can_take},
        own_records=own_records_among(session, place.practice_id, place.person_id),
    )
