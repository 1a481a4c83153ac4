"""The caseload: who needs their therapist first."""

from datetime import date, timedelta

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.acting import OWNER, THERAPIST
from homecare.clients.covers.queries import covers_asked, covers_on
from homecare.clients.models import Cover
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.caseload.case_row import CaseRow
from homecare.desk.caseload.drawn import drawing
from homecare.desk.caseload.groups import shown_groups
from homecare.desk.caseload.needs import MOST_ROWS
from homecare.desk.caseload.no_longer import discharged, entered_by_mistake
from homecare.desk.caseload.rows import case_rows
from homecare.desk.caseload.urgent_of_colleagues import (
    Elsewhere,
    urgent_asked,
    urgent_elsewhere,
)
from homecare.desk.flags.last_look import behind_told
from homecare.desk.searched import sealed, words_sought
from homecare.extensions import db
from homecare.rules.urgent_advice import emergency_now
from homecare.together import ahead

A_WEEK = timedelta(days=7)
WHOSE = ("mine", "all", "discharged")


@blueprint.route("/caseload", methods=["GET", "POST"])
@allow(THERAPIST)
def caseload() -> str | Response:
    """The therapist's own clients or the whole practice's.

    A search looks at everybody; it is posted, so that nothing of anybody ends up in an address.
    """
    if request.method == "POST":
        return redirect(url_for("desk.caseload", found=sealed(request.form.get("name", ""))))
    words = words_sought() or ""
    whose = request.args.get("whose", "mine")
    whose = whose if whose in WHOSE else "mine"
    if words:
        whose = "all"
    whole = request.args.get("shown") == "all"
    today, emergency = clock.today(g.practice.zone), emergency_now(g.practice.whom_to_call)
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "caseload.view", subject="search" if words else whose)
    rows = _rows_of_filter(whose, words, today) if whose != "discharged" else []
    theirs, elsewhere = _beside_ones_own(today) if whose == "mine" else ([], [])
    covers = [one for one in theirs if one.first_day <= today]
    return render_template(
        "desk/caseload/caseload.html",
        groups=shown_groups(rows[:MOST_ROWS], fold=not words, whole=whole),
        whole=whole,
        look_behind_told=behind_told(row.looked for row in rows),
        more=len(rows) > MOST_ROWS,
        discharged=discharged(scope(), words) if words or whose == "discharged" else [],
        mistaken=entered_by_mistake(scope(), words) if whose == "all" else [],
        whose=whose,
        urgent_elsewhere=elsewhere,
        covers=covers,
        to_cover=[one for one in theirs if one not in covers],
        left_behind=_left_behind(rows, covers) if whose == "mine" else [],
        me=g.actor.person_id,
        is_owner=g.actor.role == OWNER,
        words=words,
        today=today,
        emergency=emergency,
        lines=drawing(today, emergency, g.actor.person_id, of_all=whose == "all"),
    )


def _rows_of_filter(whose: str, words: str, today: date) -> list[CaseRow]:
    mine = whose == "mine"
    return case_rows(scope(), clock.now(), today, practice=g.practice, mine=mine, words=words)


def _beside_ones_own(today: date) -> tuple[list[Cover], list[Elsewhere]]:
    """The covers, and who is urgent elsewhere, in one statement."""
    covers = covers_asked(g.practice.id, today, today + A_WEEK)
    with ahead(db.session(), covers, urgent_asked(scope(), today)):
        return _covers(today), urgent_elsewhere(scope(), today)


def _covers(today: date) -> list[Cover]:
    """The covers of this day and the week to come that are this person's business."""
    held = covers_on(scope().session, g.practice.id, today, today + A_WEEK)
    return [one for one in held if g.actor.person_id in (one.person_id, one.covered_by)]


def _left_behind(rows: list[CaseRow], covers: list[Cover]) -> list[str]:
    """The therapists without access whose clients stand among an owner's own."""
    answered_for = {g.actor.person_id, *(one.person_id for one in covers)}
    return sorted({row.therapist for row in rows if row.therapist_id not in answered_for})
