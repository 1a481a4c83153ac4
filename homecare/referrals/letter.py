"""What a referral letter says: gathered from the record, then frozen when it is issued.

A letter is a value of plain words and figures. The page (and later the PDF) only lays it out, so
that what was issued can be shown again, word for word, however the record has changed since.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from homecare.access import Scope
from homecare.accounts.models import Membership, Person, Practice
from homecare.assessment.models import Verdict
from homecare.clients.models import Episode
from homecare.clients.queries import visits_of
from homecare.language import SIDES_OF_COMPLAINT, long_date, with_its_week
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.queries import version_on
from homecare.progress.queries import Course, exercise_of
from homecare.referrals.models import Referral
from homecare.rules.red_flags import CONTRAINDICATIONS, QUESTIONS, Level, level_of
from homecare.screening.models import RedFlagAnswer, Screening
from homecare.screening.queries import uncleared

# Reasons that tell the therapist what to do next; a reader elsewhere can do nothing with them.
FOR_THE_THERAPIST = {
    "background", "check_old", "contraindication", "gp_first", "gp_too", "level", "one_off", "thin",
    "uncleared", "visit_fresh", "visits",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a letter is written from, loaded by `sources`."""

    practice: Practice
    therapist: Person
    registration: str
    episode: Episode
    course: Course
    visits: Sequence[date]
    verdict: Verdict | None
    screening: Screening | None
    uncleared: Sequence[RedFlagAnswer]
    version: ProgrammeVersion | None


def sources(scope: Scope, episode: Episode, course: Course, today: date) -> Sources:
    """Load what a letter about `episode` says."""
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
    return Sources(
        practice=member.practice,
        therapist=member.person,
        registration=member.registration,
        episode=episode,
        course=course,
        visits=sorted(visit.on for visit in visits_of(scope, episode.id)),
        verdict=session.scalar(select(Verdict).where(Verdict.episode_id == episode.id)),
        screening=_last_screening(session, episode),
        uncleared=uncleared(session, episode.id),
        version=version_on(session, episode.id, today),
    )


def _last_screening(session: Session, episode: Episode) -> Screening | None:
    statement = (
        select(Screening)
        .where(Screening.episode_id == episode.id)
        .order_by(Screening.answered_at.desc())
        .limit(1)
    )
    return session.scalar(statement)


def compose(referral: Referral, basis: Sources, consent: str, on: date) -> dict[str, Any]:
    """The letter of the day `on` as plain data: dates written out, so that nothing is left to
    a layout."""
    client = basis.episode.client
    return {
        "practice": {
            "name": basis.practice.name,
            "address": basis.practice.address,
            "telephone": basis.practice.telephone,
            "letterhead": basis.practice.letterhead,
        },
        "date": long_date(on),
        "to": {
            "name": referral.contact.name,
            "clinic": referral.contact.clinic,
            "address": referral.contact.address,
        },
        "client": {
            "name": client.name,
            "born": long_date(client.date_of_birth),
            "telephone": client.telephone,
            "gp": client.gp,
        },
        "message": referral.message.replace("\r\n", "\n").strip(),
        "complaint": _complaint(basis.episode),
        "course": _course(basis),
        "record": _record(basis),
        "consent": consent,
        "signed": {"name": basis.therapist.name, "registration": basis.registration},
    }


def mark_of(letter: dict[str, Any], chart: str) -> str:
    """A short mark of a letter as it was shown: another one means that it reads otherwise now."""
    words = json.dumps(letter, sort_keys=True, ensure_ascii=False) + chart
    return sha256(words.encode()).hexdigest()[:24]


def _complaint(episode: Episode) -> list[list[str]]:
    return [
        ["Complaint", episode.complaint],
        ["Side", SIDES_OF_COMPLAINT[episode.side]],
        ["Since", long_date(episode.onset)],
        ["First seen with us", long_date(episode.intake_on)],
        ["First scores", f"leg {episode.leg}, back {episode.back} (0–10, over 24 hours)"],
        ["Findings", episode.findings or "none recorded"],
    ]


def _course(basis: Sources) -> list[str]:
    """The course in sentences: the verdict's own arithmetic, exercise, visits."""
    sentences = _verdict(basis.verdict) if basis.verdict else []
    exercise = exercise_of(basis.course.days)
    if exercise.due:
        times = f"{exercise.reported} of {exercise.due} times due"
        sentences.append(f"Exercise reported by the client: {times}.")
    if basis.visits:
        dates = ", ".join(long_date(day) for day in basis.visits)
        times = "once" if len(basis.visits) == 1 else f"{len(basis.visits)} times"
        sentences.append(f"Treated {times}: {dates}.")
    return sentences


def _verdict(verdict: Verdict) -> list[str]:
    """The verdict's reasons, as far as they help elsewhere, with the week they speak of."""
    return [
        with_its_week(reason["text"], verdict.on)
        for reason in verdict.reasons
        if reason["code"] not in FOR_THE_THERAPIST
    ]


def _record(basis: Sources) -> list[list[str]]:
    client = basis.episode.client
    names = [CONTRAINDICATIONS.get(code, code) for code in client.contraindications]
    return [
        ["Medicines", client.medicines or "none recorded"],
        ["Contraindications to manipulation", "; ".join(names) or "asked at intake: none"],
        ["Red-flag questions", _red_flags(basis)],
        ["Home exercise", _programme(basis.version)],
    ]


def _red_flags(basis: Sources) -> str:
    """When the questions were asked last, and every answer of the episode that still stands."""
    if basis.screening is None:
        return "not asked"
    open_answers = dict.fromkeys(
        answer.code for answer in basis.uncleared if level_of(answer.code) > Level.BACKGROUND
    )
    said = "; ".join(f"yes or not sure to “{QUESTIONS[code].text}”" for code in open_answers)
    return f"asked on {long_date(basis.screening.on)}: {said or 'none of them'}"


def _programme(version: ProgrammeVersion | None) -> str:
    if version is None:
        return "none assigned"
    return ", ".join(item.exercise.name for item in version.items)
