"""Adding many clients from a table: a look at what it would make, then whoever can be added."""

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
from homecare.clients.imported.models import ClientImport
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
from homecare.desk.exchange.to_mend import rows_to_mend
from homecare.export.own import MARK
from homecare.extensions import db
from homecare.forms import PlainForm, options
from homecare.language import count
from homecare.refusals import Refusal
from homecare.rules.red_flags import CONTRAINDICATIONS

ADD, MEND = "add", "mend"  # the buttons: that means it; that takes the rows to mend along
NO_FILE = "Choose the file."
NOBODY = "Nobody in this file can be added as it is."


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
        validators=[InputRequired("Nothing can be kept without each client’s agreement.")],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What was read is checked cell by cell: one that can't be printed is a row to mend."""
        text, self.text.data = self.text.data, ""
        fine = super().validate(extra_validators)
        self.text.data = text
        return fine


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
            if request.form.get("do") == MEND:
                return _table("rows-to-mend.csv", rows_to_mend(form.text.data, lines))
        except Refusal as refused:
            form.show(refused.problems)
    elif form.is_submitted() and not (request.files.get("file") or form.text.data):
        form.show({"file": NO_FILE})
    return _page(form, lines)


def _page(form: ImportForm, lines: list[Line], made: ClientImport | None = None) -> tuple[str, int]:
    """What a file would make; with `made` what is left of it to mend after the rest was added."""
    faulty = [line for line in lines if line.problems]
    sound = [line for line in lines if line.intake and not line.known]
    page = render_template(
        "desk/exchange/import.html",
        form=form,
        lines=lines,
        faulty=faulty,
        sound=sound,
        known=[line for line in lines if line.known and not made],
        made=made,
        wording=CONSENT_WORDING["health_data"],
        names={LABELS[of]: names[1:] for of, names in COLUMNS.items()},
        passed_over=passed_over(form.text.data) if lines else [],
        optional=[LABELS[of] for of in sorted(OPTIONAL)],
        reasons=CONTRAINDICATIONS,
        most=MOST_LINES,
        kilobytes=MOST_BYTES // 1000,
    )
    unusable = form.errors or form.form_errors or (faulty and not (sound or made))
    return page, 422 if unusable else 200


@blueprint.get("/clients/import/start.csv")
@allow(THERAPIST)
def import_start() -> Response:
    """A file to start from: its first line."""
    return _table("clients.csv", f"{MARK}{','.join(HEADERS)}\r\n")


def _table(name: str, text: str) -> Response:
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _text(form: ImportForm) -> str:
    """What the file says that was chosen now, or was read before."""
    if file := request.files.get("file"):
        content = file.read(MOST_BYTES + 1)
        form.guessed = is_guessed(content)
        return letters_of(content)
    if form.text.data:
        return letters_of(form.text.data.encode())
    raise Refusal({"file": NO_FILE})


def _read(scope: Scope, form: ImportForm) -> list[Line]:
    zone = g.practice.zone
    where = Where(zone, current_user.id, clock.today(zone), form.order.data)
    lines = lines_of(form.text.data, where)
    for line in lines:
        if line.intake and not line.known:
            line.known = bool(same_person(scope, line.intake.name, line.intake.date_of_birth))
    return lines


def _add(form: ImportForm) -> Any:
    """Add whoever can be, in one transaction; then the rows to mend, where there are any."""
    act = scope().act(clock.now())
    with transaction(db.session) as session:
        hold_practice(session, act.actor.practice_id)
        lines = _read(scope(), form)
        sound = [line for line in lines if line.intake and not line.known]
        faulty = [line for line in lines if line.problems]
        if faulty and not sound:
            raise Refusal({"file": NOBODY})
        made = add_all(act, [(one.number, one.intake if one in sound else None) for one in lines])
    known = sum(line.known for line in lines)
    flash(f"{count(len(sound), 'client')} added." + (f" {known} known already." if known else ""))
    if faulty:
        return _page(form, faulty, made)
    return redirect(url_for("desk.imported", import_id=made.id))
