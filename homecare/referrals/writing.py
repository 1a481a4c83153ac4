"""A letter written from the record as it stands: one way for page, preview and issue."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.consent import CONSENT_WORDING
from homecare.acting import THERAPIST, Act, Actor
from homecare.clients.models import Episode
from homecare.flags.findings import is_of_answers
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag, seen_on
from homecare.language import local_day, long_date
from homecare.progress.over import as_closed
from homecare.progress.queries import course
from homecare.referrals.agreement.models import LetterAgreement
from homecare.referrals.agreement.queries import standing_agreement
from homecare.referrals.agreement.text import KIND, OF_THE_DIARY, reads_as_asked
from homecare.referrals.fhir.facts import facts_of
from homecare.referrals.figures import found_for_a_doctor, why_a_doctor
from homecare.referrals.letter import GP, LetterWords, compose, sources, variant_of
from homecare.referrals.models import Contact, Logo, Referral
from homecare.referrals.page import Written
from homecare.rules.verdict.arithmetic import Reason
from homecare.screening.queries import answers_in

ASKED = "I would be grateful if you could see this client."

NOT_YET = "{}. This letter is sent only if the client agrees: “{}”"


def words_of(referral: Referral) -> LetterWords:
    """What the therapist has written into a letter so far."""
    return LetterWords(
        **{name: getattr(referral, name) for name in LetterWords.__dataclass_fields__}
    )


def first_words(session: Session, episode: Episode, contact: Contact) -> str:
    """What a letter says until the therapist writes into it: to a doctor first why one is asked,
    wherever it was begun."""
    flag = live_flag(session, episode.id)
    if variant_of(contact.kind) == GP:
        found = _found_for_a_doctor(flag, episode)
        return why_a_doctor(answers_in(session, episode.id), found, episode.onset) or ASKED
    if flag and flag.proposes == "chiropractor":
        return f"{ASKED} Their pain has not improved as hoped; the course is below."
    return ASKED


def _found_for_a_doctor(flag: Flag | None, episode: Episode) -> list[str]:
    """What the scores behind a flag found for the GP; what answers ask they say themselves."""
    if flag is None or flag.proposes != "gp" or is_of_answers(flag):
        return []
    reasons = [Reason(one["code"], one["text"]) for one in flag.reasons]
    return found_for_a_doctor(reasons, seen_on(flag.figures, episode.intake_on, flag.raised_on))


def write(
    act: Act, episode: Episode, contact: Contact, words: LetterWords, replaces: UUID | None = None
) -> Written:
    """The letter to `contact` of today, with `words` in it; `replaces` names the one before."""
    session, today = act.session, local_day(act.now, episode.zone)
    told = course(session, episode, episode.intake_on, today, today)
    shown = as_closed(session, episode, told)
    replaced = session.get(Referral, replaces) if replaces else None
    basis = sources(Scope(session, act.actor), episode, shown, today, replaced)
    day = local_day(act.now, basis.practice.zone)
    letter = compose(contact, words, basis, _consent(words, act.now, basis.practice.zone), day)
    facts = facts_of(basis, contact)
    return Written(letter, shown, facts, logo_of(session, episode.practice_id))


def write_referral(act: Act, episode: Episode, referral: Referral) -> Written:
    """A draft as it would be issued now, under what the client agreed to on their phone, if they
    did."""
    written = write(act, episode, referral.contact, words_of(referral), referral.replaces_id)
    standing = standing_agreement(act.session, referral, written.letter)
    if standing is None or standing.answered_at is None or referral.unasked_why.strip():
        return written
    said = as_agreed(standing, episode.zone, _read_otherwise(standing, written))
    return replace(written, letter={**written.letter, "consent": said})


def still_reads_as_asked(act: Act, referral: Referral, asked: LetterAgreement) -> bool:
    """Whether a draft, written now in the name of whoever asked, is the letter that its client was
    shown; it is not where the record says something else by now."""
    by = Actor(asked.practice_id, THERAPIST, "", person_id=asked.asked_by)
    episode = act.session.get_one(Episode, referral.episode_id)
    now = replace(act, actor=by)
    written = write(now, episode, referral.contact, words_of(referral), referral.replaces_id)
    return reads_as_asked(asked, referral, written.letter)


def as_agreed(agreed: LetterAgreement, zone: str, otherwise: str = "") -> str:
    """What a letter says of the client's agreement to it, which has its answer; empty without."""
    if agreed.answered_at is None:
        return ""
    day = long_date(local_day(agreed.answered_at, zone))
    said = f"On {day} the client read this letter on their phone{otherwise} and agreed"
    return f"{said}: “{agreed.wording}”"


def not_agreed_yet(zone: str, asked_at: datetime | None, wording: str) -> str:
    """What a letter that waits says of the client's agreement, asked for in these words."""
    when = f"Asked on {long_date(local_day(asked_at, zone))}" if asked_at else "Not asked yet"
    return NOT_YET.format(when, wording)


def as_it_waits(written: Written, asked: LetterAgreement | None, zone: str) -> Written:
    """A letter as its draft is shown while nobody has agreed to it: it says so in place of an
    agreement that it would be issued with. `asked` is what was asked about it as it reads."""
    said = (asked.asked_at, asked.wording) if asked else (None, CONSENT_WORDING[KIND])
    return replace(written, letter={**written.letter, "consent": not_agreed_yet(zone, *said)})


def _read_otherwise(agreed: LetterAgreement, written: Written) -> str:
    """What was otherwise in the letter that the client read: who signs it, the figures."""
    read, now = agreed.letter, written.letter
    if read is None:
        return ""
    asked = read["signed"]["name"]
    by = f"as {asked} would sign it" if asked != now["signed"]["name"] else ""
    moved = any(read.get(part) != now[part] for part in OF_THE_DIARY)
    said = [part for part in (by, "with the figures of that day" if moved else "") if part]
    return f", {', '.join(said)}," if said else ""


def logo_of(session: Session, practice_id: UUID) -> Logo | None:
    """What stands at the top of a practice's letters, where it has one."""
    return session.scalar(select(Logo).where(Logo.practice_id == practice_id))


def _consent(words: LetterWords, now: datetime, zone: str) -> str:
    day = long_date(local_day(now, zone))
    if words.unasked_why.strip():
        return f"Not asked on {day}, to protect their life: {words.unasked_why.strip()}"
    return f"On {day} the client agreed: “{CONSENT_WORDING[KIND]}”"
