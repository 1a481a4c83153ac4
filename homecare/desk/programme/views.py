"""The builder of a client's programme: choose a start, adjust it, see what changes, save."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.meanwhile import Typed, refuse, typed_of, who_ended
from homecare.desk.programme.draft import ProgrammeDraft, draft_of
from homecare.desk.programme.forms import ProgrammeForm, TemplateForm, read_id, typed_from
from homecare.desk.programme.rows import arranged
from homecare.extensions import db
from homecare.forms import show
from homecare.language import long_date
from homecare.library.operations import TemplateWords, make_template
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.operations import StaleProgrammeError, assign_programme, tell_client
from homecare.programmes.plan import Plan, PlanError, Problem
from homecare.screening.queries import exercises_stopped, is_asked
from homecare.serving.mail_leaves import on_its_way

Answer = str | Response | tuple[str, int]


@blueprint.route("/clients/<uuid:client_id>/programme", methods=["GET", "POST"])
@allow(THERAPIST)
def programme(client_id: UUID) -> Answer:
    """The client's programme, to start, adjust, preview and save as the next version."""
    bench = draft_of(scope(), client_id, clock.now())
    if request.method == "POST" and bench.episode.closed_at is not None:
        refuse(bench.episode.client, who_ended(bench.episode.client), _typed(bench))
    if request.method == "POST":
        picked = "add" if request.form.get("add_exercise") else "preview"
        return _do_action(bench, request.form.get("do", picked))
    note_view(bench.scope, client_id, "programme")
    start = request.args.get("start") or ("present" if bench.versions else "")
    if not start or bench.episode.closed_at is not None:
        return _programme_page(bench, None)
    plan = bench.plan_to_start_from(start)
    return _programme_page(bench, _form(typed_from(plan, bench.number, bench.today)))


def _do_action(bench: ProgrammeDraft, action: str) -> Answer:
    """Answer one of the builder's buttons."""
    typed = request.form
    if action == "add":
        return _programme_page(bench, _form(bench.with_exercise(typed)))
    if action == "add-advice":
        return _programme_page(bench, _form(bench.with_advice(typed)))
    if action not in ("save", "preview"):
        return _programme_page(bench, _form(arranged(typed, action)))
    form = _form(typed)
    if not form.validate():
        return _programme_page(bench, form), 422
    plan = form.plan()
    problems = bench.problems(plan, form.starts_on.data)
    if problems:
        return _refuse(bench, form, problems)
    if action == "save":
        return _save(bench, form, plan)
    return _programme_page(
        bench, form, bench.changes(plan, form.starts_on.data), bench.cautions(plan)
    )


def _typed(bench: ProgrammeDraft) -> Typed:
    """What was put together, where the care has ended meanwhile: as changes, where it can be read,
    and every word of it."""
    form = _form(request.form)
    changes: Typed = []
    if form.validate():
        said = bench.changes(form.plan(), form.starts_on.data)
        changes = [("What would have changed", "\n".join(said))] if said else []
    return [*changes, *typed_of(None)]


def _refuse(bench: ProgrammeDraft, form: ProgrammeForm, problems: list[Problem]) -> Answer:
    form.show_at(problems)
    return _programme_page(bench, form), 422


def _form(typed: MultiDict[str, str]) -> ProgrammeForm:
    return ProgrammeForm(formdata=typed)


def _save(bench: ProgrammeDraft, form: ProgrammeForm, plan: Plan) -> Answer:
    """Store the next version and tell the client; a newer one by a colleague is shown first."""
    act, starts_on = bench.scope.act(clock.now()), form.starts_on.data
    changes = bench.changes(plan, starts_on)
    if not changes and form.seen_number() == bench.number:
        flash("Nothing was changed, so no new version was saved.")
        return _back(bench)
    try:
        with transaction(db.session) as session:
            version = assign_programme(
                act, bench.episode, plan, starts_on, expected_number=form.seen_number()
            )
            mailed = tell_client(
                act, version, changes, stopped=exercises_stopped(session, bench.episode.id)
            )
    except PlanError as error:
        return _refuse(bench, form, error.at)
    except StaleProgrammeError as refused:
        return _stale(bench, form, plan, refused)
    if bench.stopped_by:
        flash(_stopped_words(bench, version, mailed), "warning")
    else:
        flash(_saved_words(bench, version, mailed))
    return _back(bench)


def _back(bench: ProgrammeDraft) -> Response:
    return redirect(url_for("desk.programme", client_id=bench.episode.client_id))


def _stale(
    bench: ProgrammeDraft, form: ProgrammeForm, plan: Plan, refused: StaleProgrammeError
) -> Answer:
    """Keep what was typed, and show what it would change in the colleague's newer version."""
    newer = draft_of(bench.scope, bench.episode.client_id, clock.now())
    show(form, refused.problems)
    form.number.data = str(newer.number)
    return _programme_page(newer, form, changes=newer.changes(plan, form.starts_on.data)), 409


def _saved_words(bench: ProgrammeDraft, version: ProgrammeVersion, mailed: bool) -> str:
    first_day = long_date(version.starts_on)
    start = "starts today" if version.starts_on == bench.today else f"starts on {first_day}"
    name = bench.episode.client.name
    about_mail = (
        on_its_way("An email about it", name)
        if mailed
        else f"{name} gets no email about it: tell them."
    )
    return f"Version {version.number} is saved and {start}. {about_mail}"


def _stopped_words(bench: ProgrammeDraft, version: ProgrammeVersion, mailed: bool) -> str:
    name = bench.episode.client.name
    about_mail = (
        on_its_way("An email that says so", name)
        if mailed
        else f"{name} gets no email about it: tell them."
    )
    return (
        f"Version {version.number} is saved, but nothing of it starts: {name}’s exercises are "
        f"stopped until the red-flag answer is cleared. {about_mail}"
    )


def _programme_page(
    bench: ProgrammeDraft,
    form: ProgrammeForm | None,
    changes: list[str] | None = None,
    cautions: list[str] | None = None,
    template_form: TemplateForm | None = None,
) -> str:
    entries = list(form.items) if form is not None else []
    chosen = [bench.exercises.get(read_id(e.form.exercise_id.data)) for e in entries]
    searched = "" if request.form.get("add_exercise") else request.form.get("find", "").strip()
    return render_template(
        "desk/programme/programme.html",
        bench=bench,
        client=bench.episode.client,
        form=form,
        rows=list(zip(entries, chosen, strict=True)),
        chosen=[exercise.id for exercise in chosen if exercise],
        searched=searched,
        shelves=bench.shelves(searched),
        changes=changes,
        cautions=cautions or [],
        is_asked=is_asked(scope().session, bench.episode.id),
        template_form=template_form or TemplateForm(formdata=None),
    )


@blueprint.route("/clients/<uuid:client_id>/programme/template", methods=["POST"])
@allow(THERAPIST)
def keep_as_template(client_id: UUID) -> Answer:
    """Keep the newest version as a template, without what belongs to this client alone."""
    bench = draft_of(scope(), client_id, clock.now())
    form = TemplateForm()
    if not bench.versions:
        abort(409)
    if not form.validate():
        present = _form(typed_from(bench.plan_to_start_from("present"), bench.number, bench.today))
        return _programme_page(bench, present, template_form=form), 422
    version = bench.versions[0]
    titles = {advice.title for advice in version.advice}
    codes = [advice.code for advice in bench.advice if advice.title in titles]
    with transaction(db.session):
        made = make_template(
            bench.scope.act(clock.now()),
            version.items,
            codes,
            TemplateWords(**form.words()),
        )
    flash(f"“{made.name}” is kept as a template.")
    return redirect(url_for("desk.templates"))
