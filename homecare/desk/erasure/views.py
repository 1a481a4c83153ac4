"""What clients asked, the list of a year, and the page on which the owner decides."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, current_app, flash, g, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.factors.fresh import fresh
from homecare.acting import OWNER
from homecare.clients.models import Client
from homecare.clients.queries import active_episode, latest_episode
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.cleared_first import refuse_while_answers_stand, to_clear_first
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.erasure.forms import EraseForm
from homecare.desk.erasure.words import IN_SHORT
from homecare.desk.words import practice_day
from homecare.erasure import operations
from homecare.erasure.queries import (
    counts_waiting,
    decisions,
    due_by,
    kept_until_now,
    last_contact,
    request_standing,
    requests,
)
from homecare.erasure.remembered import remember
from homecare.erasure.retention import answer_by, kept_until
from homecare.extensions import db
from homecare.refusals import Refusal

SHOWN = 50
A_YEAR_ON = "Kept. You are asked again then."


@blueprint.get("/practice/erasures")
@allow(OWNER)
def erasures() -> str:
    """Who asks, whose time is over this year, and what was decided."""
    today = clock.today(g.practice.zone)
    due = due_by(scope(), date(today.year, 12, 31), _years(), g.practice.zone)
    again = kept_until_now(scope().session, g.practice.id, today)
    return render_template(
        "desk/erasure/erasures.html",
        asked=requests(scope()),
        again=again,
        due=[one for one in due if one.client.id not in {told.client.id for told in again}],
        decided=decisions(scope(), SHOWN),
        answer_by=answer_by,
        practice_day=practice_day,
        in_short=IN_SHORT,
        today=today,
        years=_years(),
    )


@blueprint.route("/clients/<uuid:client_id>/erase", methods=["GET", "POST"])
@allow(OWNER)
@fresh
def erase(client_id: UUID) -> Any:
    """Say what will happen, ask for the reason, and delete the record or keep it."""
    client = scope().get(Client, client_id)
    form = EraseForm(keep_until=_usual_until(client))
    if not form.is_submitted():
        asked = request_standing(db.session(), client.id, _today())
        form.seen.data = str(asked.id) if asked else ""
    if form.validate_on_submit():
        try:
            return _decide(client, form)
        except Refusal as refused:
            form.show(refused.problems)
    note_view(scope(), client_id, "erase")
    return _page(client, form), 422 if form.is_submitted() else 200


def _decide(client: Client, form: EraseForm) -> Response:
    act, settings = scope().act(clock.now()), current_app.config["SETTINGS"]
    name = client.name
    with transaction(db.session):
        seen = form.seen.data or ""
        if form.deletes:
            refuse_while_answers_stand(scope(), client)
            why = form.reason.data or ""
            said = operations.Decision(form.because, _over_on(client), seen, why)
            operations.erase(act, client, said, settings.mail_folder)
        else:
            words = (form.words.data or "").strip()
            said = operations.Decision(form.why.data, form.keep_until.data, seen, words)
            operations.keep(act, client, said)
    if form.deletes:
        _after_erasing(db.session())
        flash(f"The record of {name} is deleted.")
    else:
        flash(A_YEAR_ON)
    return redirect(url_for("desk.erasures"))


def _after_erasing(session: Session) -> None:
    """So that no backup from before brings it back, and no page of SQLite's journal keeps it."""
    remember(session, current_app.config["SETTINGS"])
    session.commit()
    operations.settle_file(session)


def _page(client: Client, form: EraseForm) -> str:
    asked = request_standing(db.session(), client.id, _today())
    if client.erased_at is not None:
        abort(404)
    in_care = active_episode(scope(), client.id) is not None
    last = latest_episode(scope(), client.id)
    clear_first = last and to_clear_first(db.session(), last)
    over_on = _over_on(client)
    form.offer(
        in_care=in_care or bool(clear_first), asked=asked is not None, is_over=over_on <= _today()
    )
    form.seen.data = str(asked.id) if asked else ""
    return render_template(
        "desk/erasure/erase.html",
        client=client,
        form=form,
        asked=asked,
        answer_by=answer_by,
        practice_day=practice_day,
        in_care=in_care,
        clear_first=clear_first,
        until=over_on,
        years=_years(),
        today=_today(),
    )


def _usual_until(client: Client) -> date:
    """Until when the record is kept where nothing else is decided; a year on where that is over."""
    until, today = _over_on(client), _today()
    return until if until > today else date(today.year + 1, 12, 31)


def _over_on(client: Client) -> date:
    """The day from which the time for keeping the record is over."""
    last = last_contact(scope(), client, g.practice.zone)
    return kept_until(last, client.date_of_birth, _years())


def _today() -> date:
    return clock.today(g.practice.zone)


def _years() -> int:
    return int(current_app.config["SETTINGS"].retention_years)


def erasures_asked() -> int:
    """How many clients wait for an answer: for the owner's page of the practice."""
    return counts_waiting(scope(), _today())


blueprint.context_processor(lambda: {"erasures_asked": erasures_asked})
blueprint.add_app_template_filter(answer_by, "answer_by")
