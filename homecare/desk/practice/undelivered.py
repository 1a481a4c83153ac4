"""Mail that did not get through: told on every page of the desk, listed, and dealt with."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from flask import abort, current_app, flash, g, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.addresses import KIND as CONFIRM
from homecare.accounts.addresses import ask_person
from homecare.accounts.invitations import invite, send_invitation
from homecare.accounts.models import Invitation, Membership, Person
from homecare.accounts.queries import login_of, newest_line, person_of, state_of
from homecare.acting import OWNER, THERAPIST
from homecare.clients.addresses import address_of, ask_client, contact_of
from homecare.clients.covers.queries import ones_own
from homecare.clients.models import Client
from homecare.clockwork.failures import signs_of_nights
from homecare.clockwork.stops import sign_of
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.extensions import db
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from homecare.mail.undelivered import (
    ADDRESS_CHANGED,
    SHOWN_FOR,
    is_held_back,
    is_undelivered,
    reason,
    send_again,
    settle,
)
from homecare.mail.urgent import SOON, URGENT, tried_in_vain, urgent_since
from homecare.mail.words import KINDS
from homecare.refusals import Refusal
from homecare.serving.mail_leaves import on_its_way
from homecare.together import Asked, rows

INVITATION, TEST = "invitation", "test-mail"
FRESH = (INVITATION, CONFIRM)  # their links are forgotten: a fresh one is made
TO_STAFF = (
    "flag-needs-you", "flag-mistaken", "flag-over", "urgent-again", "cover-begins",
    "weekly-digest", "letter-answered", "letter-tried", "letter-spoken",
    "erasure-asked", "erasure-taken-back",
)  # fmt: skip
# Never twice by a press here.
TO_RECEIVERS = ("letter-link", "confirm-receiver", "letter-taken-back")
FORGOTTEN = "What it said has been forgotten, so it can’t be sent again."
JOINED = "They have joined meanwhile, so no invitation is needed."
ANOTHER_ADDRESS = "The record does not name this address now. Invite them on their page."
INVITATION_OVER = "That invitation is over. Invite them anew on their page."
COLLEAGUES_OVER = "That invitation was taken back. Invite them anew under Practice."
CONFIRMED = "The address is confirmed already, or nobody signs in with it: nothing is to be asked."
OTHER_ADDRESS = (
    "This address is not used any more, or nobody confirmed it, so nothing about health goes there."
)
WHAT_ELSE = {
    "check-in": "Its link has been forgotten, and it is asked once only. Call them.",
    "letter-link": "It may not have arrived, and is never sent twice by itself. Call them, "
    "or send a new link from the letter's page.",
    "letter-taken-back": "They have read a letter that was taken back since. Call them.",
    "confirm-receiver": "Check the address in the address book, and ask again from there.",
    "password_reset": "Its link has been forgotten. They ask for a new one on the sign-in page.",
}


def undelivered_told() -> str:
    """How many such mails this page's reader should hear of, in words: an owner of all, a
    therapist of those about clients whom they look after. Since when urgent ones wait too."""
    actor, now = g.actor, clock.now()
    given = {"practice": actor.practice_id, "since": now - SHOWN_FOR, "by": now - SOON}
    if actor.role != OWNER:
        given |= {"person": actor.person_id, "today": clock.today(g.practice.zone)}
        [[(*mails, g.urgent_since)]] = rows(db.session, Asked(_of_ones_own(), given))
        return _told(*mails)
    [[found]] = rows(db.session, Asked(_of_all(), given))
    # What an owner hears of the server comes along, as each page asks for both.
    g.urgent_since, *g.signs_of_server = found[2:]
    return _told(*found[:2])


def _told(missed: int, held: int) -> str:
    """What was tried in vain, apart from what was held back here: the second is no fault."""
    tried = [f"{_mails_in_words(missed)} did not get through"] if missed else []
    kept = f"{_mails_in_words(held)} held back, as an address was changed"
    return ", and ".join([*tried, kept] if held else tried)


def _mails_in_words(number: int) -> str:
    return "One mail" if number == 1 else f"{number} mails"


@cache
def _of_all() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    return _counted().add_columns(newest_line(), sign_of(), *signs_of_nights())


@cache
def _of_ones_own() -> Select[int, int, datetime]:
    own = select(Client.id).where(Client.practice_id == bindparam("practice"), ones_own())
    return _counted().where(OutboxMail.client_id.in_(own))


def _counted() -> Select[int, int, datetime]:
    held = func.count().filter(OutboxMail.error == ADDRESS_CHANGED)
    waiting = urgent_since(bindparam("practice"), bindparam("by"))
    missed = select(func.count() - held, held, waiting).select_from(OutboxMail)
    return missed.where(_of_practice(bindparam("practice")), is_undelivered(bindparam("since")))


blueprint.context_processor(lambda: {"undelivered_told": undelivered_told})


def _of_practice(practice_id: Any) -> ColumnElement[bool]:
    """The practice's mails, and those of the sign-ins of everybody in it."""
    people = select(Person.email).join(Membership, Membership.person_id == Person.id)
    people = people.where(Membership.practice_id == practice_id)
    return or_(
        OutboxMail.practice_id == practice_id,
        and_(OutboxMail.practice_id.is_(None), OutboxMail.to_address.in_(people)),
    )


def _mails() -> Sequence[OutboxMail]:
    missed = is_undelivered(clock.now() - SHOWN_FOR)
    undelivered = select(OutboxMail).where(_of_practice(g.actor.practice_id), missed)
    return db.session.scalars(undelivered.order_by(OutboxMail.queued_at.desc())).all()


def _mail(mail_id: UUID) -> OutboxMail:
    """A mail of the practice, whatever became of it; anybody else's is not there."""
    mine = _of_practice(g.actor.practice_id)
    return db.session.scalar(select(OutboxMail).where(OutboxMail.id == mail_id, mine)) or abort(404)


@blueprint.get("/practice/mail")
@allow(THERAPIST)
def undelivered() -> str:
    """What waits, failed or may not have arrived: to whom, when, why; never what it said."""
    return render_template(
        "desk/practice/undelivered.html", mails=_mails(), kinds=KINDS, reason=reason,
        hindrance=_hindrance, is_held_back=is_held_back, urgent=URGENT,
        waiting=db.session.scalars(tried_in_vain(g.actor.practice_id, clock.now())).all(),
    )  # fmt: skip


def _hindrance(mail: OutboxMail) -> str:
    """Why a mail can't be sent again from here, and what helps; empty where it can."""
    if mail.kind in TO_RECEIVERS:
        return WHAT_ELSE[mail.kind]
    if mail.kind == INVITATION:
        return _no_invitation(db.session(), mail)
    if is_held_back(mail):
        return OTHER_ADDRESS
    if mail.kind == CONFIRM:
        return _no_question(db.session(), mail)
    if mail.forgotten_at is not None:
        return WHAT_ELSE.get(mail.kind, FORGOTTEN)
    return "" if _may_still_go(db.session(), mail) else OTHER_ADDRESS


def _no_invitation(session: Session, mail: OutboxMail) -> str:
    last = _last_invitation(session, mail)
    if mail.client_id is not None:
        if login_of(session, g.actor.practice_id, mail.client_id):
            return JOINED
        if scope().get(Client, mail.client_id).email != mail.to_address:
            return ANOTHER_ADDRESS
        over = last is None or state_of(last, clock.now()) in ("used", "revoked")
        return INVITATION_OVER if over else ""
    if last is None or last.revoked_at is not None:
        return COLLEAGUES_OVER
    if last.used_at is not None:
        return JOINED
    return "" if g.actor.role == OWNER else "Only the owner invites colleagues."


def _no_question(session: Session, mail: OutboxMail) -> str:
    if mail.client_id is None:
        person = person_of(session, mail.to_address)
        return CONFIRMED if person is None or person.address_is_confirmed else ""
    contact = contact_of(session, scope().get(Client, mail.client_id))
    if contact.address != mail.to_address:
        return OTHER_ADDRESS
    return CONFIRMED if contact.confirmed else ""


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
        with transaction(db.session) as session:
            _again(session, mail)
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


def _again(session: Session, mail: OutboxMail) -> None:
    """Raises Refusal where it can't be, or should not be, sent again."""
    now = clock.now()
    if mail.settled_at is not None or mail.status not in ("failed", "uncertain"):
        raise Refusal("Somebody has dealt with it already.")
    if hindrance := _hindrance(mail):
        raise Refusal(hindrance)
    if mail.kind in FRESH:
        if not settle(session, now, mail, g.actor.person_id):
            raise Refusal("Somebody has dealt with it already.")
        (_invite_again if mail.kind == INVITATION else _ask_again)(session, mail)
        return
    if not send_again(session, now, mail):
        raise Refusal("Somebody has dealt with it already, or it has been forgotten.")


def _may_still_go(session: Session, mail: OutboxMail) -> bool:
    """Whether the address is still theirs, and confirmed where the mail speaks of health."""
    if mail.client_id is not None and mail.kind not in TO_STAFF:
        return address_of(session, scope().get(Client, mail.client_id)) == mail.to_address
    person = person_of(session, mail.to_address)
    here = person is not None and any(
        place.practice_id == g.actor.practice_id and place.disabled_at is None
        for place in person.memberships
    )
    named = mail.kind == "weekly-digest"
    return person is not None and here and (person.address_is_confirmed or not named)


def _last_invitation(session: Session, mail: OutboxMail) -> Invitation | None:
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.practice_id == g.actor.practice_id,
            Invitation.email == mail.to_address,
            Invitation.client_id == mail.client_id,
        )
        .order_by(Invitation.made_at.desc(), Invitation.id.desc())
    ).first()


def _invite_again(session: Session, mail: OutboxMail) -> None:
    last, now = _last_invitation(session, mail), clock.now()
    if last is None:
        raise Refusal(INVITATION_OVER)
    token = invite(scope().act(now), role=last.role, name=last.name, email=last.email,
                   client_id=last.client_id)  # fmt: skip
    send_invitation(session, now, token, current_app.config["SETTINGS"].public_url)


def _ask_again(session: Session, mail: OutboxMail) -> None:
    settings, now = current_app.config["SETTINGS"], clock.now()
    if mail.client_id is not None:
        asked = ask_client(session, settings, now, scope().get(Client, mail.client_id))
    else:
        person = person_of(session, mail.to_address)
        asked = person is not None and ask_person(session, settings, now, person)
    if not asked:
        raise Refusal("Such a mail was written within the last hour, or none is needed.")
