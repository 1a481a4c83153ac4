"""The page of a draft: the letter as it is kept, the form as it was typed, and what is missing."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import g, render_template
from sqlalchemy.orm import joinedload

from homecare import clock
from homecare.access import scope
from homecare.accounts.queries import login_of
from homecare.assessment.by_hand import missing_for_treatment_by_hand
from homecare.clients.episodes.words import is_mistake
from homecare.clients.models import Episode
from homecare.desk.referrals.forms import LetterForm
from homecare.desk.referrals.missing import missing_rows
from homecare.extensions import db
from homecare.flags.findings import is_of_answers
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.forms import options
from homecare.referrals.agreement.given import why_not_in_room
from homecare.referrals.agreement.models import PHONE, LetterAgreement
from homecare.referrals.agreement.queries import newest_agreement, standing_agreement
from homecare.referrals.agreement.text import reads_as_asked
from homecare.referrals.contacts import KINDS, contacts
from homecare.referrals.letter import LetterWords, mark_of
from homecare.referrals.models import BY_HAND, Contact, Referral
from homecare.referrals.operations import why_past_care
from homecare.referrals.page import Written, room, too_long
from homecare.referrals.proposals import differs
from homecare.referrals.writing import as_it_waits, words_of, write_referral
from homecare.rules.verdict.arithmetic import Reason
from homecare.typesetting.characters import printed
from homecare.typesetting.press import undrawn

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
    form = LetterForm(data=stands(row))
    form.contact.choices = options(*((str(c.id), _named(c)) for c in contacts(scope())))
    return form


def stands(row: Referral) -> dict[str, str]:
    """What the draft says, by the names of the form's fields."""
    return {"contact": str(row.contact_id), **asdict(words_of(row))}


def typed(form: LetterForm) -> LetterWords:
    """What was typed, with the line ends of every browser alike."""
    return LetterWords(**{
        name: (form[name].data or "").replace("\r\n", "\n").strip()
        for name in LetterWords.__dataclass_fields__
    })  # fmt: skip


def _named(contact: Contact) -> str:
    where = f", {contact.clinic}" if contact.clinic else ""
    return f"{contact.name}{where} ({KINDS[contact.kind]})"


def write_draft(row: Referral, episode: Episode, now: datetime) -> Written:
    """A draft as it would be issued now."""
    return write_referral(scope().act(now), episode, row)


def as_shown(row: Referral, written: Written) -> Written:
    """A draft as its page and its preview show it: it claims no agreement that nobody gave."""
    session, last = db.session(), newest_agreement(db.session(), row)
    if row.unasked_why.strip() or standing_agreement(session, row, written.letter):
        return written
    waits = last is not None and last.how == PHONE and _is_current(last, row, written)
    return as_it_waits(written, last if waits else None, g.practice.zone)


def _is_current(last: LetterAgreement | None, row: Referral, written: Written) -> bool:
    """Whether they were asked about the draft as it reads now."""
    return last is not None and last.lapsed_at is None and reads_as_asked(last, row, written.letter)


def seen_as(written: Written, flag: Flag | None) -> str:
    """A mark of what stands on the screen: how the letter reads, and the flag that it decides."""
    return mark_of(written.letter, f"{written.drawing}{flag.id if flag else ''}")


def show_draft(row: Referral, form: LetterForm) -> str:
    """The page of a draft: the letter as it is kept, and the form as it was typed.

    The agreement is never carried over: it is given to the letter that is shown.
    """
    session, episode, now = db.session(), episode_of(row), clock.now()
    written, flag = write_draft(row, episode, now), live_flag(session, episode.id)
    missing = missing_for_treatment_by_hand(session, episode, now)
    fits = room(written)
    if fits.step is None:
        form.show(too_long(written, fits).problems)
    form.version.data, form.seen.data = str(row.version), seen_as(written, flag)
    form.consent.data = False
    return render_template(
        "desk/referrals/referral_draft.html",
        referral=row,
        client=episode.client,
        form=form,
        flag=flag,
        only_clearing_closes=flag is not None and is_of_answers(flag),
        differs=flag is not None and differs(flag.proposes, row.contact.kind),
        missing=missing_rows(missing, episode, flag, row.id),
        shut=bool(missing) and row.contact.treats_by_hand,
        past=why_past_care(session, episode, row.contact),
        is_mistake=is_mistake(episode),
        letter=as_shown(row, written).letter,
        chart=written.drawing,
        fits=fits,
        agreement=_agreement(row, episode, written, now),
        spelt=spelt_out(written.letter),
    )


def _agreement(row: Referral, episode: Episode, written: Written, now: datetime) -> dict[str, Any]:
    """How the client's agreement to this draft stands, and how it may be had."""
    session, last = db.session(), newest_agreement(db.session(), row)
    return {
        "asked": last if last and last.how == PHONE else None,
        "is_current": _is_current(last, row, written),
        "stands": standing_agreement(session, row, written.letter) is not None,
        "no_tick": why_not_in_room(scope().act(now), row, written.letter),
        "on_phone": login_of(session, row.practice_id, episode.client_id) is not None,
    }


def spelt_out(letter: dict[str, Any]) -> list[tuple[str, str]]:
    """Names that no font has letters for, each with how it is printed."""
    to = (letter["to"][name] for name in ("name", "clinic", "address"))
    texts = [letter["client"]["name"], *to, letter["practice"]["name"],
             letter["signed"]["name"], letter["message"], letter["question"]]  # fmt: skip
    spelt = undrawn("\n".join(texts))
    return [(text, printed(text, spelt)) for text in dict.fromkeys(texts) if spelt & set(text)]
