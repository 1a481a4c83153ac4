"""One invented client lives: joins, comes to visits, reports days, answers questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from homecare.accounts.access_rules import actor_of
from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.accounts.invitations import Acceptance, accept_invitation, invite
from homecare.accounts.queries import open_invitation
from homecare.acting import CLIENT, Act, Actor
from homecare.clients.intake import Intake
from homecare.clients.models import Episode
from homecare.clients.operations import record_away, record_visit, take_in
from homecare.database import new_id
from homecare.demonstration import PASSWORD
from homecare.demonstration.courses import Course
from homecare.diary.operations import report
from homecare.flags.decisions import dismiss
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.library.models import Template
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.programmes.operations import assign_programme
from homecare.programmes.queries import advice_on, due_on, plan_from_template, version_on
from homecare.questions.operations import answer_check
from homecare.screening.queries import exercises_stopped


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
        name=course.name, email=email, telephone="07700 900 1" + f"{course.began:02d}",
        date_of_birth=course.born, gp="Mill Lane Surgery", medicines=course.medicines,
        contraindications=course.contraindications, complaint=course.complaint, side=course.side,
        onset=day - timedelta(days=course.onset), leg=round(course.leg_on(0)),
        back=round(course.back_on(0)), findings=course.findings, zone="Europe/London",
        therapist_id=act.actor.person_id,
    ))  # fmt: skip
    for kind in ("health_data", "email"):
        record_consent(act, client.id, kind, CONSENT_WORDING[kind])
    record_red_flag_answers(act, episode, "intake", {})
    act.session.flush()
    writer = _login(act, course, client.id, email) if course.phone else act.actor
    version = _assign(act, episode, course.template)
    return Patient(course, episode, act.actor, writer, course.dice(), version)


def _address(course: Course) -> str | None:
    if not course.phone:
        return None
    return course.email or f"{course.name.lower().replace(' ', '.')}@clients.example"


def _login(act: Act, course: Course, client_id: UUID, email: str | None) -> Actor:
    session, now = act.session, act.now
    token = invite(act, role=CLIENT, name=course.name, email=email, client_id=client_id)
    session.flush()
    invitation = open_invitation(session, token, now)
    assert invitation is not None  # noqa: S101 (made two lines above)
    person = accept_invitation(session, invitation, now, Acceptance(PASSWORD, by_mail=True))
    session.flush()
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
    for patient in patients:
        number = patient.day_number(day)
        treats = replace(evening, actor=patient.therapist)
        writes = replace(evening, actor=patient.writer)
        _treat(treats, patient, number, day)
        _answer(writes, patient, number, day)
        decide(treats, patient)
        if day < today and not patient.course.is_silent(number) and number > 0:
            _write_diary(writes, patient, number, day)


def _treat(act: Act, patient: Patient, number: int, day: date) -> None:
    """Visits, a new programme, days away."""
    course, episode = patient.course, patient.episode
    if number in course.visits:
        after = act.now + timedelta(days=_next_visit(course, number) - number)
        appointment = after.replace(hour=10, minute=0, second=0, microsecond=0)
        record_visit(act, episode, day, "Gluteals and piriformis, 40 minutes.", appointment)
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
    if course.flare_on == number:
        _report(act, patient, day, "flare", {"state": "start"})


def _next_visit(course: Course, number: int) -> int:
    """The day of the next visit: the next one of the course, or one in the days to come."""
    to_come = course.began + 2 + len(course.name) % 5
    return next((day for day in course.visits if day > number), to_come)


def decide(act: Act, patient: Patient) -> None:
    """The therapist carries on with clients whose three-visit review shows they are on the way."""
    flag = act.session.scalar(
        select(Flag).where(
            Flag.episode_id == patient.episode.id, Flag.kind == "review", Flag.closed_at.is_(None)
        )
    )
    if flag is None or flag.proposes != "carry_on" or patient.course.review_waits:
        return
    if act.now - flag.raised_at > timedelta(days=2):
        dismiss(act, flag, "On the way: carry on as we are.")


def _write_diary(act: Act, patient: Patient, number: int, day: date) -> None:
    course, dice = patient.course, patient.dice
    if course.away and course.away[0] <= number <= course.away[1]:
        return
    rates = dice.random() < course.logs and number % course.rates_every == 0
    scores = {"leg": _score(dice, course, course.leg_on(number)),
              "back": _score(dice, course, course.back_on(number))}  # fmt: skip
    if rates:
        _report(act, patient, day, "pain", scores)
    if course.all_better_on == number:
        _report(act, patient, day, "better", {})
    if course.note and course.note[0] == number:
        _report(act, patient, day, "note", {"text": course.note[1]})
    # Somebody who rates now and then does not report exercise on the other days either.
    if rates or course.rates_every == 1:
        _report_exercises(act, patient, day)
    if rates:
        _report_advice(act, patient, day)


def _score(dice: Random, course: Course, level: float) -> int:
    # Low pain scatters less: nobody with a level near zero writes a four.
    drawn = dice.gauss(level, course.scatter * min(1.0, 0.2 + level / 4))
    return max(0, min(10, round(drawn)))


def _report_exercises(act: Act, patient: Patient, day: date) -> None:
    if exercises_stopped(act.session, patient.episode.id):
        return
    for item in due_on(patient.version, day):
        if patient.dice.random() < patient.course.adherence:
            _report(act, patient, day, "exercise", _outcome(patient.dice, item))


def _outcome(dice: Random, item: ProgrammeItem) -> dict[str, Any]:
    drawn = dice.random()
    if drawn < 0.9:
        return {"line": item.line, "outcome": "done"}
    if drawn < 0.96:
        return {"line": item.line, "outcome": "partly"}
    return {"line": item.line, "outcome": "not", "reason": "no_time"}


def _report_advice(act: Act, patient: Patient, day: date) -> None:
    kinds = {advice.kind for advice in advice_on(patient.version, day)}
    for kind in ("sitting", "bath"):
        if kind in kinds and patient.dice.random() < 0.8:
            kept = "kept" if patient.dice.random() < 0.75 else "not_kept"
            body: dict[str, Any] = {"kept": kept}
            if kind == "sitting" and day.day % 3 == 0:
                # Who uses the timer now and then: short spells where the advice was kept.
                body["minutes"] = 35 + day.day if kept == "kept" else 90 + day.day
            _report(act, patient, day, kind, body)


def _report(act: Act, patient: Patient, day: date, kind: str, body: dict[str, Any]) -> None:
    report(
        act, patient.episode, entry_id=new_id(), kind=kind, day=day,
        body=body, programme_version_id=patient.version.id,
    )  # fmt: skip
