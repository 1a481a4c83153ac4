"""Letters: from a flag or a client to a draft, its preview, and the letter as it was issued."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import abort, flash, g, redirect, render_template, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import Scope, allow, scope
from homecare.accounts import audit
from homecare.accounts.consent import CONSENT_WORDING
from homecare.accounts.models import THERAPIST
from homecare.clients.models import Episode
from homecare.clients.queries import active_episode
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.referral_forms import DraftForm, IssueForm
from homecare.extensions import db
from homecare.flags.models import Flag
from homecare.flags.operations import act
from homecare.progress.chart import pain_chart
from homecare.progress.queries import course
from homecare.referrals.contacts import contacts
from homecare.referrals.letter import compose, long_date, sources
from homecare.referrals.models import Contact, Referral
from homecare.referrals.operations import (
    RefusedError,
    draft_referral,
    issue_referral,
    refusal,
    withdraw_referral,
)
from homecare.referrals.queries import open_draft


@blueprint.post("/flags/<uuid:flag_id>/refer")
@allow(THERAPIST)
def refer_flag(flag_id: UUID) -> Response:
    """Begin a letter about what a flag has shown."""
    flag: Flag = scope().get(Flag, flag_id)
    episode: Episode = scope().get(Episode, flag.episode_id, joinedload(Episode.client))
    return _begin(episode, flag)


@blueprint.post("/clients/<uuid:client_id>/refer")
@allow(THERAPIST)
def refer_client(client_id: UUID) -> Response:
    """Begin a letter about a client, without a flag."""
    return _begin(active_episode(scope(), client_id) or abort(404), None)


def _begin(episode: Episode, flag: Flag | None) -> Response:
    book = contacts(scope())
    if not book:
        flash("Write somebody into the address book first; then refer again.", "warning")
        return _to("desk.new_contact")
    wanted = "gp" if flag and flag.proposes in ("gp", "emergency") else "chiropractor"
    contact = next((c for c in book if c.kind == wanted), book[0])
    # A letter that was begun is taken up again as it is: nothing typed is lost.
    begun = open_draft(scope(), episode.id)
    to, words = (begun.contact, begun.message) if begun else (contact, _first_words(flag))
    with transaction(db.session) as session:
        referral = draft_referral(session, scope().actor, clock.now(), episode, to, words, flag)
    return _to("desk.referral", referral_id=referral.id)


def _first_words(flag: Flag | None) -> str:
    asked = "I would be grateful if you could see this client."
    if flag and flag.proposes == "chiropractor":
        return f"{asked} Their pain has not improved as hoped; the course is below."
    return asked


@blueprint.get("/referrals/<uuid:referral_id>")
@allow(THERAPIST)
def referral(referral_id: UUID) -> Any:
    """A draft with its preview, or the letter as it was issued."""
    row = _referral(referral_id)
    with transaction(db.session) as session:
        audit.note(session, scope().actor, "letter seen", clock.now(), row.client_id, str(row.id))
    if row.status != "draft":
        return render_template("desk/letter.html", referral=row, letter=row.letter, chart=row.chart)
    return _show_draft(row, _draft_form(row), IssueForm(version=row.version))


@blueprint.post("/referrals/<uuid:referral_id>")
@allow(THERAPIST)
def save_referral(referral_id: UUID) -> Any:
    """Change to whom a draft goes and what it adds."""
    row = _open_draft(referral_id)
    form = _draft_form(row)
    if not form.validate_on_submit():
        return _show_draft(row, form, IssueForm(formdata=None, version=row.version)), 400
    contact = scope().get(Contact, UUID(form.contact.data))
    with transaction(db.session) as session:
        draft_referral(
            session, scope().actor, clock.now(), _episode(row), contact, form.message.data or ""
        )
    flash("Saved. Read the letter below before you issue it.", "success")
    return _to("desk.referral", referral_id=row.id)


@blueprint.post("/referrals/<uuid:referral_id>/issue")
@allow(THERAPIST)
def issue(referral_id: UUID) -> Any:
    """Freeze the letter: from now on it reads as it read today."""
    row = _open_draft(referral_id)
    form, episode = IssueForm(), _episode(row)
    if form.version.data != str(row.version):
        abort(409, "Somebody changed this letter meanwhile. Read it again before you issue it.")
    refused = refusal(db.session(), episode, row.contact, bool(form.considered.data))
    if not form.validate_on_submit() or refused:
        return _show_draft(row, _draft_form(row, fresh=True), form, refused), 400
    now = clock.now()
    letter, chart = _compose(row, episode, now)
    with transaction(db.session) as session:
        try:
            issue_referral(session, scope().actor, now, row, letter, chart)
        except RefusedError as error:
            abort(409, str(error))
        _decide_flag(row, now)
    flash("The letter is issued. Print it, or save it as a PDF from the print window.", "success")
    return _to("desk.referral", referral_id=row.id)


def _decide_flag(row: Referral, now: datetime) -> None:
    flag = db.session.get(Flag, row.flag_id) if row.flag_id else None
    if flag is not None and flag.closed_at is None:
        act(db.session(), scope().actor, now, flag, "refer", f"letter to {row.contact.name}")


@blueprint.post("/referrals/<uuid:referral_id>/withdraw")
@allow(THERAPIST)
def withdraw(referral_id: UUID) -> Response:
    """Take a referral back."""
    row = _referral(referral_id)
    if row.status == "withdrawn":
        abort(409, "This referral was withdrawn already.")
    with transaction(db.session) as session:
        withdraw_referral(session, scope().actor, clock.now(), row)
    flash("The referral is withdrawn. The record keeps it.", "success")
    return _to("desk.client", client_id=row.client_id)


def _to(endpoint: str, **values: Any) -> Response:
    return redirect(url_for(endpoint, **values))


def _referral(referral_id: UUID) -> Referral:
    row: Referral = scope().get(Referral, referral_id, joinedload(Referral.contact))
    return row


def _open_draft(referral_id: UUID) -> Referral:
    row = _referral(referral_id)
    if row.status != "draft":
        abort(409, "This letter was issued already.")
    return row


def _episode(row: Referral) -> Episode:
    episode: Episode = scope().get(Episode, row.episode_id, joinedload(Episode.client))
    return episode


def _draft_form(row: Referral, fresh: bool = False) -> DraftForm:
    """The draft's form; `fresh` where another form of the same page was sent."""
    values = {"contact": str(row.contact_id), "message": row.message}
    form = DraftForm(formdata=None, data=values) if fresh else DraftForm(data=values)
    form.contact.choices = [
        (str(c.id), f"{c.name}{', ' + c.clinic if c.clinic else ''}") for c in contacts(scope())
    ]
    return form


def _compose(row: Referral, episode: Episode, now: datetime) -> tuple[dict[str, Any], str]:
    day = now.astimezone(ZoneInfo(g.practice.zone)).date()
    shown = course(db.session(), episode, episode.intake_on, clock.today(episode.zone))
    found = sources(Scope(db.session(), scope().actor), episode, shown, day)
    consent = f"On {long_date(day)} the client agreed: “{CONSENT_WORDING['referral_letter']}”"
    chart = pain_chart(shown, width=720, height=360, theme="light")
    return compose(row, found, consent, day), chart


def _show_draft(
    row: Referral, form: DraftForm, issue_form: IssueForm, refused: str | None = None
) -> str:
    episode = _episode(row)
    letter, chart = _compose(row, episode, clock.now())
    blocked = refused or refusal(db.session(), episode, row.contact, considered=True)
    return render_template(
        "desk/referral_draft.html",
        referral=row,
        client=episode.client,
        form=form,
        issue_form=issue_form,
        refused=blocked,
        letter=letter,
        chart=chart,
        to_chiropractor=row.contact.kind == "chiropractor",
    )
