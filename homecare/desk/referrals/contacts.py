"""The address book of chiropractors, GPs and others."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.referrals.forms import ContactForm
from homecare.desk.storing import stored_beside_others
from homecare.extensions import db
from homecare.referrals import contacts as book
from homecare.referrals.models import Contact

FIELDS = ("kind", "name", "clinic", "address", "email", "telephone")


@blueprint.get("/practice/contacts")
@allow(THERAPIST)
def contacts() -> str:
    """Everybody in the address book."""
    return render_template(
        "desk/referrals/contacts.html",
        contacts=book.contacts(scope()),
        gone=book.taken_out(scope()),
        kinds=book.KINDS,
    )


@blueprint.route("/practice/contacts/new", methods=["GET", "POST"])
@allow(THERAPIST)
def new_contact() -> Any:
    """Add somebody."""
    form = ContactForm()
    if not form.validate_on_submit():
        return _show(form, None), 400 if form.is_submitted() else 200
    with transaction(db.session):
        book.add_contact(scope().act(clock.now()), book.ContactEntry(**_written(form)))
    return _back(f"{form.name.data} is in the address book.")


@blueprint.route("/practice/contacts/<uuid:contact_id>", methods=["GET", "POST"])
@allow(THERAPIST)
def contact(contact_id: UUID) -> Any:
    """Change somebody's entry."""
    row: Contact = scope().get(Contact, contact_id)
    form = ContactForm(data=_stands(row))

    def store(_session: Session, now: datetime) -> None:
        book.amend_contact(scope().act(now), row, **_written(form))

    if stored_beside_others(form, [row], lambda: _stands(row), store):
        return _back("Saved.")
    return _show(form, row), 400 if form.is_submitted() else 200


@blueprint.post("/practice/contacts/<uuid:contact_id>/archive")
@allow(THERAPIST)
def archive_contact(contact_id: UUID) -> Response:
    """Take somebody out of the list."""
    row: Contact = scope().get(Contact, contact_id)
    with transaction(db.session):
        book.archive_contact(scope().act(clock.now()), row)
    return _back(f"{row.name} is no longer in the list. Letters to them stay on record.")


@blueprint.post("/practice/contacts/<uuid:contact_id>/back")
@allow(THERAPIST)
def put_contact_back(contact_id: UUID) -> Response:
    """Put somebody back into the list who was taken out."""
    row: Contact = scope().get(Contact, contact_id)
    with transaction(db.session):
        book.put_contact_back(scope().act(clock.now()), row)
    return _back(f"{row.name} is in the address book again.")


def _written(form: ContactForm) -> dict[str, str]:
    return {name: (form[name].data or "").strip() for name in FIELDS}


def _stands(row: Contact) -> dict[str, str]:
    return {name: getattr(row, name) for name in FIELDS}


def _show(form: ContactForm, row: Contact | None) -> str:
    return render_template("desk/referrals/contact.html", form=form, contact=row)


def _back(message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("desk.contacts"))
