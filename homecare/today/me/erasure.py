"""Asking for one's own record to be deleted: what that means, the button, and the answer."""

from typing import Any

from flask import current_app, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import ANYONE, allow
from homecare.acting import CLIENT
from homecare.clients.models import Client
from homecare.database import transaction
from homecare.erasure import operations
from homecare.erasure.models import CARE, CLAIM, LAW
from homecare.erasure.queries import newest_of
from homecare.extensions import db
from homecare.language import local_day
from homecare.today.blueprint import blueprint

KEPT_BECAUSE = {
    LAW: "A law, or a rule of their profession, says for how long they must keep health records.",
    CARE: "It is needed for health care, by people who keep it to themselves.",
    CLAIM: "It may be needed for a legal claim, or to answer one.",
}


@blueprint.get("/me/erasure")
@allow(CLIENT)
def my_erasure() -> str:
    """What it means, whether somebody asked already, and what the practice answered."""
    client = _own(scope())
    return render_template(
        "today/me/erasure.html",
        client=client,
        practice=g.practice,
        last=newest_of(db.session(), client.id),
        reasons=KEPT_BECAUSE,
        years=current_app.config["SETTINGS"].retention_years,
        local_day=local_day,
        today=clock.today(client.zone),
    )


@blueprint.post("/me/erasure")
@allow(CLIENT)
def ask_for_erasure() -> Response:
    """Ask the practice to delete the record."""
    scoped = scope()
    with transaction(db.session):
        operations.ask(scoped.act(clock.now()), _own(scoped))
    flash("Your practice has been asked. They answer within a month.")
    return redirect(url_for("today.my_erasure"))


@blueprint.post("/me/erasure/take-back")
@allow(CLIENT)
def keep_my_record() -> Response:
    """Take it back, as long as nobody has decided."""
    scoped = scope()
    with transaction(db.session):
        operations.take_back(scoped.act(clock.now()), _own(scoped))
    flash("Taken back. Your record stays.")
    return redirect(url_for("today.my_erasure"))


@blueprint.get("/record-deleted")
@allow(ANYONE)
def record_deleted() -> str:
    """What a phone shows once it has forgotten a record that is no more; it names nobody."""
    return render_template("today/me/deleted.html")


def _own(scoped: Scope) -> Client:
    own: Any = scoped.actor.client_id
    return scoped.get(Client, own)
