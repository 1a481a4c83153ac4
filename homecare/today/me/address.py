"""The page behind the link that confirms an address. Opening it changes nothing."""

from flask import current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from homecare import clock
from homecare.accounts.access_rules import ANYONE, allow
from homecare.accounts.addresses import (
    RECORD,
    WANTED,
    Link,
    confirm_person,
    read_token,
    take_wanted,
    work_place,
)
from homecare.accounts.models import Person, Practice
from homecare.accounts.queries import login_of
from homecare.accounts.sign_in.limits import limit_check_in
from homecare.clients.addresses import confirm_record, confirmable, who_agrees
from homecare.clients.models import Client
from homecare.database import transaction
from homecare.extensions import db
from homecare.refusals import Refusal
from homecare.today.blueprint import blueprint


@blueprint.route("/addresses/<token>", methods=["GET", "POST"])
@allow(ANYONE)
@limit_check_in
def confirm_address(token: str) -> str | Response | tuple[str, int]:
    """Ask whether the address is right, and write down the answer; the page names nobody. Whoever
    signs in to the record with another address shows first that it is they who answer."""
    link = read_token(current_app.config["SETTINGS"], token, clock.now())
    holder = _found(link) if link else None
    if link is None or holder is None:
        return render_template("today/me/address.html", state="closed"), 410
    confirmed = link.is_about(holder.confirmed_email)
    if not confirmed and _is_for_somebody_else(holder):
        return render_template(
            "today/me/address.html",
            state="sign-in", practice=_practice_of(holder), here=request.path,
            somebody=current_user.is_authenticated,
        ), 403 if request.method == "POST" else 200  # fmt: skip
    if request.method == "POST":
        try:
            _confirm(link, holder)
        except Refusal:
            return render_template("today/me/address.html", state="taken"), 409
        return redirect(url_for("today.confirm_address", token=token))
    return render_template(
        "today/me/address.html",
        state="confirmed" if confirmed else "open",
        practice=_practice_of(holder),
        signs_in=_signs_in_with(holder) if isinstance(holder, Client) else link.owner == WANTED,
    )


def _found(link: Link) -> Person | Client | None:
    """Whoever the link is about, as long as their address is still the one it was sent to."""
    session = db.session()
    if link.owner == RECORD:
        client = confirmable(session, link.identity)
        return client if client is not None and link.is_about(client.email) else None
    person = session.get(Person, link.identity)
    if person is None or not person.active:
        return None
    wanted = link.owner == WANTED and work_place(person) and link.is_about(person.wanted_email)
    return person if wanted or link.is_about(person.email) else None


def _is_for_somebody_else(holder: Person | Client) -> bool:
    """Whether whoever opened the page is not the one who signs in to the record with another
    address: to read in the new mailbox is not enough to take over a sign-in."""
    if isinstance(holder, Person):
        return False
    mine = who_agrees(holder, login_of(db.session(), holder.practice_id, holder.id))
    me = current_user.id if current_user.is_authenticated else None
    return mine is not None and mine.id != me


def _confirm(link: Link, holder: Person | Client) -> None:
    with transaction(db.session) as session:
        place = work_place(holder) if isinstance(holder, Person) else None
        if link.owner == WANTED and place and link.is_about(place.person.wanted_email):
            take_wanted(session, clock.now(), place)
        elif isinstance(holder, Person):
            confirm_person(session, clock.now(), holder)
        else:
            me = current_user if current_user.is_authenticated else None
            confirm_record(session, clock.now(), holder, by=me)


def _signs_in_with(client: Client) -> bool:
    login = login_of(db.session(), client.practice_id, client.id)
    return login is not None and login.person.email == client.email


def _practice_of(holder: Person | Client) -> Practice | None:
    if isinstance(holder, Client):
        return db.session.get(Practice, holder.practice_id)
    return next((place.practice for place in holder.memberships), None)
