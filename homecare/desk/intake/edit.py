"""Changing what was written at intake, and taking a discharged client in again."""

from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.accounts.models import Invitation
from homecare.accounts.queries import colleagues, login_of, state_of
from homecare.acting import THERAPIST, Act
from homecare.activities.operations import name_activities
from homecare.clients import queries
from homecare.clients.addresses import ask_client
from homecare.clients.episodes.intake_day import correct_intake_day
from homecare.clients.forms import EditForm
from homecare.clients.models import Client, Episode
from homecare.clients.operations import OF_EPISODE, amend_client, reopen
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.cleared_first import refuse_while_answers_stand, to_clear_first
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to
from homecare.desk.intake.forms import ReturnForm
from homecare.desk.intake.new import warn_of_shared_address
from homecare.desk.meanwhile import refuse, typed_of, who_opened
from homecare.desk.own_record import is_mine, own_record
from homecare.desk.programme.side import turned_words
from homecare.desk.screening_fields import decision_field, new_symptoms, ticked
from homecare.desk.storing import stored_beside_others
from homecare.desk.words import ended_by_address
from homecare.extensions import db
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.forms import options
from homecare.programmes.operations import turn_programme
from homecare.programmes.plan import PlanError
from homecare.programmes.queries import to_turn
from homecare.refusals import Refusal
from homecare.rules.red_flags import CONTRAINDICATIONS, stops_exercise
from homecare.rules.urgent_advice import advice_for
from homecare.screening.models import BY_THERAPIST
from homecare.screening.queries import advice_for_unsaved, exercises_stopped, rounds_of

ASK_TO_TURN = "Choose what becomes of the programme, then save again."
OF_PERSON = ("name", "telephone", "email", "date_of_birth", "gp", "medicines", "contraindications")
LASTING = frozenset({"cancer", "steroids", "osteoporosis", "iv_drugs"})
"""Lines of the background that stay true; others are asked anew."""


BOTH_NOW = (
    "Both sides are sore now. Ask the red-flag questions: pain in both legs needs emergency help."
)


@blueprint.route("/clients/<uuid:client_id>/edit", methods=["GET", "POST"])
@allow(THERAPIST)
def edit_client(client_id: UUID) -> Any:
    """Change what was written at intake; what a colleague changed meanwhile is not lost."""
    episode = queries.latest_episode(scope(), client_id)
    if episode is None:
        abort(404)
    form = _filled(scope(), episode)
    had = _open_invitation(client_id) if form.is_submitted() else None
    side = episode.side
    if form.validate_on_submit() and _amend(form, episode):
        flash("The record is changed.")
        if side != "both" == episode.side and episode.leg:
            flash(BOTH_NOW, "warning")
        warn_of_shared_address(episode.client)
        return _on_from(episode.client, had)
    note_view(scope(), client_id, "edit")
    page = render_template("desk/intake/edit_client.html", form=form, client=episode.client)
    return page, 422 if form.is_submitted() else 200


def _open_invitation(client_id: UUID) -> Invitation | None:
    newest = queries.newest_invitation(scope(), client_id)
    return newest if newest and state_of(newest, clock.now()) == "open" else None


def _on_from(client: Client, had: Invitation | None) -> Any:
    """To the client's page, or to where they are invited anew if the change ended `had`."""
    if had is None or state_of(had, clock.now()) != "revoked":
        return back_to(client.id)
    flash(ended_by_address(had.email, client.email), "warning")
    return redirect(url_for("desk.invitation", client_id=client.id))


def _filled(scope: Scope, episode: Episode) -> EditForm:
    client = episode.client
    form = EditForm(today=clock.today(client.zone), **_stands(episode))
    form.programme.flags.optional = False  # wherever it is shown it wants an answer
    form.intake_on.flags.optional = False  # emptied, it stays
    form.contraindications.choices = options(*CONTRAINDICATIONS.items())
    places = colleagues(scope.session, client.practice_id)
    login = login_of(scope.session, client.practice_id, client.id)
    reader = login.person_id if login else None  # nobody is their own therapist
    form.therapist_id.choices = options(
        *(
            (str(place.person_id), place.person.name)
            for place in places
            if place.person_id == client.therapist_id
            or (place.disabled_at is None and place.person_id != reader)
        )
    )
    return form


def _stands(episode: Episode) -> dict[str, Any]:
    """What the record says, by the names of the form's fields."""
    client = episode.client
    return {
        **{field: getattr(client, field) for field in OF_PERSON},
        **{field: getattr(episode, field) for field in OF_EPISODE},
        "intake_on": episode.intake_on,
        "therapist_id": str(client.therapist_id),
    }


def _amend(form: EditForm, episode: Episode) -> bool:
    before = episode.client.email

    def store(session: Session, now: datetime) -> None:
        changes = {field: form[field].data for field in (*OF_PERSON, *OF_EPISODE)}
        changes["email"] = (changes["email"] or "").strip().lower() or None
        changes |= form.said_of_thinners()
        changes["therapist_id"] = UUID(form.therapist_id.data)
        _amend_with_intake_day(scope().act(now), form, episode, changes)
        try:
            _turn(session, form, episode)
        except PlanError as refused:
            raise Refusal({"programme": f"It can’t be turned as it is: {refused}"}) from refused
        _ask_new_address(session, episode.client, before)

    def stands() -> dict[str, Any]:
        said = _stands(episode)
        if not form.intake_on.data:  # emptied: it stays the day that it is
            form.intake_on.process_data(said.pop("intake_on"))
        return said

    return stored_beside_others(form, (episode.client, episode), stands, store)


def _amend_with_intake_day(
    act: Act, form: EditForm, episode: Episode, changes: dict[str, Any]
) -> None:
    """Amend the record and the day of the intake. A complaint begins before its intake, whichever
    of the two days is moved: the earlier one goes first."""
    on = form.intake_on.data or episode.intake_on
    if on > episode.intake_on:
        correct_intake_day(act, episode, on)
    amend_client(act, episode.client, episode, **changes)
    correct_intake_day(act, episode, on)


def _turn(session: Session, form: EditForm, episode: Episode) -> None:
    """Turn the programme with a corrected side, or ask whether it turns. Raises Refusal.

    Asked inside the transaction, so that the record is not saved without an answer.
    """
    now = clock.now()
    if not _is_of_another_side(session, episode, form.side.object_data):
        return
    if not form.programme.data:
        raise Refusal({"programme": ASK_TO_TURN})
    if form.programme.data == "turn":
        turn_programme(
            scope().act(now), episode,
            stopped=exercises_stopped(session, episode.id),
        )  # fmt: skip
        flash(turned_words(episode.side))


def _is_of_another_side(session: Session, episode: Episode, before: str) -> bool:
    if episode.side == before or episode.closed_at is not None:
        return False
    return bool(to_turn(session, episode, clock.today(episode.zone)))


def _ask_new_address(session: Session, client: Client, before: str | None) -> None:
    """Somebody who signs in is asked at once whether a new address is theirs, and says so signed
    in; others are invited to it."""
    if client.email not in (None, before) and login_of(session, client.practice_id, client.id):
        ask_client(session, current_app.config["SETTINGS"], clock.now(), client)


@blueprint.route("/clients/<uuid:client_id>/return", methods=["GET", "POST"])
@allow(THERAPIST)
def return_client(client_id: UUID) -> Any:
    """Take a discharged client in again, with a new complaint and a new screening."""
    client = scope().get(Client, client_id)
    episode = queries.active_episode(scope(), client_id)
    if episode is not None and request.method == "GET":
        flash(who_opened(client), "warning")
        return back_to(client_id)
    form = ReturnForm(today=clock.today(client.zone), **_as_before(scope(), client_id))
    if is_mine(client_id):
        return _take_in_oneself(form, client)
    if episode is not None:
        _keep_red_flags(form, episode, who_opened(client))
    last = queries.latest_episode(scope(), client_id)
    if last is not None and (first := to_clear_first(db.session(), last)):
        if request.method == "POST":
            _keep_red_flags(form, last, first.why)
        flash(first.why, "warning")
        return (
            redirect(url_for("desk.flag", flag_id=first.flag.id))
            if first.flag
            else back_to(client_id)
        )
    if form.validate_on_submit() and _reopen(form, client):
        red = stops_exercise(form.answers())
        page = "desk.red_flag_advice" if red else "desk.client"
        return redirect(url_for(page, client_id=client_id))
    unsaved = advice_for(form.answers() if form.is_submitted() else (), g.practice.whom_to_call)
    page = render_template(
        "desk/intake/return_client.html", form=form, client=client, unsaved=unsaved
    )
    return page, 422 if form.is_submitted() else 200


def _take_in_oneself(form: ReturnForm, client: Client) -> Any:
    """Somebody else asks what is asked at an intake. A yes to a red flag is stored all the same."""
    why = f"This is your own record. {own_record(client)}"
    last = queries.latest_episode(scope(), client.id)
    if request.method == "POST" and last is not None:
        _keep_red_flags(form, last, why)
    flash(why, "warning")
    return back_to(client.id)


def _keep_red_flags(form: ReturnForm, episode: Episode, why: str) -> NoReturn:
    """Nobody is taken in now, as the care was opened meanwhile or an answer stands in the last: a
    yes to a red flag goes into that and is told at once, however the rest of the form was filled
    in; nothing else is stored, and all of it is handed back."""
    typed, client = typed_of(form), episode.client
    yes = new_symptoms(form.red_flags)
    if yes:
        with transaction(db.session):
            record_red_flag_answers(scope().act(clock.now()), episode, BY_THERAPIST, yes)
    advice = advice_for_unsaved(db.session(), episode.id, yes, g.practice.whom_to_call)
    refuse(client, why, typed, advice)


def _as_before(scope: Scope, client_id: UUID) -> dict[str, Any]:
    """What the last care says that may well be so again; onset, scores and symptoms are asked anew.

    A "none of these" of then is not carried over: it has to be said again.
    """
    last = queries.latest_episode(scope, client_id)
    if last is None:
        return {}
    past = [
        answer
        for screening, _ in rounds_of(scope.session, last.id)
        for answer in screening.answers
        if answer.code in LASTING
    ]
    return {
        **_against(last.client),
        "complaint": last.complaint,
        "side": last.side,
        "findings": last.findings,
        "background": [answer.code for answer in past],
        **{decision_field(answer.code): answer.decision for answer in past},
    }


def _against(client: Client) -> dict[str, Any]:
    """What the record says that may speak against manipulation; that nothing does is asked anew."""
    return {
        "medicines": client.medicines,
        "contraindications": list(client.contraindications),
    }


def _reopen(form: ReturnForm, client: Client) -> bool:
    act = scope().act(clock.now())
    try:
        with transaction(db.session) as session:
            refuse_while_answers_stand(scope(), client)
            session.refresh(client, with_for_update=True)
            form.meet(_against(client))
            episode = reopen(act, client, form.value())
            amend_client(
                act, client, episode, medicines=form.medicines.data or "",
                contraindications=ticked(form.contraindications), **form.said_of_thinners(),
            )  # fmt: skip
            record_red_flag_answers(act, episode, "intake", form.answers(), form.decisions())
            name_activities(act, episode, form.named())
    except Refusal as refused:
        form.show(refused.problems)
        return False
    return True
