"""Adding many clients from a table: a look at what it would make, then all of it or nothing."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from wtforms import BooleanField, FileField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.accounts.consent import CONSENT_WORDING
from homecare.accounts.operations import hold_practice
from homecare.acting import THERAPIST
from homecare.clients.imported.operations import add_all
from homecare.clients.queries import same_person
from homecare.clients.written_days import DAY_FIRST, MONTH_FIRST
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.exchange.incoming import (
    COLUMNS,
    HEADERS,
    LABELS,
    MOST_LINES,
    OPTIONAL,
    Line,
    Where,
    lines_of,
    passed_over,
)
from homecare.desk.exchange.table import MOST_BYTES, is_guessed, letters_of
from homecare.export.own import MARK
from homecare.extensions import db
from homecare.forms import PlainForm, options
from homecare.language import count
from homecare.refusals import Refusal
from homecare.rules.red_flags import CONTRAINDICATIONS

ADD = "add"  # the button that means it


class ImportForm(PlainForm):
    """A file, how it writes days, and what its clients agreed to."""

    file = FileField("The file (CSV)")
    text = TextAreaField()  # what was read, so that the second step needs no file
    guessed = False  # whether its letters were
    order = SelectField(
        "How are days written in it?",
        choices=options(
            (DAY_FIRST, "Day first: 31/12/1970"), (MONTH_FIRST, "Month first: 12/31/1970")
        ),
        default=DAY_FIRST,
    )  # fmt: skip
    consent = BooleanField(
        "Each of them agrees",
        validators=[InputRequired("Nothing can be kept without each client's agreement.")],
    )


@blueprint.route("/clients/import", methods=["GET", "POST"])
@allow(THERAPIST)
def import_clients() -> Any:
    """Read a table of clients, show what it would make, and make it when asked to."""
    form, lines = ImportForm(), list[Line]()
    if form.validate_on_submit():
        try:
            form.text.data = _text(form)
            if request.form.get("do") == ADD:
                return _add(form)
            lines = _read(scope(), form)
        except Refusal as refused:
            form.show(refused.problems)
    return _page(form, lines)


def _page(form: ImportForm, lines: list[Line]) -> tuple[str, int]:
    faulty = [line for line in lines if line.problems]
    page = render_template(
        "desk/exchange/import.html",
        form=form,
        lines=lines,
        faulty=faulty,
        sound=[line for line in lines if line.intake and not line.known],
        known=[line for line in lines if line.known],
        wording=CONSENT_WORDING["health_data"],
        names={LABELS[of]: names[1:] for of, names in COLUMNS.items()},
        passed_over=passed_over(form.text.data) if lines else [],
        optional=[LABELS[of] for of in sorted(OPTIONAL)],
        reasons=CONTRAINDICATIONS,
        most=MOST_LINES,
        kilobytes=MOST_BYTES // 1000,
    )
    return page, 422 if form.errors or form.form_errors or faulty else 200


@blueprint.get("/clients/import/start.csv")
@allow(THERAPIST)
def import_start() -> Response:
    """A file to start from: its first line."""
    answer = Response(f"{MARK}{','.join(HEADERS)}\r\n", content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename="clients.csv")
    return answer


def _text(form: ImportForm) -> str:
    """What the file says that was chosen now, or was read before."""
    if file := request.files.get("file"):
        content = file.read(MOST_BYTES + 1)
        form.guessed = is_guessed(content)
        return letters_of(content)
    if form.text.data:
        return letters_of(form.text.data.encode())
    raise Refusal({"file": "Choose the file."})


def _read(scope: Scope, form: ImportForm) -> list[Line]:
    zone = g.practice.zone
    where = Where(zone, current_user.id, clock.today(zone), form.order.data)
    lines = lines_of(form.text.data, where)
    for line in lines:
        if line.intake and not line.known:
            line.known = bool(same_person(scope, line.intake.name, line.intake.date_of_birth))
    return lines


def _add(form: ImportForm) -> Any:
    """Add all that can be, in one transaction; nobody where a line is faulty."""
    act = scope().act(clock.now())
    with transaction(db.session) as session:
        hold_practice(session, act.actor.practice_id)
        lines = _read(scope(), form)
        if any(line.problems for line in lines):
            raise Refusal({"file": "Rows of this file can't be read. Nobody was added."})
        made = add_all(act, [(line.number, None if line.known else line.intake) for line in lines])
    known = sum(line.known for line in lines)
    added = count(len(lines) - known, "client")
    flash(f"{added} added." + (f" {known} known already." if known else ""))
    return redirect(url_for("desk.imported", import_id=made.id))
