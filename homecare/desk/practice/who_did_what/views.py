"""Who did what, for the owner: to read, to filter, and to take along."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, g, render_template, request
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from homecare import clock
from homecare.access import scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.accounts.models import AuditLine
from homecare.accounts.queries import names_of, staff_names
from homecare.accounts.trail.queries import Wanted, trail, trail_page
from homecare.accounts.trail.words import KINDS, REST
from homecare.acting import OWNER
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.practice.who_did_what.words import audit_words, names_of_clients
from homecare.export.own import table
from homecare.extensions import db
from homecare.forms import PlainForm

LAST_PAGE = 1000
MOST_ROWS = 100_000
DAY = timedelta(days=1)
BEFORE_ALL = date(2000, 1, 1)
COLUMNS = ("number", "at", "who", "what", "action", "subject", "client", "seal")
FAILED = "sign_in.failed"


class TrailForm(PlainForm):
    """What is looked for; it stands in the address, and names colleagues by number alone."""

    class Meta(PlainForm.Meta):
        csrf = False

    who = SelectField("Who", default="", validate_choice=False)
    what = SelectField(
        "What",
        default="",
        choices=[SelectChoice("", "Everything"), *(SelectChoice(k, k) for k in (*KINDS, REST))],
    )
    first = DateField("From", validators=[Optional()])
    last = DateField("To", validators=[Optional()])

    def wanted(self) -> Wanted:
        """The lines that were asked for; before BEFORE_ALL and after today there are none."""
        zone = ZoneInfo(g.practice.zone)
        today = clock.today(g.practice.zone)

        def starts(day: date | None) -> datetime | None:
            near = day and min(max(day, BEFORE_ALL), today + DAY)
            return datetime.combine(near, time(), zone).astimezone(UTC) if near else None

        return Wanted(
            practice_id=g.practice.id,
            actor_id=_id(self.who.data),
            kind=self.what.data or "",
            begins=starts(self.first.data),
            ends=starts(min(self.last.data, today) + DAY if self.last.data else None),
        )


@blueprint.get("/practice/audit")
@allow(OWNER)
def audit_trail() -> Any:
    """Who saw or did what, the newest first, 50 a page; as a table to take along if asked so."""
    form = _form()
    wrong = not form.validate()
    wanted = Wanted(g.practice.id) if wrong else form.wanted()
    if request.args.get("as") == "csv" and not wrong:
        return _table(wanted)
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    lines, more = trail_page(db.session(), wanted, page)
    shown = render_template(
        "desk/practice/practice_audit.html",
        form=form,
        asked={name: value for name, value in request.args.items() if name not in ("page", "as")},
        lines=lines,
        hands=_hands(lines),
        names=names_of_clients(scope(), lines),
        tried=_whose(lines),
        more=more,
        page=page,
    )
    return shown, 422 if wrong else 200


def _form() -> TrailForm:
    form = TrailForm(request.args)
    form.who.choices = [
        SelectChoice("", "Everybody"),
        *(SelectChoice(*one) for one in staff_names(db.session(), g.practice.id)),
    ]
    return form


def _hands(lines: Iterable[AuditLine]) -> dict[UUID | None, str]:
    """Who did what these lines say, by name."""
    return names_of(db.session(), g.practice.id, (line.actor_id for line in lines))


def _whose(lines: Iterable[AuditLine]) -> dict[str, str]:
    """The names of those whose password was tried, by what their lines say."""
    ids = {_id(line.subject) for line in lines if line.action == FAILED} - {None}
    return (
        {str(who): name for who, name in names_of(db.session(), g.practice.id, ids).items()}
        if ids
        else {}
    )


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _table(wanted: Wanted) -> Response:
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "trail.export", subject=wanted.kind)
    lines = trail(db.session(), wanted, MOST_ROWS)
    clients, hands = names_of_clients(scope(), lines), _hands(lines)
    rows = (
        {
            "number": line.seq,
            "at": line.at.isoformat(timespec="seconds"),
            "who": hands.get(line.actor_id, ""),
            "what": audit_words(line),
            "action": line.action,
            "subject": line.subject,
            "client": clients.get(line.client_id, "") if line.client_id else "",
            "seal": (line.seal or b"").hex(),
        }
        for line in lines
    )
    answer = Response(table(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename="who-did-what.csv")
    return answer
