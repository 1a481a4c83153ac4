"""Letters of their own kind: one written again, and the note that goes with an emergency."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.models import Episode
from homecare.database import new_id, transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.meanwhile import open_episode
from homecare.desk.referrals.forms import AgainForm, EmergencyForm
from homecare.desk.referrals.letter_page import show_letter
from homecare.extensions import db
from homecare.referrals.emergency import (
    Note,
    issue_emergency_note,
    set_note_ahead,
)
from homecare.referrals.letter import asked_of_department
from homecare.referrals.models import Referral
from homecare.referrals.operations import GateShutError, replace_letter
from homecare.refusals import Refusal
from homecare.screening.queries import answers_in


@blueprint.post("/referrals/<uuid:referral_id>/again")
@allow(THERAPIST)
def write_again(referral_id: UUID) -> Any:
    """Begin a letter anew that was issued; the first one stays as it is."""
    row: Referral = scope().get(Referral, referral_id, joinedload(Referral.contact))
    if row.issued_at is None:
        abort(409, "Only a letter that was issued can be written again.")
    form = AgainForm()
    if not form.validate_on_submit():
        return show_letter(row, form), 400
    try:
        with transaction(db.session):
            anew = replace_letter(scope().act(clock.now()), row, form.why.data)
    except GateShutError as shut:
        form.show(shut.problems)
        return show_letter(row, form, shut.reasons), 409
    except Refusal as refused:
        form.show(refused.problems)
        return show_letter(row, form), 409
    return _to_letter(anew)


@blueprint.route("/clients/<uuid:client_id>/emergency", methods=["GET", "POST"])
@allow(THERAPIST)
def emergency_note(client_id: UUID) -> Any:
    """A note for the emergency department, issued at once."""
    form = EmergencyForm()
    episode = open_episode(client_id, form)
    if not form.validate_on_submit():
        return _emergency_page(episode, form), 400 if form.is_submitted() else 200
    why = (form.unasked_why.data or "").strip() if form.agreed.data == "no" else ""
    agreed, asks = form.agreed.data == "yes", (form.question.data or "").strip()
    made_with = UUID(form.note_id.data) if form.note_id.data else None
    note = Note((form.message.data or "").strip(), why, agreed, asks, made_with)
    now = clock.now()
    try:
        ahead = set_note_ahead(scope().act(now), episode, note)
        with transaction(db.session):
            row = issue_emergency_note(scope().act(now), episode, note, ahead)
    except Refusal as refused:
        form.show(refused.problems)
        return _emergency_page(episode, form), 400
    flash("The note is issued. Print it now.", "success")
    return _to_letter(row)


def _emergency_page(episode: Episode, form: EmergencyForm) -> str:
    form.note_id.data = str(new_id())
    return render_template(
        "desk/referrals/emergency.html",
        client=episode.client,
        episode=episode,
        form=form,
        asks=asked_of_department(answers_in(db.session(), episode.id)),
    )


def _to_letter(row: Referral) -> Response:
    return redirect(url_for("desk.referral", referral_id=row.id))
