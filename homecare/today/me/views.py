"""Me: what the practice holds, what the client decides, and taking the diary along."""

from datetime import time
from typing import Any

from flask import Response, current_app, flash, g, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts import audit
from homecare.accounts.access_rules import allow
from homecare.accounts.models import Consent, Person
from homecare.accounts.queries import login_of, works_in
from homecare.accounts.zones import ZONES
from homecare.acting import CLIENT
from homecare.clients.addresses import ask_client, contact_with, to_sign_in_anew
from homecare.clients.covers.queries import covers_on
from homecare.clients.models import Client, Cover, Episode
from homecare.clients.queries import active_episode
from homecare.database import transaction
from homecare.export import own
from homecare.extensions import db
from homecare.referrals.agreement.queries import letters_agreed_to
from homecare.refusals import Refusal
from homecare.reports.reminders.email import EVERY_DAY, USUAL_TIMES, Wish, settings_of
from homecare.reports.resting.operations import start_again
from homecare.serving.mail_leaves import mail_leaves
from homecare.today.blueprint import blueprint
from homecare.today.day import words
from homecare.today.me.forms import SettingsForm
from homecare.today.me.opened import openings
from homecare.today.me.operations import Wanted, set_preferences

USUAL = settings_of(Wish(USUAL_TIMES, EVERY_DAY, only_if_not_logged=True), on=False)


@blueprint.route("/me", methods=["GET", "POST"])
@allow(CLIENT)
def me() -> str | Answer | tuple[str, int]:
    """The client's own details and settings."""
    scoped = scope()
    episode = active_episode(scoped)
    client = episode.client if episode else scoped.get(Client, _own_id(scoped))
    form = SettingsForm(data=_settings(client))
    if not form.is_submitted() or episode is None:
        return _show(scoped, client, form, episode)
    if not form.validate():
        return _show(scoped, client, form, episode), 422
    try:
        _save(scoped, episode, form)
    except Refusal as refused:
        form.show(refused.problems)
        return _show(scoped, client, form, episode), 409
    flash("Saved.")
    return redirect(url_for("today.me"))


@blueprint.post("/me/address")
@allow(CLIENT)
def ask_my_address() -> Answer:
    """Mail the link with which the client confirms their address."""
    scoped = scope()
    client = scoped.get(Client, _own_id(scoped))
    with transaction(db.session) as session:
        asked = ask_client(session, current_app.config["SETTINGS"], clock.now(), client)
    if asked:
        flash(_asked_words())
    else:
        flash(
            "Such a mail was written within the last hour. Look for it, also under spam.", "warning"
        )
    return redirect(url_for("today.me"))


def _asked_words() -> str:
    if mail_leaves():
        return "A mail with a button is on its way to you."
    return "The mail is written, but not sent: this server sends no mail. Ask your practice."


@blueprint.post("/me/mail")
@allow(CLIENT)
def start_mail_again() -> Answer:
    """Let reminders and the weekly mail come again."""
    scoped = scope()
    episode = active_episode(scoped)
    if episode is not None:
        with transaction(db.session):
            start_again(scoped.act(clock.now()), episode)
        flash("Your mails come again.")
    return redirect(url_for("today.me"))


@blueprint.get("/me/diary.json")
@allow(CLIENT)
def diary_json() -> Response:
    """The whole diary as JSON."""
    return _download(own.diary_json(scope(), _own_id(scope())), "my-diary.json", "application/json")


@blueprint.get("/me/days.csv")
@allow(CLIENT)
def days_csv() -> Response:
    """A row for each day."""
    return _download(own.days_csv(scope(), _own_id(scope())), "my-days.csv", "text/csv")


@blueprint.get("/me/entries.csv")
@allow(CLIENT)
def entries_csv() -> Response:
    """A row for each entry."""
    return _download(own.entries_csv(scope(), _own_id(scope())), "my-entries.csv", "text/csv")


def _show(scope: Scope, client: Client, form: SettingsForm, episode: Episode | None) -> str:
    consents = scope.session.scalars(scope.select(Consent).order_by(Consent.given_at)).all()
    login = login_of(scope.session, client.practice_id, client.id)
    here = works_in(client.practice_id, client.therapist_id)
    therapist = scope.session.scalar(select(Person).where(Person.id == client.therapist_id, here))
    return render_template(
        "today/me/me.html",
        client=client,
        contact=contact_with(client, login),
        sign_in=current_user.email,
        signs_in_anew=to_sign_in_anew(scope.session, client, login) is not None,
        form=form,
        editable=episode is not None,
        mail_rests_since=episode.mail_rests_since if episode else None,
        consents=consents,
        letters=letters_agreed_to(scope, client.id),
        openings=openings(scope, clock.now(), client.zone),
        therapist=therapist,
        cover=_cover_of(scope, client),
        practice=g.practice,
        zones=ZONES,
        words=words,
    )


def _cover_of(scope: Scope, client: Client) -> Cover | None:
    """Who looks after the client today in their therapist's place; never they themselves."""
    today = clock.today(g.practice.zone)
    held = covers_on(scope.session, client.practice_id, today)
    theirs = (one for one in held if one.person_id == client.therapist_id)
    return next((one for one in theirs if one.covered_by != scope.actor.person_id), None)


def _settings(client: Client) -> dict[str, Any]:
    kept = {**USUAL, **client.reminder}
    return {
        "zone": client.zone,
        "weekly_email": client.weekly_email,
        "check_in_email": client.check_in_email,
        "on": kept["on"],
        "times": sorted(time.fromisoformat(at) for at in kept["times"]),
        "days": [bit for bit in range(7) if int(kept["days"]) >> bit & 1],
        "only_if_not_logged": kept["only_if_not_logged"],
    }


def _save(scope: Scope, episode: Episode, form: SettingsForm) -> None:
    """Keep what was chosen here; what was changed elsewhere meanwhile stays. Raises Refusal where
    one thing was changed both here and there."""
    with transaction(db.session) as session:
        session.refresh(episode.client, with_for_update={"of": Client, "key_share": True})
        if form.check_in_email.short_name not in form.opened_with():
            # The page is from before this was asked, and says no to nothing.
            form.check_in_email.data = episode.client.check_in_email
        form.meet(_settings(episode.client))
        reminder = settings_of(_wish(form), form.on.data)
        wanted = Wanted(form.weekly_email.data, form.check_in_email.data, reminder)
        set_preferences(scope.act(clock.now()), episode, form.zone.data, wanted)


def _wish(form: SettingsForm) -> Wish:
    return Wish(
        times=tuple(at for at in form.times.data if at is not None),
        days=sum(1 << bit for bit in set(form.days.data or [])),
        only_if_not_logged=form.only_if_not_logged.data,
        set_at=clock.now(),
    )


def _own_id(scope: Scope) -> Any:
    return scope.actor.client_id


def _download(content: str, name: str, kind: str) -> Response:
    with transaction(db.session):
        act = scope().act(clock.now())
        audit.note(act, "own.export", act.actor.client_id, name)
    answer = Response(content, content_type=f"{kind}; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
