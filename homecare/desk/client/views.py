"""A client's page."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.consent import CONSENT_WORDING, EMAIL
from homecare.acting import THERAPIST
from homecare.clients.forms import AppointmentForm, AwayForm, VisitForm
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.record import Asked, read_record
from homecare.desk.flags.words import MISTAKEN_REASON
from homecare.desk.screening_fields import BackgroundForm, TakeBackForm
from homecare.extensions import db
from homecare.forms import SHOWN, options
from homecare.merging.returned import returned_meanwhile
from homecare.progress.words import THREE_MONTHS, part_asked
from homecare.rules.red_flags import Level, level_of
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import gravest, stopping

GRAVER = "An answer that stands is graver now than when they gave it. Tell them this now."
WRONG = "wrong-"  # what the names of that form begin with, beside the others of the page


@blueprint.route("/clients/<uuid:client_id>")
@allow(THERAPIST)
def client(client_id: UUID) -> str:
    """Everything about one client on one page."""
    return client_page(client_id)


def client_page(client_id: UUID, **forms: Any) -> str:
    """The client's page with the forms as they were sent, or empty ones. The view is audited."""
    asked = Asked(
        request.args.get("diary") == "all", part_asked(request.args.get("chart"), THREE_MONTHS)
    )
    record = read_record(scope(), client_id, clock.now(), asked)
    note_view(scope(), client_id, "client")
    forms = {
        "visit": VisitForm(formdata=None, meta=SHOWN, on=record.treated.day_to_record()),
        "appointment": AppointmentForm(formdata=None, meta=SHOWN),
        "away": AwayForm(formdata=None, meta=SHOWN),
        "background": BackgroundForm(formdata=None),
        "wrong_background": record.background and _wrong_background(record.background),
        "standing": None,
        **forms,
    }
    ended = record.episode.closed_at
    return render_template(
        "desk/client/client.html",
        record=record,
        email_wording=CONSENT_WORDING[EMAIL],
        meanwhile=ended and returned_meanwhile(db.session(), record.episode, ended),
        mistaken_reason=MISTAKEN_REASON,
        me=scope().actor.person_id,
        **forms,
    )


def noted_by_oneself(answers: Iterable[RedFlagAnswer]) -> list[RedFlagAnswer]:
    """The lines of the background that whoever asks has noted, and that still stand."""
    me = scope().actor.person_id
    lines = (one for one in answers if level_of(one.code) == Level.BACKGROUND)
    return [one for one in lines if one.cleared_at is None and one.screening.answered_by == me]


def _wrong_background(answers: Iterable[RedFlagAnswer]) -> TakeBackForm:
    form = TakeBackForm(formdata=None, prefix=WRONG)
    mine = noted_by_oneself(answers)
    form.answer.choices = options(*((str(one.id), one.question) for one in mine))
    return form


def back_to(client: UUID) -> Response:
    """The way back to the client's page after something was written."""
    return redirect(url_for("desk.client", client_id=client))


def how_grave(session: Session, episode_id: UUID) -> Level | None:
    """How soon the answers that stand in an episode need somebody; None where none stands."""
    return gravest(stopping(session, episode_id))


def told_if_graver(client_id: UUID, episode_id: UUID, before: Level | None) -> Response | None:
    """The way to what has to be told now, where what was just written made an answer graver that
    stood already: whoever gave it was told of something less."""
    now = how_grave(db.session(), episode_id)
    if before is None or now is None or now <= before:
        return None
    flash(GRAVER, "warning")
    return redirect(url_for("desk.red_flag_advice", client_id=client_id))
