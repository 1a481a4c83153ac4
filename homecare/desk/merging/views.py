"""Two records of one person side by side, one of them made, and that undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.factors.fresh import fresh
from homecare.acting import THERAPIST
from homecare.clients import queries
from homecare.clients.merged.models import RecordMerge
from homecare.clients.merged.queries import keeper_of
from homecare.clients.models import Client
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to, how_grave, told_if_graver
from homecare.desk.merging import words
from homecare.desk.merging.forms import MEANWHILE, MergeForm, form_for
from homecare.desk.searched import sealed, words_sought
from homecare.desk.storing import stored
from homecare.extensions import db
from homecare.language import on_wall
from homecare.merging.operations import merge
from homecare.merging.own_words import AnswerWouldGoError
from homecare.merging.plan import Pair, warnings_of
from homecare.merging.queries import MOST_OFFERED, Contents, contents_of, holds_of, open_care
from homecare.merging.undoing import undo
from homecare.refusals import Refusal

UNDONE = "The merge is undone: there are two records again. This is the other one."
ONE_ALREADY = "They are one record."
NOTHING = "There is no merge to undo in this record."


@blueprint.route("/clients/<uuid:client_id>/merge", methods=["GET", "POST"])
@allow(THERAPIST)
def choose_duplicate(client_id: UUID) -> str | Response:
    """Find the other record of somebody who was entered twice."""
    client = scope().get(Client, client_id)
    if request.method == "POST":
        found = sealed(request.form.get("who", ""))
        return redirect(url_for("desk.choose_duplicate", client_id=client_id, found=found))
    who = words_sought() or ""
    return render_template(
        "desk/merging/choose.html", client=client, who=who, found=_found(client, who or client.name)
    )


def _found(client: Client, who: str) -> Sequence[Client]:
    """Records that are found, first those of the same name and birthday, then of the same address
    or telephone."""
    same = queries.same_person(scope(), client.name, client.date_of_birth)
    reached = queries.reached_alike(scope(), client, MOST_OFFERED)
    found = queries.others_found(scope(), who, MOST_OFFERED, client.id)
    known = {one.id: one for one in (*same, *reached, *found) if one.id != client.id}
    return list(known.values())


@blueprint.route("/clients/<uuid:client_id>/merge/<uuid:other_id>", methods=["GET", "POST"])
@allow(THERAPIST)
@fresh
def merge_records(client_id: UUID, other_id: UUID) -> Any:
    """Show what both hold and what will happen; then make them one, the first."""
    if (stands := _stands_in(client_id, other_id)) != other_id or stands == client_id:
        return _sent_on(client_id, stands)
    kept, gone = _contents(client_id), _contents(other_id)
    session = scope().session
    pair = Pair(holds_of(session, kept.client), holds_of(session, gone.client))
    form = form_for(kept, gone, pair, _people(kept, gone))
    grave = {one.open.id: how_grave(session, one.open.id) for one in (kept, gone) if one.open}
    if stored(form, lambda session, now: _merge(session, now, form, (kept, gone))):
        flash("The two records are one. For 24 hours it can be undone here.")
        care = open_care(db.session(), client_id)
        graver = care and told_if_graver(client_id, care.id, grave.get(care.id))
        return graver or back_to(client_id)
    if form.is_submitted() and _stands_in(client_id, other_id) == client_id:
        return back_to(client_id)  # by another finger, a moment before
    note_view(scope(), client_id, "merge")
    page = render_template(
        "desk/merging/merge.html",
        kept=kept,
        gone=gone,
        form=form,
        compared=words.compared(kept, gone),
        happens=words.what_happens(kept, gone, pair),
        warnings=warnings_of(pair),
    )
    return page, 422 if form.is_submitted() else 200


def _stands_in(client_id: UUID, other_id: UUID) -> UUID:
    """Where the other record stands now: somebody may have merged it, into this one or another."""
    here = scope().get(Client, client_id)
    return keeper_of(scope().session, here.practice_id, other_id) or other_id


def _sent_on(client_id: UUID, stands: UUID) -> Response:
    if stands == client_id:
        flash(ONE_ALREADY)
        return back_to(client_id)
    return redirect(url_for("desk.merge_records", client_id=client_id, other_id=stands))


def _contents(client_id: UUID) -> Contents:
    client = scope().get(Client, client_id)
    return contents_of(scope(), client, on_wall(clock.now(), g.practice.zone))


def _people(kept: Contents, gone: Contents) -> dict[str, str]:
    both = {kept.client.therapist_id: kept.therapist, gone.client.therapist_id: gone.therapist}
    return {str(who): name for who, name in both.items()}


def _merge(
    _session: Session, now: datetime, form: MergeForm, both: tuple[Contents, Contents]
) -> None:
    """Raises Refusal where somebody changed one of them since they were looked at."""
    kept, gone = both
    now_seen = f"{kept.client.version}.{gone.client.version}"
    if form.seen.data != now_seen:
        form.seen.data = now_seen
        raise Refusal({"": MEANWHILE})
    merge(scope().act(now), kept.client.id, gone.client.id, form.chosen)


@blueprint.post("/clients/<uuid:client_id>/merge/undo")
@allow(THERAPIST)
def undo_merge(client_id: UUID) -> Response:
    """Part the two records again."""
    merged = _named(scope().get(Client, client_id))
    if merged is None:
        flash(NOTHING, "warning")
        return back_to(client_id)
    try:
        with transaction(db.session):
            said = undo(scope().act(clock.now()), merged)
    except AnswerWouldGoError as refused:
        flash(_with_its_flag(refused), "warning")
        return back_to(client_id)
    except Refusal as refused:
        flash(str(refused), "warning")
        return back_to(client_id)
    flash(
        f"The merge is undone: there are two records again. This is the other one. {said}".strip()
    )
    return redirect(url_for("desk.client", client_id=merged.duplicate_id))


def _with_its_flag(refused: AnswerWouldGoError) -> str:
    if refused.flag_id is None:
        return str(refused)
    there = url_for("desk.flag", flag_id=refused.flag_id)
    return Markup('{} <a class="tap" href="{}">Look at the answers</a>').format(refused, there)


def _named(client: Client) -> RecordMerge | None:
    """The merge into this record that the page named."""
    try:
        wanted = UUID(request.form.get("merge", ""))
    except ValueError:
        return None
    into = scope().select(RecordMerge).where(RecordMerge.keeper_id == client.id)
    return scope().session.scalars(into.where(RecordMerge.id == wanted)).one_or_none()
