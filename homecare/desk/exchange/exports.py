"""A client's whole record and the caseload, as files to take along. Each is noted as taken."""

from uuid import UUID

from flask import Response, g

from homecare import clock
from homecare.access import scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.accounts.factors.fresh import fresh
from homecare.acting import THERAPIST
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.caseload.table import caseload_csv
from homecare.export.own import written
from homecare.export.record import record
from homecare.export.record_pdf import record_pdf
from homecare.extensions import db


@blueprint.get("/clients/<uuid:client_id>/record.json")
@allow(THERAPIST)
def record_as_json(client_id: UUID) -> Response:
    """Everything about a client, for another program or the next practice."""
    whole = record(scope(), client_id, clock.now())
    _note("record.export", client_id, "json")
    return _file(written(whole), "record.json", "application/json; charset=utf-8")


@blueprint.get("/clients/<uuid:client_id>/record.pdf")
@allow(THERAPIST)
def record_as_pdf(client_id: UUID) -> Response:
    """Everything about a client, for a person to read."""
    pages = record_pdf(record(scope(), client_id, clock.now()))
    _note("record.export", client_id, "pdf")
    return _file(pages, "record.pdf", "application/pdf")


@blueprint.get("/caseload.csv")
@allow(THERAPIST)
@fresh
def caseload_as_csv() -> Response:
    """The clients whom somebody looks after; for an owner, everybody's."""
    now, today = clock.now(), clock.today(g.practice.zone)
    rows = caseload_csv(scope(), now, today, practice=g.practice)
    _note("caseload.export")
    return _file(rows, "caseload.csv", "text/csv; charset=utf-8")


def _note(action: str, client_id: UUID | None = None, subject: str = "") -> None:
    with transaction(db.session):
        audit.note(scope().act(clock.now()), action, client_id, subject)


def _file(content: str | bytes, name: str, kind: str) -> Response:
    """A download; its name says nothing about anybody."""
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
