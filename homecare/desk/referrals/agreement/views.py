"""Asking a client on their phone about the draft on the screen."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.referrals.draft_page import draft_form, seen_as, write_draft
from homecare.desk.referrals.views import (
    ask_or_save,
    changed_meanwhile,
    open_draft_of,
    refused_draft,
)
from homecare.extensions import db
from homecare.flags.queries import live_flag
from homecare.referrals.agreement.operations import ask_client
from homecare.referrals.operations import hold_referral
from homecare.refusals import Refusal

ASKED = "They are asked. The letter stands under Today on their phone."
CHANGED = (
    "You changed the letter, so it is saved and they are not asked yet. "
    "Read it again below: if it is right, ask them then."
)


@blueprint.post("/referrals/<uuid:referral_id>/ask")
@allow(THERAPIST)
def ask_about_letter(referral_id: UUID) -> Any:
    """Ask the client on their phone about the draft as it stands on the screen."""
    row = open_draft_of(referral_id)
    form = draft_form(row)
    if answer := ask_or_save(row, form, CHANGED):
        return answer
    try:
        with transaction(db.session) as session:
            _ask(session, row, form)
    except Refusal as refused:
        return refused_draft(row, form, refused)
    except StaleDataError:
        return changed_meanwhile(row, form)
    flash(ASKED, "success")
    return redirect(url_for("desk.referral", referral_id=row.id))


def _ask(session: Session, row: Any, form: Any) -> None:
    """What is asked about is what stood on the screen."""
    episode = hold_referral(session, row)
    written = write_draft(row, episode, clock.now())
    flag = live_flag(session, episode.id)
    if str(row.version) != form.version.data or seen_as(written, flag) != form.seen.data:
        raise StaleDataError
    ask_client(scope().act(clock.now()), row, written)
