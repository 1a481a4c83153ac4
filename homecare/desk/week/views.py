"""The page on which a whole week is entered from the printed sheet."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from wtforms import HiddenField, validators
from wtforms.validators import InputRequired

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import names_of
from homecare.acting import THERAPIST
from homecare.clients.episodes.zones import day_of_care
from homecare.clients.models import Episode
from homecare.database import new_id, transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to
from homecare.desk.meanwhile import Typed, open_episode
from homecare.desk.week.before import stood_before, stood_in_words
from homecare.desk.week.changed import Change, as_before, last_change
from homecare.desk.week.grid import Grid, read_grid
from homecare.desk.week.typed import changes, take_in
from homecare.diary.operations import Said, report_several
from homecare.extensions import db
from homecare.forms import PlainForm
from homecare.language import DAY, count, day_and_month

DAYS = 7


class WeekForm(PlainForm):
    """What the form carries beside its cells."""

    entry_id = HiddenField(validators=[InputRequired(), validators.UUID("Open this page again.")])


@blueprint.route("/clients/<uuid:client_id>/week", methods=["GET", "POST"])
@allow(THERAPIST)
def week_entry(client_id: UUID) -> Any:
    """Enter seven days at once; what stands is shown, and changed only where a cell was."""
    episode = open_episode(client_id, _cells_typed)
    today = day_of_care(episode, clock.now())
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
        episode=episode, change=_last_change(episode, grid, today), **_hands(grid),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _cells_typed(episode: Episode) -> Typed:
    """What was entered of a week, where the care has ended meanwhile."""
    today = day_of_care(episode, clock.now())
    grid = _typed(episode, _first_day(episode, today), today)
    return [
        (f"{cell.column.label}, {day_and_month(cell.day)}", cell.in_words(cell.typed))
        for cell in grid.cells
        if cell.typed != cell.stands
    ]


@blueprint.post("/clients/<uuid:client_id>/week/back")
@allow(THERAPIST)
def take_week_back(client_id: UUID) -> Any:
    """Let the week say again what it said before the reader's last change; back to the week."""
    episode = open_episode(client_id)
    today = day_of_care(episode, clock.now())
    first = _first_day(episode, today)
    with transaction(db.session):
        grid = _as_it_stands(episode, first, today)
        change = _last_change(episode, grid, today)
        if change and str(change.id) == request.form.get("change"):
            said = as_before(grid, change)
            report_several(scope().act(clock.now()), episode, change.id, said)
        else:
            change = None
    if change:
        flash(f"{_so_many(len(change.entries), change.days)} taken back: it is as it was before.")
    else:
        flash("This was changed meanwhile. Look again.", "warning")
    asked_for: dict[str, Any] = {"from": first}
    return redirect(url_for("desk.week_entry", client_id=client_id, **asked_for))


def _last_change(episode: Episode, grid: Grid, today: date) -> Change | None:
    """What can be taken back by one press: what the reader saved last, today."""
    return last_change(grid, scope().actor.person_id, today, episode.zone)


def _hands(grid: Grid) -> dict[str, Any]:
    """Who said what stands, and what somebody had said before, for the page."""
    hands = grid.hands - {scope().actor.person_id}
    names = names_of(scope().session, g.practice.id, grid.hands) if hands else {}
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


def _as_it_stands(episode: Episode, first: date, today: date) -> Grid:
    days = [first + n * DAY for n in range(DAYS)]
    return read_grid(db.session(), episode, days, today, scope().actor.person_id)


def _typed(episode: Episode, first: date, today: date) -> Grid:
    """The week as it stands, with what was typed into it."""
    grid = _as_it_stands(episode, first, today)
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
    if not said:
        return "Nothing was changed."
    saved = _so_many(len(said), len({one.day for one in said}))
    return f"{saved} in the diary. The wrong client or week? “Enter a week” takes it back today."


def _so_many(entries: int, days: int) -> str:
    return f"{count(entries, 'entry', 'entries')} of {count(days, 'day')}"
