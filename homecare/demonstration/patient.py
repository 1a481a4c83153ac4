"""One invented client lives: joins, comes to visits, reports days, answers questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from homecare.accounts.access_rules import actor_of
from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.accounts.invitations import invite
from homecare.acting import CLIENT, Act, Actor
from homecare.activities.operations import name_activities
from homecare.activities.queries import named
from homecare.clients.episodes.discharge import discharge
from homecare.clients.intake import Intake
from homecare.clients.models import Episode
from homecare.clients.operations import record_away, record_visit, take_in
from homecare.database import new_id
from homecare.demonstration.courses import Course
from homecare.demonstration.decisions import decide, open_flags
from homecare.demonstration.people import accept
from homecare.diary.ledger import LOG, Report
from homecare.diary.operations import record_entries
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.library.models import Template
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.programmes.operations import assign_programme
from homecare.programmes.queries import advice_on, due_on, plan_from_template, version_on
from homecare.questions.operations import answer_activities, answer_check
from homecare.screening.queries import exercises_stopped

Said = tuple[str, dict[str, Any]]
"""What is reported: a kind, and what it says."""


@dataclass
class Patient:
    """A client of the demonstration, with what is needed to go on living."""

    course: Course
    episode: Episode
    therapist: Actor
    writer: Actor
    dice: Random
    version: ProgrammeVersion

    def day_number(self, day: date) -> int:
        """Days since the intake."""
        return (day - self.episode.intake_on).days


def join(act: Act, course: Course, day: date) -> Patient:
    """Take the client in, with consent and screening, a first programme and, maybe, a login."""
    assert act.actor.person_id is not None  # noqa: S101 (staff have a login)
    email = _address(course)
    client, episode = take_in(act, Intake(
        name=course.name, email=email, telephone="07700 900 1" + f"{course.began % 100:02d}",
        date_of_birth=course.born, gp="Mill Lane Surgery", medicines=course.medicines,
        contraindications=course.contraindications, complaint=course.complaint, side=course.side,
        onset=day - timedelta(days=course.onset), leg=round(course.leg_on(0)),
        back=round(course.back_on(0)), findings=course.findings, zone="Europe/London",
        therapist_id=act.actor.person_id,
    ))  # fmt: skip
    for kind in ("health_data", "email"):
        record_consent(act, client.id, kind, CONSENT_WORDING[kind])
    record_red_flag_answers(act, episode, "intake", {})
    name_activities(act, episode, [("", words, start) for words, start in course.matters])
    act.session.flush()
    writer = _login(act, course, client.id, email) if course.phone else act.actor
    version = _assign(act, episode, course.template)
    return Patient(course, episode, act.actor, writer, course.dice(), version)


def _address(course: Course) -> str | None:
    if not course.phone:
        return None
    return course.email or f"{course.name.lower().replace(' ', '.')}@clients.example"


def _login(act: Act, course: Course, client_id: UUID, email: str | None) -> Actor:
    token = invite(act, role=CLIENT, name=course.name, email=email, client_id=client_id)
    person = accept(act.session, token, act.now)
    place = next(m for m in person.memberships if m.client_id == client_id)
    return actor_of(place, person.name)


def _assign(act: Act, episode: Episode, code: str) -> ProgrammeVersion:
    session = act.session
    template = session.scalars(
        select(Template).where(Template.practice_id == episode.practice_id, Template.code == code)
    ).one()
    day = act.now.date()
    plan = plan_from_template(session, template, episode, day)
    made = assign_programme(act, episode, plan)
    session.flush()
    version = version_on(session, episode.id, day)
    return version or made


def live_through(evening: Act, patients: Sequence[Patient], day: date, today: date) -> None:
    """Everything that happens to everybody on one day; today itself is left for the visitor."""
    flags = open_flags(evening.session)
    for patient in patients:
        number = patient.day_number(day)
        if patient.course.is_over(number):
            continue
        treats = replace(evening, actor=patient.therapist)
        writes = replace(evening, actor=patient.writer)
        _treat(treats, patient, number, day)
        _answer(writes, patient, number, day)
        if flag := flags.get(patient.episode.id):
            decide(treats, patient.episode, patient.course, flag)
        if day < today and not patient.course.is_silent(number) and number > 0:
            _write_diary(writes, patient, number, day)
        if patient.course.ends and number == patient.course.ends[0]:
            _, ended, reason = patient.course.ends
            discharge(treats, patient.episode, reason, ended=ended)


def _treat(act: Act, patient: Patient, number: int, day: date) -> None:
    """Visits, a new programme, days away."""
    course, episode = patient.course, patient.episode
    if number in course.visits:
        record_visit(act, episode, day, "Gluteals and piriformis, 40 minutes.",
                     _appointment(act, course, number))  # fmt: skip
    if course.then and number == course.then[0]:
        patient.version = _assign(act, episode, course.then[1])
    if course.away and number == course.away[0]:
        last = day + timedelta(days=course.away[1] - number)
        record_away(act, episode, day, last, "A week with family")


def _answer(act: Act, patient: Patient, number: int, day: date) -> None:
    """A red-flag answer, the weekly check, a flare-up."""
    course, episode = patient.course, patient.episode
    if course.red_flag and number == course.red_flag[0]:
        record_red_flag_answers(act, episode, "client", {course.red_flag[1]: False})
    if 0 < number <= course.checks_until and number % 7 == 0:
        change = round(max(-3, min(3, (course.leg_on(0) - course.leg_on(number)) / 1.5)))
        answer_check(act, episode, entry_id=new_id(), change=change, answers={})
        goes = _goes(patient, number)
        answer_activities(act, episode, form_id=new_id(), day=day, scores=goes)
    if course.flare_on == number:
        _send(act, patient, day, [("flare", {"state": "start"})])


def _goes(patient: Patient, number: int) -> dict[str, int]:
    """How well what matters goes: the better, the less of the first pain is left."""
    better = max(0.0, 1 - patient.course.leg_on(number) / max(patient.course.leg_on(0), 1))
    return {one.id: one.start + round((10 - one.start) * better) for one in named(patient.episode)}


def _appointment(act: Act, course: Course, number: int) -> datetime | None:
    """The next visit of the course, or one in the days to come for who is still in care."""
    to_come = None if course.ends else course.began + 2 + len(course.name) % 5
    following = next((day for day in course.visits if day > number), to_come)
    if following is None:
        return None
    after = act.now + timedelta(days=following - number)
    return after.replace(hour=10, minute=0, second=0, microsecond=0)


def _write_diary(act: Act, patient: Patient, number: int, day: date) -> None:
    course, dice = patient.course, patient.dice
    if course.away and course.away[0] <= number <= course.away[1]:
        return
    said: list[Said] = []
    rates = dice.random() < course.logs and number % course.rates_every == 0
    scores = {"leg": _score(dice, course, course.leg_on(number)),
              "back": _score(dice, course, course.back_on(number))}  # fmt: skip
    if rates:
        said.append(("pain", scores))
    if course.all_better_on == number:
        said.append(("better", {}))
    if course.note and course.note[0] == number:
        said.append(("note", {"text": course.note[1]}))
    # Somebody who rates now and then does not report exercise on the other days either.
    if rates or course.rates_every == 1:
        said += _exercises(act, patient, day)
    if rates:
        said += _advice(patient, day)
    _send(act, patient, day, said)


def _score(dice: Random, course: Course, level: float) -> int:
    # Low pain scatters less: nobody with a level near zero writes a four.
    drawn = dice.gauss(level, course.scatter * min(1.0, 0.2 + level / 4))
    return max(0, min(10, round(drawn)))


def _exercises(act: Act, patient: Patient, day: date) -> Iterator[Said]:
    # Nobody else ever answers a question with yes.
    if patient.course.red_flag and exercises_stopped(act.session, patient.episode.id):
        return
    for item in due_on(patient.version, day):
        if patient.dice.random() < patient.course.adherence:
            yield "exercise", _outcome(patient.dice, item)


def _outcome(dice: Random, item: ProgrammeItem) -> dict[str, Any]:
    drawn = dice.random()
    if drawn < 0.9:
        return {"line": item.line, "outcome": "done"}
    if drawn < 0.96:
        return {"line": item.line, "outcome": "partly"}
    return {"line": item.line, "outcome": "not", "reason": "no_time"}


def _advice(patient: Patient, day: date) -> Iterator[Said]:
    kinds = {advice.kind for advice in advice_on(patient.version, day)}
    for kind in ("sitting", "bath"):
        if kind in kinds and patient.dice.random() < 0.8:
            kept = "kept" if patient.dice.random() < 0.75 else "not_kept"
            body: dict[str, Any] = {"kept": kept}
            if kind == "sitting" and day.day % 3 == 0:
                # Who uses the timer now and then: short spells where the advice was kept.
                body["minutes"] = 35 + day.day if kept == "kept" else 90 + day.day
            yield kind, body


def _send(act: Act, patient: Patient, day: date, said: Sequence[Said]) -> None:
    """Everything of a day at once: from the client's phone, or as the therapist enters it."""
    first = int(act.now.timestamp() * 1000)
    reports = [
        Report(
            id=new_id(), device="phone", seq=first + number, op=LOG, supersedes=None, kind=kind,
            programme_version_id=patient.version.id, local_date=day, zone=patient.episode.zone,
            done_at=act.now, body=body,
        )
        for number, (kind, body) in enumerate(said)
    ]  # fmt: skip
    if reports:
        record_entries(act, patient.episode, reports)
