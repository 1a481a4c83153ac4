"""The page behind the link that confirms an address. Opening it changes nothing."""

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.accounts.access_rules import ANYONE, allow
from homecare.accounts.addresses import PERSON, Link, confirm_person, read_token
from homecare.accounts.models import Person, Practice
from homecare.accounts.queries import login_of
from homecare.accounts.sign_in.limits import limit_check_in
from homecare.clients.addresses import confirm_record, confirmable
from homecare.clients.models import Client
from homecare.database import transaction
from homecare.extensions import db
from homecare.today.blueprint import blueprint


@blueprint.route("/addresses/<token>", methods=["GET", "POST"])
@allow(ANYONE)
@limit_check_in
def confirm_address(token: str) -> str | Response | tuple[str, int]:
    """Ask whether the address is right, and write down the answer; the page names nobody."""
    link = read_token(current_app.config["SETTINGS"], token, clock.now())
    holder = link and _found(link)
    if not holder:
        return render_template("today/me/address.html", state="closed"), 410
    if request.method == "POST":
        _confirm(holder)
        return redirect(url_for("today.confirm_address", token=token))
    return render_template(
        "today/me/address.html",
        state="confirmed" if holder.confirmed_email == holder.email else "open",
        practice=_practice_of(holder),
        signs_in=isinstance(holder, Client) and _signs_in_with(holder),
    )


def _found(link: Link) -> Person | Client | None:
    """Whoever the link is about, as long as their address is still the one it was sent to."""
    session = db.session()
    kept: Person | Client | None
    if link.owner == PERSON:
        kept = session.get(Person, link.identity)
    else:
        kept = confirmable(session, link.identity)
    return kept if kept is not None and link.is_about(kept.email) else None


def _confirm(holder: Person | Client) -> None:
    with transaction(db.session) as session:
        if isinstance(holder, Person):
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
