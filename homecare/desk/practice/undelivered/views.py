"""Mail that did not get through: listed, and dealt with."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from flask import abort, current_app, flash, g, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import OWNER, THERAPIST
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.practice.undelivered.again import ANEW, again, hindrance, letter_of
from homecare.desk.practice.undelivered.told import of_practice
from homecare.extensions import db
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from homecare.mail.undelivered import SHOWN_FOR, is_held_back, is_undelivered, reason, settle
from homecare.mail.urgent import URGENT, tried_in_vain
from homecare.mail.words import KINDS
from homecare.referrals.operations import GateShutError
from homecare.refusals import Refusal
from homecare.serving.mail_leaves import on_its_way

TEST = "test-mail"


def _mails() -> Sequence[OutboxMail]:
    missed = is_undelivered(clock.now() - SHOWN_FOR)
    undelivered = select(OutboxMail).where(of_practice(g.actor.practice_id), missed)
    return db.session.scalars(undelivered.order_by(OutboxMail.queued_at.desc())).all()


def _mail(mail_id: UUID) -> OutboxMail:
    """A mail of the practice, whatever became of it; anybody else's is not there."""
    mine = of_practice(g.actor.practice_id)
    return db.session.scalar(select(OutboxMail).where(OutboxMail.id == mail_id, mine)) or abort(404)


@blueprint.get("/practice/mail")
@allow(THERAPIST)
def undelivered() -> str:
    """What waits, failed or may not have arrived: to whom, when, why; never what it said."""
    return render_template(
        "desk/practice/undelivered.html", mails=_mails(), kinds=KINDS, reason=reason,
        hindrance=partial(hindrance, db.session()), is_held_back=is_held_back, urgent=URGENT,
        anew=ANEW, letter_of=partial(letter_of, db.session()),
        waiting=db.session.scalars(tried_in_vain(g.actor.practice_id, clock.now())).all(),
    )  # fmt: skip


@blueprint.post("/practice/mail/test")
@allow(OWNER)
def send_test_mail() -> Response:
    """A mail from the owner to themselves, so that they see whether mail arrives."""
    to, now = current_user.email, clock.now()
    text = (
        f"This is a test mail of {g.practice.name}.\n\n"
        "If you can read it, invitations, reminders and weekly emails reach their readers too.\n"
    )
    with transaction(db.session) as session:
        queue(session, Email(TEST, to, "Test mail", text, practice_id=g.actor.practice_id), now)
    flash(on_its_way("The test mail", to))
    return redirect(url_for("desk.undelivered"))


@blueprint.post("/practice/mail/<uuid:mail_id>/again")
@allow(THERAPIST)
def send_mail_again(mail_id: UUID) -> Response:
    """Send a mail again: as it was, or with a fresh link where the old one was forgotten."""
    mail = _mail(mail_id)
    try:
        with transaction(db.session):
            again(scope().act(clock.now()), current_app.config["SETTINGS"], mail)
    except GateShutError as shut:
        flash(" ".join([str(shut), *(reason.text for reason in shut.reasons)]), "warning")
    except Refusal as refused:
        flash(str(refused), "warning")
    else:
        flash(on_its_way("It", mail.to_address))
    return redirect(url_for("desk.undelivered"))


@blueprint.post("/practice/mail/<uuid:mail_id>/settle")
@allow(THERAPIST)
def settle_mail(mail_id: UUID) -> Response:
    """Take a mail off the list: somebody has called, or it does not matter any more."""
    mail = _mail(mail_id)
    with transaction(db.session) as session:
        settle(session, clock.now(), mail, g.actor.person_id)
    flash("It is off the list.")
    return redirect(url_for("desk.undelivered"))
