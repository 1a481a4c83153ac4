"""Entering a day for a client who has no phone, from their printed sheet or by telephone."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, RadioField, SelectField, validators
from wtforms.validators import InputRequired

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.queries import login_of, names_of
from homecare.acting import THERAPIST
from homecare.clients.episodes.zones import day_of_care
from homecare.clients.models import Episode
from homecare.clients.queries import away_of
from homecare.database import new_id, transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.advice_words import said_scores, stood_before
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.meanwhile import Typed, open_episode, typed_of
from homecare.diary.ledger import EntryRow
from homecare.diary.operations import report
from homecare.diary.projection import reported_times, with_earlier
from homecare.diary.queries import DayReports, day_reports, said_of_days
from homecare.diary.schemas import outcome_of, said_of
from homecare.diary.words import entered_of_day, replaced_of_days, scores_in_words
from homecare.extensions import db
from homecare.forms import PlainForm, options
from homecare.language import day_and_month
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.programmes.queries import due_on, newest_items, stops_of, versions_of
from homecare.rules import schedule
from homecare.rules.schedule import holding

OUTCOMES = options(("done", "Done"), ("partly", "Partly"), ("not", "Not"), ("", "Not logged"))
SCORES = options(("", "Not rated"), *((str(number), str(number)) for number in range(11)))
FLARES = options(("", "Nothing said"), ("start", "One began"), ("end", "One ended"))
ENDED_AT_ONCE = options(
    ("", "Nothing said"), ("start", "One began"), ("end", "One began and ended")
)
BETTER = options(("", "Not said"), ("said", "Said"))
EARLIEST = timedelta(days=30)  # older days are for a look at the sheet, not for the diary

AWAY = "They were away on this day: nothing was due."
ON_HOLD = "A red-flag answer had stopped the exercises: what was reported was due, and no more."
FLARE = "In a flare-up: only what was chosen for it was due, and what was done before it began."

Part = tuple[str, str | None, dict[str, Any] | None]  # kind, line, body (None: take it back)


class DayForm(PlainForm):
    """One day: two scores, and under `exercise_0`… what was reported of each exercise."""

    entry_id = HiddenField(validators=[InputRequired(), validators.UUID("Open this page again.")])
    leg = SelectField("Leg pain", choices=SCORES)
    back = SelectField("Back pain", choices=SCORES)
    flare = SelectField("Flare-up", choices=FLARES)
    better = SelectField("“All better”", choices=BETTER)
    # Its value is the report that may be replaced, so that a newer one is asked about again.
    replace = BooleanField("Replace the scores that stand")


@blueprint.route("/clients/<uuid:client_id>/diary", methods=["GET", "POST"])
@allow(THERAPIST)
def diary_entry(client_id: UUID) -> Any:
    """Enter or correct one day; saving goes on to the next one until today."""
    episode = open_episode(client_id, _typed)
    today = day_of_care(episode, clock.now())
    day = _day_asked_for(episode, today)
    versions = versions_of(scope().session, episode.id)
    version = holding(versions, day)
    before = day_reports(scope().session, episode.id, day)
    items = _asked(versions, version, day, before)
    form = _form_of(items, before)
    theirs = _of_another(before)
    if form.validate_on_submit() and not _asks_first(form, theirs):
        with transaction(db.session) as session:
            _store(session, episode, version, day, form, items, before)
        flash(f"{day_and_month(day)} is entered.")
        following = min(day + timedelta(days=1), today)
        return redirect(url_for("desk.diary_entry", client_id=client_id, day=following))
    note_view(scope(), client_id, "diary")
    page = render_template(
        "desk/client/diary_entry.html", form=form, client=episode.client, episode=episode, day=day,
        today=today, items=items, **_due(episode, versions, day, before),
        first=max(episode.intake_on, today - EARLIEST), step=timedelta(days=1),
        theirs=theirs, **_hands(episode, before),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _typed(episode: Episode) -> Typed:
    """What was entered of a day, where the care has ended meanwhile."""
    day = _day_asked_for(episode, day_of_care(episode, clock.now()))
    before = day_reports(scope().session, episode.id, day)
    versions = versions_of(scope().session, episode.id)
    form = _form_of(_asked(versions, holding(versions, day), day, before), before)
    return [("Day", day_and_month(day)), *typed_of(form)]


@blueprint.post("/clients/<uuid:client_id>/diary/put-back")
@allow(THERAPIST)
def put_scores_back(client_id: UUID) -> Any:
    """Let what somebody had said of a day stand again, as one more report; back to the day, or to
    the week that asked."""
    episode, week = open_episode(client_id), request.args.get("week")
    # A week's page goes back as far as the care does.
    earliest = episode.intake_on if week else None
    day = _day_asked_for(episode, day_of_care(episode, clock.now()), earliest)
    with transaction(db.session) as session:
        standing, written, _ = said_of_days(session, episode.id, day, day)
        asked = request.form.get("entry")
        before = replaced_of_days(written, standing)
        one = next((one for one in before if str(one.id) == asked), None)
        if one:
            _say_again(episode, one)
    if one is None:
        flash("This was changed meanwhile. Look again.", "warning")
    else:
        flash(f"{day_and_month(day)} has {_again(one)} again.")
    if week:
        asked_for: dict[str, Any] = {"from": week}
        return redirect(url_for("desk.week_entry", client_id=client_id, **asked_for))
    return redirect(url_for("desk.diary_entry", client_id=client_id, day=day))


def _say_again(episode: Episode, one: EntryRow) -> None:
    body = {"kept": one.body.get("kept")} if one.kind in ("sitting", "bath") else one.body
    report(
        scope().act(clock.now()), episode,
        entry_id=new_id(), kind=one.kind, day=one.local_date, body=body,
        programme_version_id=one.programme_version_id,
    )  # fmt: skip


def _again(one: EntryRow) -> str:
    return scores_in_words(one.body) if one.kind == "pain" else "what stood before"


def _of_another(before: DayReports) -> EntryRow | None:
    """The scores that stand, where somebody else than the reader said them."""
    me = scope().actor.person_id
    return before.pain if before.pain and before.pain.written_by != me else None


def _asks_first(form: Any, theirs: EntryRow | None) -> bool:
    """Whether a score somebody else gave would be replaced, and nobody said that it shall be."""
    if theirs is None or form.replace.raw_data == [str(theirs.id)]:
        return False
    form.replace.data = False
    changed = [
        form[site] for site in ("leg", "back")
        if (given := theirs.body.get(site)) is not None and form[site].data != _text(given)
    ]  # fmt: skip
    for field in changed:
        asks = f"{_text(theirs.body[field.short_name])} stands here. Tick “Replace” to change it."
        field.errors = [asks]
    return bool(changed)


def _hands(episode: Episode, before: DayReports) -> dict[str, Any]:
    """Who has entered what of the day, and who had said what before, for the page."""
    session = scope().session
    login = login_of(session, episode.practice_id, episode.client_id)
    names = names_of(
        session, episode.practice_id, {one.written_by for one in (*before.entries, *before.rated)}
    )
    client = login.person_id if login else None
    others = {person: name for person, name in names.items() if person != client}
    return {
        "entered": entered_of_day(before.entries, before.rated, others, names),
        "said": said_scores(before.pain, names) if before.pain else "",
        "stood": stood_before(before.entries, before.rated, names),
    }


def _day_asked_for(episode: Episode, today: date, earliest: date | None = None) -> date:
    """The day in the address, today without one; a 404 for a day nobody enters any more."""
    try:
        day = date.fromisoformat(request.args.get("day") or today.isoformat())
    except ValueError:
        abort(404)
    if not (earliest or max(episode.intake_on, today - EARLIEST)) <= day <= today:
        abort(404)
    return day


def _due(
    episode: Episode, versions: list[ProgrammeVersion], day: date, before: DayReports
) -> dict[str, Any]:
    """What was due of what is asked, and why the rest was not, for the page."""
    reports = before.exercises.values()
    plan = with_earlier(holding(versions, day), versions, day, reports)
    pauses, flare = away_of(scope().session, episode.id), before.flare_ups.on(day, plan)
    away = any(pause.first_day <= day <= pause.last_day for pause in pauses)
    on_hold = schedule.is_within(stops_of(scope().session, episode), day)
    stopped = reported_times(reports, plan) if on_hold else None
    return {
        "due": [item.line for item in due_on(plan, day, pauses, flare, stopped)],
        "spared": AWAY if away else ON_HOLD if on_hold else FLARE if flare is not None else "",
    }


def _asked(
    versions: list[ProgrammeVersion],
    version: ProgrammeVersion | None,
    day: date,
    before: DayReports,
) -> list[ProgrammeItem]:
    """What was planned, for a sheet that was printed before a flare-up or days away has it; after
    it what was reported all the same, to be seen and taken back."""
    planned = due_on(version, day)
    besides = before.exercises.keys() - {item.line for item in planned}
    items = newest_items(versions) if besides else {}
    return [*planned, *(items[line] for line in sorted(besides) if line in items)]


def _form_of(items: list[ProgrammeItem], before: DayReports) -> Any:
    """A form with a field for each exercise due that day, filled with what stands."""
    fields = {
        f"exercise_{place}": RadioField(_name(item), choices=OUTCOMES, default="")
        for place, item in enumerate(items)
    }
    stands: dict[str, Any] = {"entry_id": str(new_id()), "leg": "", "back": ""}
    if before.pain:
        stands |= {site: _text(before.pain.body.get(site)) for site in ("leg", "back")}
    stands |= _turns(before)
    for place, item in enumerate(items):
        entry = before.exercises.get(item.line)
        stands[f"exercise_{place}"] = outcome_of(entry.body, item.times_a_day) if entry else ""
    form = type("DayFormOfProgramme", (DayForm,), fields)(data=stands)
    if before.flare and before.flare.supersedes and stands["flare"] == "end":
        form.flare.choices = ENDED_AT_ONCE
    return form


def _turns(before: DayReports) -> dict[str, str]:
    """What stands of a flare-up and of "all better"."""
    flare = before.flare.body["state"] if before.flare else ""
    return {"flare": flare, "better": "said" if before.better else ""}


def _name(item: ProgrammeItem) -> str:
    return f"{item.exercise.name} ({item.side})" if item.side else item.exercise.name


def _text(score: int | None) -> str:
    return "" if score is None else str(score)


def _store(
    session: Session,
    episode: Episode,
    version: ProgrammeVersion | None,
    day: date,
    form: DayForm,
    items: list[ProgrammeItem],
    before: DayReports,
) -> None:
    """Report what differs from what stands; each part has its own id made from the form's."""
    for kind, line, body in _parts(form, items, before):
        report(
            scope().act(clock.now()), episode,
            entry_id=uuid5(UUID(form.entry_id.data), f"{kind} {line}"),
            kind=kind, day=day, body=body, line=line,
            programme_version_id=version.id if version and line else None,
        )  # fmt: skip


def _parts(form: DayForm, items: list[ProgrammeItem], before: DayReports) -> list[Part]:
    parts: list[Part] = []
    scores = {site: int(text) if (text := form[site].data) else None for site in ("leg", "back")}
    given = {"leg": None, "back": None, **before.pain.body} if before.pain else None
    wanted = None if set(scores.values()) == {None} else scores
    if wanted != given:
        parts.append(("pain", None, wanted))
    for place, item in enumerate(items):
        outcome = form[f"exercise_{place}"].data
        entry = before.exercises.get(item.line)
        if outcome != (outcome_of(entry.body, item.times_a_day) if entry else ""):
            body = said_of(item.line, outcome, item.times_a_day) if outcome else None
            parts.append(("exercise", item.line, body))
    stands = _turns(before)
    # After them: what one sheet says was done counts as done before the flare-up began.
    if (flare := form.flare.data) != stands["flare"]:
        parts.append(("flare", None, {"state": flare} if flare else None))
    if form.better.data != stands["better"]:
        parts.append(("better", None, {} if form.better.data else None))
    return parts
