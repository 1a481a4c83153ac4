"""Inviting a client, by mail or with a code on the therapist's screen; and what a red flag asks."""

from typing import Any
from uuid import UUID

from flask import current_app, flash, g, redirect, render_template, request, url_for

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.accounts.emails import invitation_link
from homecare.accounts.invitations import take_back
from homecare.accounts.queries import has_factor, login_of, state_of
from homecare.acting import OWNER, THERAPIST
from homecare.clients import queries
from homecare.clients.addresses import ask_client, contact_of
from homecare.clients.models import Client
from homecare.clients.sign_in.inviting import mail_link, show_code
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.desk.client.views import back_to
from homecare.desk.intake.new import shared_address
from homecare.desk.words import link_ended
from homecare.extensions import db
from homecare.programmes.models import ProgrammeVersion
from homecare.refusals import Refusal
from homecare.rules.red_flags import Level
from homecare.rules.urgent_advice import what_to_do
from homecare.screening.queries import exercises_stopped, gravest, uncleared
from homecare.serving.mail_leaves import on_its_way
from homecare.typesetting import qr


@blueprint.get("/clients/<uuid:client_id>/invitation")
@allow(THERAPIST)
def invitation(client_id: UUID) -> str:
    """Where an invitation stands, and the ways to give one."""
    client = scope().get(Client, client_id)
    newest = queries.newest_invitation(scope(), client_id)
    others = queries.others_at_address(scope(), client)
    login = login_of(scope().session, client.practice_id, client_id)
    return render_template(
        "desk/intake/invitation.html",
        client=client,
        newest=newest,
        state=state_of(newest, clock.now()) if newest else "none",
        login=login,
        may_lose=login and g.actor.role == OWNER and has_factor(scope().session, login.person_id),
        has_programme=_has_programme(client_id),
        stopped=_stopped(client_id),
        shared=shared_address(others, client) if others else "",
    )


@blueprint.post("/clients/<uuid:client_id>/invitation")
@allow(THERAPIST)
def invite_client(client_id: UUID) -> Any:
    """Mail a link, or show a code to scan; the other one works on until either is used.

    The link is shown on the answer itself: only its hash is kept, so no page can show it again.
    """
    client = scope().get(Client, client_id)
    by_mail = request.form.get("how") == "mail" and client.email is not None
    try:
        with transaction(db.session):
            act = scope().act(clock.now())
            token = None if by_mail else show_code(act, client)
            if token is None:
                mail_link(act, client)
    except Refusal as refused:
        flash(str(refused), "warning")
        return back_to(client_id)
    if token is None:
        flash(on_its_way("The invitation", client.email or ""))
        return redirect(url_for("desk.invitation", client_id=client_id))
    link = invitation_link(current_app.config["SETTINGS"].public_url, token)
    return render_template(
        "desk/intake/invitation_code.html", client=client, link=link, code=qr.svg(link),
        given=queries.newest_invitation(scope(), client_id),
        has_programme=_has_programme(client_id), stopped=_stopped(client_id),
    )  # fmt: skip


@blueprint.post("/clients/<uuid:client_id>/invitation/take-back")
@allow(THERAPIST)
def take_invitation_back(client_id: UUID) -> Any:
    """End a link that went to the wrong person, before anybody used it."""
    client = scope().get(Client, client_id)
    newest = queries.newest_invitation(scope(), client.id)
    with transaction(db.session):
        ended = newest is not None and take_back(scope().act(clock.now()), newest)
    flash(*link_ended(ended))
    return back_to(client_id)


@blueprint.post("/clients/<uuid:client_id>/address")
@allow(THERAPIST)
def ask_address(client_id: UUID) -> Any:
    """Mail the link with which the client confirms their address."""
    client = scope().get(Client, client_id)
    with transaction(db.session) as session:
        asked = ask_client(session, current_app.config["SETTINGS"], clock.now(), client)
    if asked:
        flash(on_its_way("A mail with a button", contact_of(db.session(), client).address or ""))
    else:
        flash("Such a mail was written within the last hour, or none is needed.", "warning")
    return back_to(client_id)


def _stopped(client_id: UUID) -> bool:
    """Whether the next step has to wait, as a red-flag answer is not cleared."""
    episode = queries.latest_episode(scope(), client_id)
    return episode is not None and exercises_stopped(scope().session, episode.id)


def _has_programme(client_id: UUID) -> bool:
    """Whether the next step, a programme, was taken already."""
    statement = scope().select(ProgrammeVersion).where(ProgrammeVersion.client_id == client_id)
    return scope().session.scalars(statement.limit(1)).first() is not None


@blueprint.get("/clients/<uuid:client_id>/red-flags")
@allow(THERAPIST)
def red_flag_advice(client_id: UUID) -> Any:
    """What the client must be told to do now, for the gravest answer that nobody cleared."""
    client = scope().get(Client, client_id)
    episode = queries.latest_episode(scope(), client_id)
    answers = uncleared(scope().session, episode.id) if episode else []
    level = gravest(answers)
    if level is None:
        return back_to(client_id)
    note_view(scope(), client_id, "red-flags")
    return render_template(
        "desk/client/red_flag_advice.html",
        client=client,
        advice=what_to_do(level, g.practice.whom_to_call),
        questions=dict.fromkeys(answer.question for answer in answers),
        rounds=[answer.screening for answer in answers if answer.urgency > Level.BACKGROUND],
        me=scope().actor.person_id,
    )
