"""The page behind the link that confirms an address. Opening it changes nothing."""

from flask import current_app, redirect, render_template, request, url_for
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
from homecare.clients.addresses import confirm_record, confirmable
from homecare.clients.models import Client
from homecare.database import transaction
from homecare.extensions import db
from homecare.refusals import Refusal
from homecare.today.blueprint import blueprint


@blueprint.route("/addresses/<token>", methods=["GET", "POST"])
@allow(ANYONE)
@limit_check_in
def confirm_address(token: str) -> str | Response | tuple[str, int]:
    """Ask whether the address is right, and write down the answer; the page names nobody."""
    link = read_token(current_app.config["SETTINGS"], token, clock.now())
    holder = _found(link) if link else None
    if link is None or holder is None:
        return render_template("today/me/address.html", state="closed"), 410
    if request.method == "POST":
        try:
            _confirm(link, holder)
        except Refusal:
            return render_template("today/me/address.html", state="taken"), 409
        return redirect(url_for("today.confirm_address", token=token))
    return render_template(
        "today/me/address.html",
        state="confirmed" if link.is_about(holder.confirmed_email) else "open",
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


def _confirm(link: Link, holder: Person | Client) -> None:
    with transaction(db.session) as session:
        place = work_place(holder) if isinstance(holder, Person) else None
        if link.owner == WANTED and place and link.is_about(place.person.wanted_email):
            take_wanted(session, clock.now(), place)
        elif isinstance(holder, Person):
            confirm_person(session, clock.now(), holder)
        else:
            confirm_record(session, clock.now(), holder)


def _signs_in_with(client: Client) -> bool:
    login = login_of(db.session(), client.practice_id, client.id)
    return login is not None and login.person.email == client.email


def _practice_of(holder: Person | Client) -> Practice | None:
    if isinstance(holder, Client):
        return db.session.get(Practice, holder.practice_id)
    return next((place.practice for place in holder.memberships), None)
