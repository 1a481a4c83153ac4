"""The page of a draft: the letter as it is kept, the form as it was typed, and what is missing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import g, render_template
from sqlalchemy.orm import joinedload

from homecare import clock
from homecare.access import Scope, scope
from homecare.accounts.consent import CONSENT_WORDING
from homecare.assessment.by_hand import missing_for_treatment_by_hand
from homecare.clients.models import Episode
from homecare.desk.referrals.forms import LetterForm
from homecare.desk.referrals.missing import missing_rows
from homecare.extensions import db
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.forms import options
from homecare.language import local_day, long_date
from homecare.progress.chart.pain_chart import pain_chart
from homecare.progress.queries import course
from homecare.referrals.contacts import KINDS, contacts
from homecare.referrals.letter import compose, mark_of, sources
from homecare.referrals.models import BY_HAND, Contact, Referral
from homecare.rules.verdict.arithmetic import Reason

DOCTORS = ("gp", "doctor", "emergency")


def first_choice(book: Sequence[Contact], flag: Flag | None, shut: bool) -> Contact | None:
    """Whom a new letter is for until the therapist chooses: a doctor, where that is proposed or
    where nobody may be treated by hand; None where the book has nobody who may get one."""
    doctor = shut or (flag is not None and flag.proposes in ("gp", "emergency"))
    order = (*DOCTORS, *BY_HAND, "other") if doctor else (*BY_HAND, *DOCTORS, "other")
    allowed = [c for c in book if not (shut and c.treats_by_hand)]
    return min(allowed, key=lambda c: order.index(c.kind), default=None)


def show_shut(episode: Episode, missing: Sequence[Reason]) -> str:
    return render_template(
        "desk/referrals/referral_shut.html",
        client=episode.client,
        missing=missing_rows(missing, episode, live_flag(db.session(), episode.id)),
    )


def episode_of(row: Referral) -> Episode:
    episode: Episode = scope().get(Episode, row.episode_id, joinedload(Episode.client))
    return episode


def draft_form(row: Referral) -> LetterForm:
    form = LetterForm(data={"contact": str(row.contact_id), "message": row.message})
    form.contact.choices = options(*((str(c.id), _named(c)) for c in contacts(scope())))
    return form


def _named(contact: Contact) -> str:
    where = f", {contact.clinic}" if contact.clinic else ""
    return f"{contact.name}{where} ({KINDS[contact.kind]})"


def compose_letter(row: Referral, episode: Episode, now: datetime) -> tuple[dict[str, Any], str]:
    day = local_day(now, g.practice.zone)
    today = clock.today(episode.zone)
    shown = course(db.session(), episode, episode.intake_on, today, today)
    basis = sources(Scope(db.session(), scope().actor), episode, shown, day)
    consent = f"On {long_date(day)} the client agreed: “{CONSENT_WORDING['referral_letter']}”"
    chart = pain_chart(shown, width=720, height=360, theme="light")
    return compose(row, basis, consent, day), chart


def show_draft(row: Referral, form: LetterForm) -> str:
    """The page of a draft: the letter as it is kept, and the form as it was typed.

    The agreement is never carried over: it is given to the letter that is shown.
    """
    session, episode, now = db.session(), episode_of(row), clock.now()
    letter, chart = compose_letter(row, episode, now)
    missing = missing_for_treatment_by_hand(session, episode, now)
    form.version.data, form.seen.data = str(row.version), mark_of(letter, chart)
    form.consent.data = False
    return render_template(
        "desk/referrals/referral_draft.html",
        referral=row,
        client=episode.client,
        form=form,
        missing=missing_rows(missing, episode, live_flag(session, episode.id), row.id),
        shut=bool(missing) and row.contact.treats_by_hand,
        letter=letter,
        chart=chart,
    )
