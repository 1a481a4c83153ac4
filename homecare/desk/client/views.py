"""A client's page."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
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
from homecare.desk.screening_fields import BackgroundForm
from homecare.extensions import db
from homecare.merging.returned import returned_meanwhile
from homecare.progress.words import THREE_MONTHS, part_asked


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
        "visit": VisitForm(formdata=None, on=record.treated.day_to_record(record.today)),
        "appointment": AppointmentForm(formdata=None),
        "away": AwayForm(formdata=None),
        "background": BackgroundForm(formdata=None),
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


def back_to(client: UUID) -> Response:
    """The way back to the client's page after something was written."""
    return redirect(url_for("desk.client", client_id=client))
