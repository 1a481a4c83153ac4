"""The start of the rule's figures, counted anew after an answer to a letter."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.clients.models import Client, Episode
from homecare.database import transaction
from homecare.desk.blueprint import blueprint
from homecare.desk.referrals.answers.forms import NewStartForm
from homecare.extensions import db
from homecare.referrals.answers.new_starts import count_anew, count_as_before
from homecare.referrals.answers.queries import standing_answers
from homecare.referrals.models import Referral
from homecare.refusals import Refusal

ANEW = "The start is counted anew. What the rule says follows once that week is over."
AS_BEFORE = "The start is counted as before again."


@blueprint.route("/referrals/<uuid:referral_id>/new-start", methods=["GET", "POST"])
@allow(THERAPIST)
def new_start(referral_id: UUID) -> Any:
    """Have the start counted anew from a day, or as before again."""
    row: Referral = scope().get(Referral, referral_id, joinedload(Referral.contact))
    form = NewStartForm()
    if not form.validate_on_submit():
        return _show(row, form), 400 if form.is_submitted() else 200
    back = "as_before" in request.form
    try:
        with transaction(db.session):
            (count_as_before if back else count_anew)(scope().act(clock.now()), row, form.on.data)
    except Refusal as refused:
        form.show(refused.problems)
        return _show(row, form), 400
    flash(AS_BEFORE if back else ANEW, "success")
    return redirect(url_for("desk.referral", referral_id=row.id, _anchor="sending"))


def _show(row: Referral, form: NewStartForm) -> str:
    answers = standing_answers(db.session(), row)
    if not form.is_submitted() and answers:
        form.on.data = answers[0].seen_on
    episode: Episode = scope().get(Episode, row.episode_id)
    starts = [date.fromisoformat(start) for start in episode.new_starts]
    client: Client = scope().get(Client, row.client_id)
    return render_template(
        "desk/referrals/answers/new_start.html",
        referral=row, client=client, starts=starts, answers=answers, form=form,
    )  # fmt: skip
