"""The page on which a whole week is entered from the printed sheet."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, flash, render_template, request
from wtforms import HiddenField, validators
from wtforms.validators import InputRequired

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import names_of
from homecare.acting import THERAPIST
from homecare.clients.models import Episode
from homecare.clients.queries import active_episode
from homecare.database import new_id, transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to
from homecare.desk.week.before import stood_before, stood_in_words
from homecare.desk.week.grid import Grid, changes, read_grid, take_in
from homecare.diary.operations import Said, report_several
from homecare.extensions import db
from homecare.forms import PlainForm
from homecare.language import DAY, count

DAYS = 7


class WeekForm(PlainForm):
    """What the form carries beside its cells."""

    entry_id = HiddenField(validators=[InputRequired(), validators.UUID("Open this page again.")])


@blueprint.route("/clients/<uuid:client_id>/week", methods=["GET", "POST"])
@allow(THERAPIST)
def week_entry(client_id: UUID) -> Any:
    """Enter seven days at once; what stands is shown, and changed only where a cell was."""
    episode = active_episode(scope(), client_id) or abort(404)
    today = clock.today(episode.zone)
    first = _first_day(episode, today)
    form = WeekForm(data={"entry_id": str(new_id())})
    if form.validate_on_submit():
        grid, said = _store(episode, form, first, today)
        if not grid.wrong and not grid.asked:
            flash(_said(said))
            return back_to(client_id)
    else:
        grid = _typed(episode, first, today)
    note_view(scope(), client_id, "week")
    page = render_template(
        "desk/week/week.html", form=form, grid=grid, client=episode.client, today=today,
        first=first, last=first + (DAYS - 1) * DAY, intake_on=episode.intake_on, step=DAYS * DAY,
        **_hands(grid),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _hands(grid: Grid) -> dict[str, Any]:
    """Who said what stands, and what somebody had said before, for the page."""
    hands = grid.hands - {scope().actor.person_id}
    names = names_of(scope().session, grid.hands) if hands else {}
    theirs = {cell.whose for cell in grid.cells if cell.theirs}
    return {
        "names": names,
        "others": sorted({names.get(whose, "somebody else") for whose in theirs}),
        "stood": [(one, stood_in_words(grid, one, names)) for one in stood_before(grid)],
    }


def _first_day(episode: Episode, today: date) -> date:
    """The day in the address, or a week that ends today; a 404 for a week without a day of care."""
    usual = today - (DAYS - 1) * DAY
    try:
        first = date.fromisoformat(request.args.get("from") or usual.isoformat())
        last = first + (DAYS - 1) * DAY
    except (ValueError, OverflowError):
        abort(404)
    return first if first <= today and last >= episode.intake_on else abort(404)


def _typed(episode: Episode, first: date, today: date) -> Grid:
    """The week as it stands, with what was typed into it."""
    days = [first + n * DAY for n in range(DAYS)]
    grid = read_grid(db.session(), episode, days, today, scope().actor.person_id)
    if request.method == "POST":
        take_in(grid, request.form)
    return grid


def _store(episode: Episode, form: WeekForm, first: date, today: date) -> tuple[Grid, list[Said]]:
    """Store what differs, or nothing where a cell is wrong; read inside, so that nothing that
    arrives meanwhile is written over unseen."""
    with transaction(db.session):
        grid = _typed(episode, first, today)
        said = [] if grid.wrong or grid.asked else changes(grid)
        report_several(scope().act(clock.now()), episode, UUID(form.entry_id.data), said)
    return grid, said


def _said(said: list[Said]) -> str:
    days = len({one.day for one in said})
    if not said:
        return "Nothing was changed."
    return f"{count(len(said), 'entry', 'entries')} of {count(days, 'day')} in the diary."
