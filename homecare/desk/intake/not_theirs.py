"""What was reported through a sign-in that was taken back: readable, and whether it counts."""

from itertools import groupby
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import login_of
from homecare.acting import THERAPIST
from homecare.clients.models import Client
from homecare.clients.queries import episodes_of
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.diary.models import Entry
from homecare.diary.not_theirs.queries import (
    ThroughSignIn,
    reports_of,
    through_ended_sign_ins,
)
from homecare.export.as_json import fields
from homecare.export.said import report_in_words
from homecare.extensions import db
from homecare.flags.not_theirs.operations import count_again, count_none_of
from homecare.language import long_date
from homecare.programmes.queries import newest_items, versions_of
from homecare.refusals import Refusal

SAID = ("kind", "op", "body")
COUNTED_NONE = "Nothing of it counts any more. It stays readable here."
COUNTED_AGAIN = "It counts again."
AS_IT_WAS = "Nothing changed: somebody has done that already."


@blueprint.get("/clients/<uuid:client_id>/not-theirs")
@allow(THERAPIST)
def reports_not_theirs(client_id: UUID) -> str:
    """Every report of a sign-in that was taken back, by day, and what would follow."""
    client = scope().get(Client, client_id)
    names = _exercises(client_id)
    through = through_ended_sign_ins(db.session(), client)
    note_view(scope(), client_id, "diary")
    return render_template(
        "desk/intake/not_theirs.html",
        client=client,
        login=login_of(db.session(), client.practice_id, client_id),
        through=[(one, _by_day(client, one, names)) for one in through],
    )


@blueprint.post("/clients/<uuid:client_id>/not-theirs")
@allow(THERAPIST)
def count_reports(client_id: UUID) -> Response:
    """Let what somebody reported count for nothing, or count again."""
    client, again = scope().get(Client, client_id), "again" in request.form
    through = through_ended_sign_ins(db.session(), client)
    wanted = request.form.get("person")
    whose = next((one.person_id for one in through if str(one.person_id) == wanted), None)
    done = False
    try:
        if whose is not None:
            with transaction(db.session):
                act = scope().act(clock.now())
                done = (count_again if again else count_none_of)(act, client, whose)
    except Refusal as refused:
        flash(str(refused), "error")
    else:
        if done:
            flash(COUNTED_AGAIN if again else COUNTED_NONE)
        else:
            flash(AS_IT_WAS, "warning")
    return redirect(url_for("desk.reports_not_theirs", client_id=client_id))


def _exercises(client_id: UUID) -> dict[str, str]:
    """What each line of any programme of the client's is called."""
    episodes = episodes_of(scope(), client_id)
    versions = [one for episode in episodes for one in versions_of(db.session(), episode.id)]
    return {line: item.exercise.name for line, item in newest_items(versions).items()}


def _by_day(client: Client, one: ThroughSignIn, exercises: dict[str, str]) -> list[tuple[str, str]]:
    """Each day with what was said of it, in words, the newest first."""
    said = reports_of(db.session(), client, one.person_id)
    return [
        (long_date(day), " ".join(_words(entry, exercises) for entry in of_day))
        for day, of_day in groupby(said, lambda entry: entry.local_date)
    ]


def _words(entry: Entry, exercises: dict[str, str]) -> str:
    return report_in_words(fields(entry, SAID), exercises)
