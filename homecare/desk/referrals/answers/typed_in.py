"""Answers to a letter: typed in from a call or on paper, read, and their files taken along."""

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload

from homecare import clock
from homecare.access import scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.models import Client
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.referrals.answers.forms import HeardForm
from homecare.extensions import db
from homecare.referrals.agreement.operations import mark_seen
from homecare.referrals.answers.models import LetterAnswer
from homecare.referrals.answers.operations import mark_read, record_answer
from homecare.referrals.answers.queries import file_of
from homecare.referrals.models import Referral
from homecare.refusals import Refusal

SUFFIX = {"pdf": "pdf", "jpeg": "jpg", "png": "png"}
CONTENT_TYPE = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
NOTHING_RUNS = "default-src 'none'; sandbox"
MOST_SENT = 12 * 1024 * 1024


@blueprint.url_value_preprocessor
def let_a_file_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: an answer may come with a file."""
    if endpoint == "desk.letter_answer":
        request.max_content_length = MOST_SENT


@blueprint.route("/referrals/<uuid:referral_id>/answer", methods=["GET", "POST"])
@allow(THERAPIST)
def letter_answer(referral_id: UUID) -> Any:
    """Type in what came of a letter: from a call, a paper letter or the client."""
    row: Referral = scope().get(Referral, referral_id, joinedload(Referral.contact))
    if row.issued_at is None:
        abort(409, "This letter was not issued, so there is nothing to answer.")
    form = HeardForm()
    if not form.validate_on_submit():
        return _show(row, form), 400 if form.is_submitted() else 200
    try:
        with transaction(db.session):
            said = form.said(form.how.data, form.told_by(row.contact.name))
            record_answer(scope().act(clock.now()), row, said, form.clean_file())
    except Refusal as refused:
        form.show(refused.problems)
        return _show(row, form), 400
    flash("The answer is in the record.", "success")
    return redirect(url_for("desk.referral", referral_id=row.id, _anchor="sending"))


def _show(row: Referral, form: HeardForm) -> str:
    client: Client = scope().get(Client, row.client_id)
    return render_template(
        "desk/referrals/answers/answer.html", referral=row, client=client, form=form
    )


@blueprint.post("/referrals/<uuid:referral_id>/read")
@allow(THERAPIST)
def read_answers(referral_id: UUID) -> Any:
    """Take a letter off the list: what was answered, or taken back, was read."""
    row: Referral = scope().get(Referral, referral_id)
    with transaction(db.session):
        act = scope().act(clock.now())
        mark_read(act, row)
        mark_seen(act, row)
    flash("It is off your list.")
    return redirect(url_for("desk.referral", referral_id=row.id, _anchor="sending"))


@blueprint.get("/answers/<uuid:answer_id>/file")
@allow(THERAPIST)
def answer_file(answer_id: UUID) -> Response:
    """A file that came with an answer, to take along only: no page of ours ever shows it."""
    answer: LetterAnswer = scope().get(LetterAnswer, answer_id)
    file = file_of(scope(), answer) or abort(404)
    with transaction(db.session):
        act = scope().act(clock.now())
        audit.note(act, "answer file taken", answer.client_id, str(answer.referral_id))
    taken = Response(file.content, content_type=CONTENT_TYPE[file.kind])
    name = f"answer-{answer.received_at:%Y-%m-%d}.{SUFFIX[file.kind]}"
    taken.headers.set("Content-Disposition", "attachment", filename=name)
    taken.headers["Content-Security-Policy"] = NOTHING_RUNS
    return taken
