"""The page behind the link that stops a kind of mail. Opening it changes nothing."""

from flask import current_app, render_template, request
from sqlalchemy.orm import Session

from homecare import clock
from homecare.accounts.access_rules import ANYONE, allow
from homecare.accounts.models import Practice
from homecare.accounts.queries import login_of
from homecare.accounts.sign_in.limits import limit_check_in
from homecare.acting import CLIENT, Act, Actor
from homecare.clients.addresses import address_of, confirmable
from homecare.clients.models import Client
from homecare.database import transaction
from homecare.extensions import csrf, db
from homecare.reports.stopping import Link, read_token
from homecare.today.blueprint import blueprint
from homecare.today.me.operations import stop_mail, stops


@blueprint.route("/mail/stop/<token>", methods=["GET", "POST"])
@allow(ANYONE)
@csrf.exempt  # type: ignore[untyped-decorator]
@limit_check_in
def stop_this_mail(token: str) -> str | tuple[str, int]:
    """Ask whether to stop, and do it; the page names nobody.

    A mail program sends the button by itself, without a page before it or a cookie: the link alone
    says what it may do. It follows no redirect (RFC 8058).
    """
    link = read_token(current_app.config["SETTINGS"], token)
    client = _found(link) if link else None
    if link is None or client is None:
        return render_template("today/me/stop_mail.html", state="closed"), 410
    if request.method == "POST":
        with transaction(db.session) as session:
            session.refresh(client, with_for_update={"of": Client, "key_share": True})
            stop_mail(_act_of(session, client), client, link.kind)
    return render_template(
        "today/me/stop_mail.html",
        state="open" if stops(client, link.kind) else "stopped",
        kind=link.kind,
        practice=db.session.get_one(Practice, client.practice_id),
    )


def _found(link: Link) -> Client | None:
    """The record, as long as its mail goes to where the link went."""
    client = confirmable(db.session(), link.client_id)
    there = client is not None and link.went_to(address_of(db.session(), client))
    return client if there else None


def _act_of(session: Session, client: Client) -> Act:
    """Whoever reads at a client's address acts for their record."""
    login = login_of(session, client.practice_id, client.id)
    person = login.person_id if login else None
    actor = Actor(client.practice_id, CLIENT, client.name, person, client.id)
    return Act(session, actor, clock.now())
