"""A letter about the client: to read whole, to agree to, and to take back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.accounts.models import Consent, Person
from homecare.acting import CLIENT
from homecare.clients.episodes.words import is_mistake
from homecare.clients.models import Episode
from homecare.clients.queries import active_episode
from homecare.database import transaction
from homecare.extensions import db
from homecare.language import long_date
from homecare.referrals.agreement.models import (
    AGREED,
    ASKED_CHANGE,
    PHONE,
    REFUSED,
    LetterAgreement,
)
from homecare.referrals.agreement.operations import Reply, reply, take_back
from homecare.referrals.agreement.queries import agreements_to
from homecare.referrals.contacts import KINDS
from homecare.referrals.models import Referral
from homecare.referrals.sending.queries import openings_of
from homecare.referrals.writing import as_agreed, not_agreed_yet, still_reads_as_asked
from homecare.refusals import Refusal
from homecare.today.blueprint import blueprint
from homecare.today.letters.forms import ReplyForm, TakeBackForm

ANSWERS = {"agree": AGREED, "change": ASKED_CHANGE, "refuse": REFUSED}
THANKS = {
    AGREED: "Thank you. Your therapist can send the letter now.",
    ASKED_CHANGE: "Thank you. Your therapist reads what you wrote, and asks you again.",
    REFUSED: "Your therapist is told. The letter is not sent.",
}
MEANWHILE = "The letter has changed since you opened this page. Read it again, then answer."


@blueprint.get("/letters-about-me/<uuid:referral_id>")
@allow(CLIENT)
def letter_about_me(referral_id: UUID) -> str:
    """A letter as it will be sent, or as it was. Opening it agrees to nothing."""
    row, asked = _letter(referral_id)
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "letter read", row.client_id, str(row.id))
    return _show(row, asked, ReplyForm(formdata=None))


@blueprint.post("/letters-about-me/<uuid:referral_id>/<any(agree, change, refuse):answer>")
@allow(CLIENT)
def answer_letter(referral_id: UUID, answer: str) -> Any:
    """Keep the client's answer about the letter that stood on the screen."""
    row, asked = _letter(referral_id)
    form = ReplyForm()
    if not form.validate_on_submit():
        return _show(row, asked, form), 422
    said = Reply(ANSWERS[answer], form.seen.data or "", (form.words.data or "").strip())
    try:
        with transaction(db.session):
            reply(scope().act(clock.now()), row, said)
    except Refusal as refused:
        form.show(refused.problems)
    except StaleDataError:
        form.form_errors.append(MEANWHILE)
    else:
        flash(THANKS[said.answer], "success")
        # The phone forgets what it kept of the words.
        flash(f"{row.client_id} {request.path}", "saved")
        return redirect(url_for("today.letter_about_me", referral_id=row.id))
    row, asked = _letter(referral_id)
    return _show(row, asked, form), 409 if "words" not in form.errors else 422


@blueprint.post("/letters-about-me/<uuid:referral_id>/take-back")
@allow(CLIENT)
def take_letter_back(referral_id: UUID) -> Response:
    """The client no longer agrees to a letter."""
    row, _ = _letter(referral_id)
    if not TakeBackForm().validate_on_submit():
        abort(400, "Open the letter again, then take your agreement back there.")
    try:
        with transaction(db.session):
            take_back(scope().act(clock.now()), row)
    except Refusal as refused:
        flash(str(refused), "warning")
    else:
        flash("You have taken your agreement back. Your practice is told.", "success")
    return redirect(url_for("today.letter_about_me", referral_id=row.id))


def _letter(referral_id: UUID) -> tuple[Referral, Sequence[LetterAgreement]]:
    """A letter that the client was asked about, or that went out; a draft of which nobody has
    asked them is still the therapist's alone."""
    row: Referral = scope().get(Referral, referral_id, joinedload(Referral.contact))
    asked = agreements_to(db.session(), row)
    if row.issued_at is None and not any(one.how == PHONE for one in asked):
        abort(404)
    return row, asked


def _show(row: Referral, asked: Sequence[LetterAgreement], form: ReplyForm) -> str:
    last = asked[0] if asked else None
    shown = last if row.letter is None else None
    consent = _consent_of(scope(), row, last)
    is_wrong = is_mistake(scope().get(Episode, row.episode_id))
    stands = last is not None and last.lapsed_at is None and not is_wrong
    otherwise = bool(last and stands and row.status == "draft") and _reads_otherwise(row, last)
    form.seen.data = str(last.id) if last else ""
    asked_about = shown.letter if shown else None
    if asked_about and shown:
        asked_about = {**asked_about, "consent": _said_of_agreement(shown, g.practice.zone)}
    return render_template(
        "today/letters/letter.html",
        referral=row, last=last, form=form, consent=consent, kinds=KINDS, practice=g.practice,
        letter=row.letter or asked_about, chart=row.chart or (shown and shown.chart),
        waits=row.status == "draft" and stands, otherwise=otherwise, is_mistake=is_wrong,
        in_care=active_episode(scope()) is not None,
        asked_by=_name(last), opened=_opened(row), long_date=long_date,
    )  # fmt: skip


def _said_of_agreement(asked: LetterAgreement, zone: str) -> str:
    """What the letter says of their agreement, as far as it is given."""
    if asked.answer == AGREED:
        return as_agreed(asked, zone)
    return not_agreed_yet(zone, asked.asked_at, asked.wording)


def _reads_otherwise(row: Referral, asked: LetterAgreement | None) -> bool:
    """Whether a draft that the client was asked about would go out otherwise than they read it."""
    act = scope().act(clock.now())
    return asked is not None and not still_reads_as_asked(act, row, asked)


def _consent_of(scope: Scope, row: Referral, last: LetterAgreement | None) -> Consent | None:
    named = row.consent_id or (last and last.consent_id)
    return scope.get(Consent, named) if named else None


def _name(asked: LetterAgreement | None) -> str:
    person = db.session().get(Person, asked.asked_by) if asked else None
    return person.name if person else "Your therapist"


def _opened(row: Referral) -> bool:
    """Whether anybody has opened the letter by its link."""
    return bool(row.issued_at and openings_of(db.session(), row))
