"""Adding a client."""

from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_login import current_user

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.access_rules import allow
from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.accounts.operations import hold_practice
from homecare.acting import THERAPIST
from homecare.activities.operations import name_activities
from homecare.clients import queries
from homecare.clients.models import Client
from homecare.clients.operations import take_in
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.intake.forms import IntakeForm
from homecare.extensions import db
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.language import listed
from homecare.refusals import Refusal
from homecare.rules.red_flags import stops_exercise
from homecare.rules.urgent_advice import advice_for

THE_SAME = (
    "There is a record with this name and date of birth already. Open it, or say below that this "
    "is another person."
)


@blueprint.route("/clients/new", methods=["GET", "POST"])
@allow(THERAPIST)
def new_client() -> Any:
    """Take a client in; a yes to a red flag shows what to do before anything else."""
    form = IntakeForm(today=clock.today(g.practice.zone))
    if form.validate_on_submit() and (client := _take_in(form)):
        red = stops_exercise(form.answers())
        flash(f"{client.name} is added.")
        if red:  # the page of the invitation says it by itself
            warn_of_shared_address(client)
        page = "desk.red_flag_advice" if red else "desk.invitation"
        return redirect(url_for(page, client_id=client.id))
    return _form_page(form)


def warn_of_shared_address(client: Client) -> None:
    """Say what follows where somebody else uses this client's address; it is kept all the same."""
    others = queries.others_at_address(scope(), client)
    if others:
        flash(shared_address(others, client), "warning")


def shared_address(others: Sequence[str], client: Client) -> str:
    """What follows from an address that others use too, in plain words."""
    names = listed(others)
    return (
        f"{names} {'use' if len(others) > 1 else 'uses'} {client.email} too. "
        "They would share one sign-in and read each other’s mail, and scores can go into the "
        "wrong diary. A second address is better, or none."
    )


def _form_page(form: IntakeForm) -> tuple[str, int]:
    page = render_template(
        "desk/intake/new_client.html",
        form=form,
        unsaved=advice_for(form.answers(), g.practice.whom_to_call),
        wording=CONSENT_WORDING,
    )
    return page, 422 if form.is_submitted() else 200


def _refuse_the_same(scope: Scope, form: IntakeForm) -> None:
    """Sent twice, or somebody who was here before: one person has one record.

    Two people of one name who were born on one day have two, where somebody says so.
    """
    same = queries.same_person(scope, form.name.data, form.date_of_birth.data)
    if same and not form.says_another(same):
        raise Refusal({"name": THE_SAME})


def _take_in(form: IntakeForm) -> Client | None:
    act = scope().act(clock.now())
    kinds = ["health_data", *(["email"] if form.email_consent.data else [])]
    try:
        with transaction(db.session) as session:
            hold_practice(session, act.actor.practice_id)
            _refuse_the_same(scope(), form)
            intake = form.intake(g.practice.zone, current_user.id)
            client, episode = take_in(act, intake)
            for kind in kinds:
                record_consent(act, client.id, kind, CONSENT_WORDING[kind])
            record_red_flag_answers(act, episode, "intake", form.answers(), form.decisions())
            name_activities(act, episode, form.named())
    except Refusal as refused:
        form.show(refused.problems)
        return None
    return client
