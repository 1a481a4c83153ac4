"""The library as a file: taken along, and brought in from elsewhere."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from wtforms import FileField

from homecare import clock
from homecare.access import scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.storing import stored
from homecare.extensions import db
from homecare.forms import PlainForm
from homecare.language import count
from homecare.library import queries
from homecare.library.exchange import Brought, bring_in, library_file


class LibraryFileForm(PlainForm):
    """The file to bring in."""

    file = FileField("The file", description="JSON as it is taken along here, at most 900 kB.")


@blueprint.get("/library.json")
@allow(THERAPIST)
def library_json() -> Response:
    """Every exercise in use, as another practice can bring it in."""
    file = library_file(queries.exercises(scope()))
    with transaction(db.session):
        audit.note(scope().act(clock.now()), "library.export")
    answer = Response(file, content_type="application/json; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename="library.json")
    return answer


@blueprint.route("/library/file", methods=["GET", "POST"])
@allow(THERAPIST)
def library_exchange() -> Any:
    """The way out and the way in; what is wrong with a file stands at it, with its line."""
    form, came = LibraryFileForm(), []

    def store(session: Any, now: Any) -> None:
        sent = request.files.get("file")
        came.append(bring_in(scope().act(now), sent.read() if sent else b""))

    if request.method == "GET" or not stored(form, store):
        status = 200 if request.method == "GET" else 400
        stays = [one.name for one in queries.exercises(scope()) if not one.pose]
        return render_template("desk/library/file.html", form=form, stays=stays), status
    flash(_words(came[0]))
    return redirect(url_for("desk.library"))


def _words(came: Brought) -> str:
    new = f"{count(came.added, 'exercise')} {'is' if came.added == 1 else 'are'} new"
    return f"{new}, and {came.known} were there already."
