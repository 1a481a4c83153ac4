"""What a referral letter says: gathered from the record, then frozen when it is issued.

A letter is a value of plain words and figures. The page (and later the PDF) only lays it out, so
that what was issued can be shown again, word for word, however the record has changed since.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from homecare.access import Scope
from homecare.accounts.models import Membership, Person, Practice
from homecare.accounts.queries import names_of
from homecare.activities.queries import followed
from homecare.activities.words import Followed
from homecare.assessment.history import history_of
from homecare.assessment.thresholds import policy_of
from homecare.clients.episodes.queries import visits_of
from homecare.clients.imported.queries import medicines_on_record, reasons_against
from homecare.clients.models import Episode
from homecare.language import SIDES_OF_COMPLAINT, local_day, long_date
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.queries import version_on
from homecare.progress.queries import Course
from homecare.referrals import figures
from homecare.referrals.models import Contact, Referral
from homecare.rules.assessment import Assessment, assess, assess_days
from homecare.rules.policy import Policy
from homecare.rules.reading.history import History
from homecare.rules.retold import TOOK_THE_PLACE_OF
from homecare.rules.urgent_advice import question_for_emergency
from homecare.screening.models import RedFlagAnswer, Screening
from homecare.screening.queries import answers_in, last_round

COLLEAGUE, GP, EMERGENCY = "colleague", "gp", "emergency"
VARIANTS = {"gp": GP, "doctor": GP, "emergency": EMERGENCY}
"""How a letter is written, by what its receiver does; for all others as to a colleague."""
QUESTIONS_ASKED = {
    COLLEAGUE: "Could you examine the spine, treat it if you think it right, and tell me what you "
    "found and what you advise?",
    GP: "Could you examine them and say whether anything else should be looked into, or whether "
    "treatment and exercise may go on?",
}
"""What is asked of whoever gets the letter, until the therapist writes it otherwise; an emergency
department is asked what the answers ask."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a letter is written from, loaded by `sources`."""

    practice: Practice
    therapist: Person
    registration: str
    episode: Episode
    course: Course
    visits: Sequence[date]
    verdict: Assessment | None
    before: Assessment | None  # what called for somebody until nothing was heard any more
    screening: Screening | None
    answers: Sequence[RedFlagAnswer]
    version: ProgrammeVersion | None
    against: str
    medicines: str
    replaced: Referral | None = None
    matters: Sequence[Followed] = ()
    names: Mapping[UUID | None, str] = field(default_factory=dict)  # of who cleared an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWords:
    """What a therapist may write into a draft; the figures are the record's own."""

    message: str = ""
    question: str = ""
    course_note: str = ""
    replaces_why: str = ""
    differs_why: str = ""
    unasked_why: str = ""


def sources(
    scope: Scope, episode: Episode, course: Course, today: date, replaced: Referral | None = None
) -> Sources:
    """Load what a letter about `episode` says; it may replace another one."""
    session = scope.session
    member = session.scalars(
        select(Membership)
        .where(
            Membership.practice_id == scope.actor.practice_id,
            Membership.person_id == scope.actor.person_id,
            Membership.client_id.is_(None),
        )
        .options(selectinload(Membership.person), selectinload(Membership.practice))
    ).one()
    verdict, before = _verdict(session, member.practice, episode, course.asked_on)
    answers = answers_in(session, episode.id)
    return Sources(
        practice=member.practice,
        therapist=member.person,
        registration=member.registration,
        episode=episode,
        course=course,
        visits=sorted(visit.on for visit in visits_of(scope, episode.id)),
        verdict=verdict,
        before=before,
        screening=last_round(session, episode.id),
        answers=answers,
        version=version_on(session, episode.id, today),
        against=reasons_against(session, episode),
        medicines=medicines_on_record(session, episode),
        replaced=replaced,
        matters=followed(session, episode),
        names=names_of(session, member.practice_id, (one.cleared_by for one in answers)),
    )


def _verdict(
    session: Session, practice: Practice, episode: Episode, on: date
) -> tuple[Assessment | None, Assessment | None]:
    """What the rule says on the letter's own day, as its chart and its scores do; last night's
    verdict would speak of another week. Beside it, where that is a silence after something grave,
    what the rule said after the last score. None of a history that can't be judged."""
    try:
        history, policy = history_of(session, episode, on), policy_of(practice)
        now = assess(history, policy, on, told_today=True)
        return now, _before(history, policy, now)
    except (ValueError, ArithmeticError, LookupError):
        return None, None


def _before(history: History, policy: Policy, now: Assessment) -> Assessment | None:
    state = TOOK_THE_PLACE_OF.get(now.cause)
    if state is None:
        return None
    silent = (now.since + timedelta(days=day) for day in range(1, (now.on - now.since).days))
    return next((one for one in assess_days(history, policy, silent) if one.state == state), None)


def variant_of(kind: str) -> str:
    """How a letter to somebody of this kind is written."""
    return VARIANTS.get(kind, COLLEAGUE)


def compose(
    contact: Contact, words: LetterWords, basis: Sources, consent: str, on: date
) -> dict[str, Any]:
    """The letter of the day `on` as plain data: dates written out, so that nothing is left to
    a layout. What it was found from stands beside the words: the figures and the rule's version.
    """
    variant = variant_of(contact.kind)
    return {
        "variant": variant,
        "practice": _practice(basis.practice),
        "date": long_date(on),
        "replaces": _replaced(words, basis),
        "to": {
            "name": contact.name,
            "kind": contact.kind,  # not printed; the client is told it, and agrees to it
            "clinic": contact.clinic,
            "address": contact.address,
        },
        "client": _client(basis.episode),
        "message": _plain(words.message),
        "question": _plain(words.question) or _question(variant, basis),
        "complaint": _complaint(basis.episode),
        "course": _course(words, basis),
        "scores": _scores(basis),
        "red_flags": _red_flags(basis),
        "record": _record(basis),
        "consent": consent,
        "small_print": SMALL_PRINT,
        "signed": {"name": basis.therapist.name, "registration": basis.registration},
        "figures": basis.verdict.figures if basis.verdict else {},
        "rule_version": basis.verdict.rule_version if basis.verdict else "",
    }


def asked_of_department(answers: Iterable[RedFlagAnswer]) -> str:
    """What an emergency department is asked: by the answers that nobody cleared."""
    return question_for_emergency(one.code for one in answers if one.cleared_at is None)


def _question(variant: str, basis: Sources) -> str:
    """What is asked where the therapist writes nothing else."""
    if variant != EMERGENCY:
        return QUESTIONS_ASKED[variant]
    return asked_of_department(basis.answers)


SMALL_PRINT = (
    "Scores run from 0 (no pain) to 10 (worst imaginable) over the last 24 hours, and weeks are "
    "compared by their means; what was “needed” is the change from the start that we count as an "
    f"improvement. {figures.REPORTED} This letter describes; it does not diagnose."
)


def _plain(words: str) -> str:
    """Words with the line ends of every browser alike."""
    return words.replace("\r\n", "\n").strip()


def _practice(practice: Practice) -> dict[str, str]:
    return {
        "name": practice.name,
        "address": practice.address,
        "telephone": practice.telephone,
        "letterhead": practice.letterhead,
    }


def _client(episode: Episode) -> dict[str, str]:
    client = episode.client
    return {
        "name": client.name,
        "born": long_date(client.date_of_birth),
        "telephone": client.telephone,
        "gp": client.gp,
    }


def _replaced(words: LetterWords, basis: Sources) -> dict[str, str] | None:
    if basis.replaced is None or basis.replaced.issued_at is None:
        return None
    day = local_day(basis.replaced.issued_at, basis.practice.zone)
    return {"date": long_date(day), "why": _plain(words.replaces_why)}


def mark_of(letter: dict[str, Any], chart: str) -> str:
    """A short mark of a letter as it was shown: another one means that it reads otherwise now."""
    words = json.dumps(letter, sort_keys=True, ensure_ascii=False) + chart
    return sha256(words.encode()).hexdigest()[:24]


def _complaint(episode: Episode) -> list[list[str]]:
    return [
        ["Complaint", episode.complaint],
        ["Side", SIDES_OF_COMPLAINT[episode.side]],
        ["Since", long_date(episode.onset)],
        ["First scores", f"leg {episode.leg}, back {episode.back} (0–10)"],
        ["First seen", long_date(episode.intake_on)],
        ["Findings", episode.findings or "none recorded"],
    ]


def _course(words: LetterWords, basis: Sources) -> list[str]:
    """The course in sentences: the verdict's own arithmetic, exercise, visits, what is added."""
    verdict, added = basis.verdict, _plain(words.course_note)
    return [
        *(figures.verdict_lines(verdict.reasons, verdict.on, basis.answers) if verdict else []),
        *figures.lines_before(basis.before),
        *figures.activities_line(basis.matters),
        *figures.exercise_line(basis.course),
        *figures.visits_line(basis.visits),
        *([added] if added else []),
    ]


def _scores(basis: Sources) -> dict[str, Any]:
    rows = figures.scores(basis.course, policy_of(basis.practice))
    return {"head": figures.scores_head(basis.course), "rows": rows}


def _red_flags(basis: Sources) -> list[str]:
    """When the questions were asked last, and every answer with its day, and who cleared it."""
    return figures.red_flag_lines(basis.screening, basis.answers, basis.names)


def _record(basis: Sources) -> list[list[str]]:
    rows = [
        ["Contraindications to manipulation", basis.against],
        ["Background", _background(basis)],
        ["Medicines", basis.medicines],
        ["Home exercise", _programme(basis.version)],
    ]
    return [row for row in rows if row[1]]


def _background(basis: Sources) -> str:
    said = figures.background_line(basis.answers)
    if basis.episode.background_asked_at is not None:
        return said
    return f"{said}; the rest was not asked" if said else "not asked yet"


def _programme(version: ProgrammeVersion | None) -> str:
    if version is None:
        return "none assigned"
    return ", ".join(item.exercise.name for item in version.items)
