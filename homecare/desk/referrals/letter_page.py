"""A letter on paper: its page as it was issued, a draft’s preview, and the room that is left."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, g, jsonify, redirect, render_template, url_for
from sqlalchemy.orm import joinedload, undefer

from homecare import clock
from homecare.access import scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import names_of
from homecare.acting import THERAPIST
from homecare.clients.models import Episode
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.referrals.answers.what_came import what_came
from homecare.desk.referrals.draft_page import as_shown, draft_form, episode_of, typed, write_draft
from homecare.desk.referrals.forms import AgainForm, WithdrawForm
from homecare.desk.referrals.missing import missing_rows
from homecare.extensions import db
from homecare.language import local_day
from homecare.referrals.agreement.queries import waits_for
from homecare.referrals.models import Contact, LetterFile, Referral
from homecare.referrals.page import letter_pdf, room
from homecare.referrals.queries import exchange_of, letter_file, written_again
from homecare.referrals.sending.queries import kept_for, opened_by, why_past
from homecare.referrals.writing import write
from homecare.refusals import Refusal
from homecare.rules.verdict.arithmetic import Reason

NO_EXCHANGE = (
    "No file for other programs was made of this letter when it was issued, and one made now "
    "would not be what was sent. Write the letter again to get one, or send the page."
)
PAST = (
    "This letter does not stand any more, and a file for other programs would say that it does. "
    "Its page below is kept as it was issued."
)
DOCTOR_FIRST = (
    "This page is not handed out now: {} The letter stands below, to read; call whoever has it."
)
NOT_YET = "This letter was not issued. There is a file for other programs once it is."
NO_PAGE = "This letter was issued before its page was kept. Print it from the screen."


def show_letter(
    row: Referral,
    form: AgainForm,
    missing: Sequence[Reason] = (),
    withdraw: WithdrawForm | None = None,
) -> str:
    """A letter as it was issued, what became of it, and the ways to write it again, of which what
    is `missing` before it may be begun, and to withdraw it."""
    anew = written_again(scope(), row.id)
    has_page, has_exchange = kept_for(db.session(), row)
    past = bool(row.letter and why_past(db.session(), row))
    day = anew and anew.issued_at and local_day(anew.issued_at, g.practice.zone)
    return render_template(
        "desk/referrals/letter.html",
        referral=row,
        letter=row.letter,
        chart=row.chart,
        anew=anew,
        anew_on=day,
        form=form,
        withdraw=withdraw or WithdrawForm(formdata=None),
        withdrawn_by=names_of(db.session(), g.practice.id, [row.withdrawn_by]).get(
            row.withdrawn_by, ""
        ),
        missing=missing_rows(missing, episode_of(row), None) if missing else (),
        has_page=has_page,
        has_exchange=has_exchange and not past,
        past=past,
        opened=opened_by(db.session(), row),
        came=what_came(db.session(), row, clock.now()),
    )


def withdrawn_words(row: Referral) -> str:
    """What was done, and who still has to be told by whoever withdrew a letter."""
    said = "The referral is withdrawn. The record keeps it."
    if row.issued_at is None:
        return said
    if opened_by(db.session(), row):
        return f"{said} {row.contact.name}, who opened it, is mailed that it was taken back."
    return f"{said} If {row.contact.name} has it on paper, call them."


@blueprint.get("/referrals/<uuid:referral_id>.pdf")
@allow(THERAPIST)
def referral_pdf(referral_id: UUID) -> Any:
    """The page of a letter: the very bytes that were issued; of a draft a preview, kept nowhere."""
    row: Referral = scope().get(Referral, referral_id, joinedload(Referral.contact))
    if row.status == "issued" and (waits := _waits(row)):
        return _back_to(row, DOCTOR_FIRST.format(waits))
    page = _preview(row) if row.status == "draft" else _issued(row)
    if page is None:
        return _back_to(row, NO_PAGE)
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "letter page taken", row.client_id, str(row.id))
    answer = Response(page, content_type="application/pdf")
    past = row.issued_at is not None and why_past(db.session(), row)
    name = "letter-that-stands-no-more.pdf" if past else "letter.pdf"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


def _waits(row: Referral) -> str:
    """What a doctor has to look at before its receiver treats by hand, in a sentence."""
    return waits_for(db.session(), row.contact, row.client_id, clock.now())


def _back_to(row: Referral, why: str) -> Any:
    """The letter's own page with why there is no such file: better than an error of its own."""
    flash(why, "warning")
    return redirect(url_for("desk.referral", referral_id=row.id))


@blueprint.get("/referrals/<uuid:referral_id>.json")
@allow(THERAPIST)
def referral_exchange(referral_id: UUID) -> Any:
    """A letter for other programs, as it was issued, its page in it."""
    row: Referral = scope().get(Referral, referral_id)
    if row.issued_at is None:
        return _back_to(row, NOT_YET)
    if why_past(db.session(), row):
        return _back_to(row, PAST)
    if row.status == "issued" and (waits := _waits(row)):
        return _back_to(row, DOCTOR_FIRST.format(waits))
    both = undefer(LetterFile.pdf), undefer(LetterFile.exchange)
    content = exchange_of(letter_file(scope(), row.id, *both))
    if content is None:
        return _back_to(row, NO_EXCHANGE)
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "letter exchanged", row.client_id, str(row.id))
    answer = Response(content, content_type="application/fhir+json")
    answer.headers.set("Content-Disposition", "attachment", filename="letter.json")
    return answer


def _issued(row: Referral) -> bytes | None:
    kept = letter_file(scope(), row.id, undefer(LetterFile.pdf))
    return kept.pdf if kept else None


def _preview(row: Referral) -> bytes:
    try:
        written = write_draft(row, episode_of(row), clock.now())
        return letter_pdf(as_shown(row, written), draft=True)
    except Refusal as refused:
        abort(409, str(refused))


@blueprint.post("/referrals/<uuid:referral_id>/room")
@allow(THERAPIST)
def room_left(referral_id: UUID) -> Any:
    """Whether what is being typed still fits on one page; it is stored nowhere."""
    row: Referral = scope().get(Referral, referral_id, joinedload(Referral.contact))
    form = draft_form(row)
    if not form.validate_on_submit():
        return jsonify(fits=False, words=" ".join(said for f in form for said in f.errors)), 400
    episode: Episode = episode_of(row)
    contact = scope().get(Contact, UUID(form.contact.data))
    act = scope().act(clock.now())
    left = room(write(act, episode, contact, typed(form), row.replaces_id))
    return jsonify(fits=left.step is not None, words=left.words)
