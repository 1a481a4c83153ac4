"""Letters: from a flag or a client to a draft, its preview, and the letter as it was issued."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, url_for
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.assessment.by_hand import missing_for_treatment_by_hand
from homecare.clients.models import Episode
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.meanwhile import open_episode
from homecare.desk.referrals.draft_page import (
    draft_form,
    episode_of,
    first_choice,
    seen_as,
    show_draft,
    show_shut,
    stands,
    typed,
    write_draft,
)
from homecare.desk.referrals.forms import AgainForm, LetterForm, WithdrawForm
from homecare.desk.referrals.letter_page import show_letter, withdrawn_words
from homecare.extensions import db
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.referrals.agreement.operations import take_back
from homecare.referrals.contacts import contacts
from homecare.referrals.letter import LetterWords
from homecare.referrals.models import Contact, Referral
from homecare.referrals.operations import (
    GateShutError,
    amend_draft,
    draft_referral,
    hold_referral,
    issue_referral,
    withdraw_referral,
)
from homecare.referrals.page import set_ahead
from homecare.referrals.queries import open_draft
from homecare.referrals.writing import words_of
from homecare.refusals import Refusal

SHUT = "What is missing stands beside it. The GP may be written to."
TOLD = ("message", "question")  # what is too long the page of a draft says itself
CHANGED = (
    "You changed the letter, so it is saved and not issued. "
    "Read it again below: if it is right, issue it then."
)
MEANWHILE = (
    "This letter has changed since you opened it, so nothing was done. It reads below as it is "
    "kept now; what you typed stands in the form."
)


@blueprint.post("/flags/<uuid:flag_id>/refer")
@allow(THERAPIST)
def refer_flag(flag_id: UUID) -> Any:
    """Begin a letter about what a flag has shown."""
    flag: Flag = scope().get(Flag, flag_id)
    episode: Episode = scope().get(Episode, flag.episode_id, joinedload(Episode.client))
    return _begin(episode, flag)


@blueprint.post("/clients/<uuid:client_id>/refer")
@allow(THERAPIST)
def refer_client(client_id: UUID) -> Any:
    """Begin a letter about a client; the flag that is open, if any, is what it decides."""
    episode = open_episode(client_id)
    return _begin(episode, live_flag(db.session(), episode.id))


def _begin(episode: Episode, flag: Flag | None) -> Any:
    book = contacts(scope())
    if not book:
        flash("Write somebody into the address book first; then refer again.", "warning")
        return _to("desk.new_contact")
    if begun := open_draft(scope(), episode.id):
        return _take_up(episode, begun.contact, flag)
    missing = missing_for_treatment_by_hand(db.session(), episode, clock.now())
    contact = first_choice(book, flag, bool(missing))
    if contact is None:
        return show_shut(episode, missing), 409
    try:
        return _take_up(episode, contact, flag)
    except GateShutError as refused:  # an answer came in between
        return show_shut(episode, refused.reasons), 409


def _take_up(episode: Episode, contact: Contact, flag: Flag | None) -> Response:
    with transaction(db.session):
        row = draft_referral(scope().act(clock.now()), episode, contact, flag=flag)
    return _to("desk.referral", referral_id=row.id)


@blueprint.get("/referrals/<uuid:referral_id>")
@allow(THERAPIST)
def referral(referral_id: UUID) -> Any:
    """A draft with its preview, or the letter as it was issued."""
    row = _referral(referral_id)
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "letter seen", row.client_id, str(row.id))
    if row.status != "draft":
        return show_letter(row, AgainForm(formdata=None))
    return show_draft(row, draft_form(row))


@blueprint.post("/referrals/<uuid:referral_id>")
@allow(THERAPIST)
def save_referral(referral_id: UUID) -> Any:
    """Change to whom a draft goes and what it adds."""
    row = open_draft_of(referral_id)
    form = draft_form(row)
    return _not_usable(row, form) or _save(
        row, form, "Saved. Read the letter below before you issue it.", "success"
    )


@blueprint.post("/referrals/<uuid:referral_id>/issue")
@allow(THERAPIST)
def issue(referral_id: UUID) -> Any:
    """Freeze the letter as it stands on the screen: from now on it reads as it read today.

    What was changed on the page since it was shown is kept, and shown before it can be issued.
    """
    row = open_draft_of(referral_id)
    form = draft_form(row)
    return ask_or_save(row, form, CHANGED) or _issue(row, form)


def ask_or_save(row: Referral, form: LetterForm, changed: str) -> Any:
    """Nothing where the form says what is kept; else the page again, or what was typed saved."""
    if answer := _not_usable(row, form):
        return answer
    kept = (str(row.contact_id), _in_letter(words_of(row)))
    if (form.contact.data, _in_letter(typed(form))) != kept:
        return _save(row, form, changed, "warning")
    return None


def _in_letter(words: LetterWords) -> LetterWords:
    """The same without what is for the record alone: nothing of it needs to be read again."""
    return replace(words, differs_why="")


def _not_usable(row: Referral, form: LetterForm) -> Any:
    """The page again where the form can't be read, or was filled in beside another draft."""
    if not form.validate_on_submit():
        return show_draft(row, form), 400
    is_met = _met(row, form)
    if not is_met or form.version.data != str(row.version):
        form.form_errors.append(MEANWHILE)
        return show_draft(row, form), 409
    return None


def _met(row: Referral, form: LetterForm) -> bool:
    """Whether nobody wrote into the draft since its page was opened; what they wrote is shown."""
    try:
        return not form.meet(stands(row))
    except Refusal as crossed:
        form.show({name: text for name, text in crossed.problems.items() if name})
        return False


def _save(row: Referral, form: LetterForm, said: str, category: str) -> Any:
    contact = scope().get(Contact, UUID(form.contact.data))
    try:
        with transaction(db.session):
            amend_draft(scope().act(clock.now()), row, contact, typed(form))
    except Refusal as refused:
        return refused_draft(row, form, refused)
    except StaleDataError:
        return changed_meanwhile(row, form)
    flash(said, category)
    return _to("desk.referral", referral_id=row.id)


def _issue(row: Referral, form: LetterForm) -> Any:
    now, shown = clock.now(), row.version
    try:
        ahead = set_ahead(write_draft(row, episode_of(row), now), now)
        with transaction(db.session) as session:
            # Written inside, beside the gate: nothing may arrive between the two.
            episode = hold_referral(session, row)
            written = replace(write_draft(row, episode, now), ahead=ahead)
            flag = live_flag(session, episode.id)
            if row.version != shown or seen_as(written, flag) != form.seen.data:
                raise StaleDataError
            row.differs_why = typed(form).differs_why
            in_room = bool(form.consent.data)
            issue_referral(scope().act(now), row, written, agreed_in_room=in_room)
    except Refusal as refused:
        return refused_draft(row, form, refused)
    except StaleDataError:
        return changed_meanwhile(row, form)
    flash("The letter is issued. Open its page to print or keep it.", "success")
    return _to("desk.referral", referral_id=row.id)


def refused_draft(row: Referral, form: LetterForm, refused: Refusal) -> Any:
    """The page of a draft with what was refused, at its field."""
    if isinstance(refused, GateShutError):
        form.show({"contact": f"{refused} {SHUT}"})
        return show_draft(row, form), 409
    if "" in refused.problems:
        abort(409, str(refused))
    form.show({name: text for name, text in refused.problems.items() if name not in TOLD})
    return show_draft(row, form), 400


def changed_meanwhile(row: Referral, form: LetterForm) -> Any:
    """The page of a draft that reads otherwise than it did on the screen."""
    row = open_draft_of(row.id)
    _met(row, form)
    form.form_errors.append(MEANWHILE)
    return show_draft(row, form), 409


@blueprint.post("/referrals/<uuid:referral_id>/withdraw")
@allow(THERAPIST)
def withdraw(referral_id: UUID) -> Any:
    """Take a referral back, as it stood on the page: a draft must not turn out to be a letter."""
    row, form = _referral(referral_id), WithdrawForm()
    if row.status == "withdrawn":
        abort(409, "This referral was withdrawn already.")
    try:
        with transaction(db.session) as session:
            hold_referral(session, row)
            if form.version.data != str(row.version):
                raise StaleDataError
            if not form.validate_on_submit():
                raise Refusal({})
            _take_back(row, form)
    except StaleDataError:
        abort(409, "This letter has changed meanwhile. Look at it again, then decide.")
    except Refusal as refused:
        return _not_withdrawn(row, form, refused)
    flash(withdrawn_words(row), "success")
    return _to("desk.client", client_id=row.client_id)


def _take_back(row: Referral, form: WithdrawForm) -> None:
    act, why = scope().act(clock.now()), form.withdrawn_why.data or ""
    if form.client_says.data:
        take_back(act, row, why)
    if row.status != "withdrawn":
        withdraw_referral(act, row, why)


def _not_withdrawn(row: Referral, form: WithdrawForm, refused: Refusal) -> Any:
    """The letter's page with what is wrong at its field, and what was typed."""
    if row.status != "issued" or "" in refused.problems:
        abort(409, str(refused))
    form.show(refused.problems)
    return show_letter(row, AgainForm(formdata=None), withdraw=form), 400


def _to(endpoint: str, **values: Any) -> Response:
    return redirect(url_for(endpoint, **values))


def _referral(referral_id: UUID) -> Referral:
    row: Referral = scope().get(Referral, referral_id, joinedload(Referral.contact))
    return row


def open_draft_of(referral_id: UUID) -> Referral:
    """A draft that is still one; else a 409."""
    row = _referral(referral_id)
    if row.status != "draft":
        abort(409, "This letter was issued already.")
    return row
