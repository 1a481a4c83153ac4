"""Sending a letter by a link: whose address it is, the link, its end, and asking once after it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, current_app, flash, redirect, request, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST, Act
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.referrals.forms import SendForm
from homecare.extensions import db
from homecare.keys import secrets_of
from homecare.referrals.models import Contact, Referral
from homecare.referrals.operations import GateShutError
from homecare.referrals.sending.addresses import ask_receiver
from homecare.referrals.sending.operations import end_links, remind, send_link
from homecare.refusals import Refusal
from homecare.serving.mail_leaves import on_its_way

Send = Callable[[Act, Referral, str], Any]


@blueprint.post("/practice/contacts/<uuid:contact_id>/ask")
@allow(THERAPIST)
def ask_contact(contact_id: UUID) -> Response:
    """Mail somebody in the book whether the address is theirs."""
    contact: Contact = scope().get(Contact, contact_id)
    try:
        with transaction(db.session):
            secrets = secrets_of(current_app.config)
            ask_receiver(scope().act(clock.now()), contact, secrets)
    except Refusal as refused:
        flash(str(refused), "warning")
    else:
        flash(on_its_way("The question", contact.email))
    return redirect(_back_from(contact))


def _back_from(contact: Contact) -> str:
    """The letter from which it was asked, else the entry in the book."""
    try:
        letter = scope().get(Referral, UUID(request.form.get("letter", "")))
        return url_for("desk.referral", referral_id=letter.id, _anchor="sending")
    except ValueError:
        return url_for("desk.contact", contact_id=contact.id)


@blueprint.post("/referrals/<uuid:referral_id>/link")
@allow(THERAPIST)
def send_letter(referral_id: UUID) -> Response:
    """Mail a link to a letter to its receiver's address, as it stood on the page."""
    return _send(referral_id, send_link, "The link")


@blueprint.post("/referrals/<uuid:referral_id>/remind")
@allow(THERAPIST)
def remind_receiver(referral_id: UUID) -> Response:
    """Ask the receiver once, politely, for an answer."""
    return _send(referral_id, remind, "The question")


def _send(referral_id: UUID, send: Send, what: str) -> Response:
    row, form = _letter(referral_id), SendForm()
    if not form.validate_on_submit():
        abort(400, "Open the letter again, then send it from there.")
    try:
        with transaction(db.session):
            send(scope().act(clock.now()), row, form.address.data or "")
    except GateShutError as shut:
        flash(" ".join([str(shut), *(reason.text for reason in shut.reasons)]), "warning")
    except Refusal as refused:
        flash(str(refused), "warning")
    else:
        flash(on_its_way(what, form.address.data or ""))
    return _to(row)


@blueprint.post("/referrals/<uuid:referral_id>/link/end")
@allow(THERAPIST)
def end_letter_link(referral_id: UUID) -> Response:
    """End the link at once."""
    row = _letter(referral_id)
    with transaction(db.session):
        end_links(scope().act(clock.now()), row)
    flash("The link has ended. It opens nothing any more.")
    return _to(row)


def _letter(referral_id: UUID) -> Referral:
    row: Referral = scope().get(Referral, referral_id, joinedload(Referral.contact))
    return row


def _to(row: Referral) -> Response:
    return redirect(url_for("desk.referral", referral_id=row.id, _anchor="sending"))
