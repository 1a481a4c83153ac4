"""The mail a demonstration has written: nothing of it left this machine."""

from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from homecare.accounts.access_rules import DEMONSTRATION, allow
from homecare.extensions import db
from homecare.mail.models import MailPart, OutboxMail
from homecare.mail.queries import fate
from homecare.mail.words import NOT_SENT, how_far

NEWEST = 200
# A mail's page is drawn with styles inside it, and shown in a frame of our own page.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'; sandbox allow-popups"
)

blueprint = Blueprint("demo", __name__)


@blueprint.route("/demo/mail")
@allow(DEMONSTRATION)
def mail() -> str:
    """Every mail that is not forgotten yet, newest first."""
    rows = db.session.scalars(
        select(OutboxMail)
        .where(OutboxMail.forgotten_at.is_(None))
        .options(joinedload(OutboxMail.words))
        .order_by(OutboxMail.queued_at.desc(), OutboxMail.id)
        .limit(NEWEST)
    ).all()
    return render_template("demonstration/mail.html", mails=rows, state=_state)


@blueprint.route("/demo/mail/<uuid:mail_id>")
@allow(DEMONSTRATION)
def letter(mail_id: UUID) -> str:
    """One mail: who it is for, its text, its page."""
    return render_template("demonstration/one_mail.html", mail=_mail(mail_id), state=_state)


@blueprint.route("/demo/mail/<uuid:mail_id>/page")
@allow(DEMONSTRATION)
def page(mail_id: UUID) -> Response:
    """The mail's HTML as its reader's program would show it."""
    row = _mail(mail_id)
    html = row.html
    for part in row.parts:
        address = url_for("demo.part", mail_id=row.id, cid=part.cid)
        html = html.replace(f"cid:{part.cid}", address)
    response = make_response(html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@blueprint.route("/demo/mail/<uuid:mail_id>/parts/<cid>")
@allow(DEMONSTRATION)
def part(mail_id: UUID, cid: str) -> Response:
    """A picture of a mail."""
    part_of_mail = db.session.scalar(
        select(MailPart).where(MailPart.mail_id == mail_id, MailPart.cid == cid)
    )
    if part_of_mail is None:
        abort(404)
    return Response(part_of_mail.content, mimetype=part_of_mail.content_type)


def _state(mail: OutboxMail) -> str:
    """How far a mail got; that nothing is sent the page says once."""
    said = how_far(fate(mail), mail.to_file)
    return "Written" if said == NOT_SENT else said


def _mail(mail_id: UUID) -> OutboxMail:
    row = db.session.get(OutboxMail, mail_id, options=[selectinload(OutboxMail.parts)])
    return row or abort(404)
