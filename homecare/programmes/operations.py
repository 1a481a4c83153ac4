"""Assigning a programme: every change is a new version, from today or later."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from homecare.accounts import audit
from homecare.accounts.queries import login_of, valid_consent
from homecare.acting import Act
from homecare.clients.addresses import contact_with
from homecare.clients.models import Client, Episode
from homecare.language import local_day
from homecare.library.models import Exercise
from homecare.mail.outbox import queue
from homecare.programmes.differences import between
from homecare.programmes.emails import programme_email
from homecare.programmes.models import ProgrammeAdvice, ProgrammeItem, ProgrammeVersion
from homecare.programmes.plan import Plan, PlanError, Problem, line_of, plan_of, problems
from homecare.programmes.queries import exercises_of, maker_of, newest_number, to_turn
from homecare.programmes.sides import turned
from homecare.programmes.signals import programme_assigned
from homecare.refusals import Refusal


class StaleProgrammeError(Refusal):
    """Somebody saved a version meanwhile; `number` is the newest one's."""

    def __init__(self, number: int, made_by: str) -> None:
        super().__init__(
            f"{made_by} saved version {number} while you were working. What you typed is kept. "
            "Look below at what it would change now, then save again."
        )
        self.number = number


def assign_programme(
    act: Act,
    episode: Episode,
    plan: Plan,
    starts_on: date | None = None,
    *,
    expected_number: int | None = None,
) -> ProgrammeVersion:
    """Make the next version of the episode's programme, from the client's local today or later.

    What is due on the days of the diary follows in the same transaction.
    Raises PlanError when the plan can't stand, StaleProgrammeError when `expected_number` (the
    newest number its author saw, 0 for none) is no longer the newest.
    """
    if not act.actor.is_staff or act.actor.person_id is None:
        raise PermissionError("only a therapist assigns a programme")
    today = local_day(act.now, episode.zone)
    starts_on = starts_on or today
    exercises = exercises_of(act.session, episode.practice_id, plan)
    number = _next_number(act.session, episode, expected_number)
    _check(episode, problems(plan, exercises, starts_on=starts_on, today=today, first=number == 1))
    version = ProgrammeVersion(
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        number=number,
        starts_on=starts_on,
        note=plan.note,
        template_code=plan.template_code,
        flare_hours=plan.flare_hours,
        made_by=act.actor.person_id,
        made_at=act.now,
        items=_items(plan, exercises, episode.practice_id),
        advice=_advice(plan, episode.practice_id),
    )
    act.session.add(version)
    audit.note(act, "programme.assign", episode.client_id, f"version {number}")
    act.session.flush()
    programme_assigned.send(version, act=act, episode=episode)
    return version


def turn_programme(
    act: Act,
    episode: Episode,
    *,
    stopped: bool,
) -> list[ProgrammeVersion]:
    """Turn what is for another side than the record's to the sore one, from today, and tell the
    client; versions that start later are turned too. Answers what was assigned.

    Raises PlanError where a version as it stands could not be assigned today.
    """
    today = local_day(act.now, episode.zone)
    made = []
    for version in to_turn(act.session, episode, today):
        starts_on = max(version.starts_on, today)
        plan = turned(plan_of(version, starts_on), episode.side)
        new = assign_programme(act, episode, plan, starts_on)
        tell_client(act, new, between(version, new), stopped=stopped)
        made.append(new)
    return made


def _check(episode: Episode, problems: list[Problem]) -> None:
    if episode.closed_at is not None:
        text = "This episode of care is closed. Reopen it to change the programme."
        problems = [Problem("plan", 0, "items", text), *problems]
    if problems:
        raise PlanError(problems)


def _next_number(session: Session, episode: Episode, expected: int | None) -> int:
    """The next number. The episode's row is held, so that two authors can't take the same."""
    session.execute(select(Episode.id).where(Episode.id == episode.id).with_for_update())
    newest = newest_number(session, episode.id)
    if expected is not None and expected != newest:
        raise StaleProgrammeError(newest, maker_of(session, episode.id, newest))
    return newest + 1


def _items(plan: Plan, exercises: dict[UUID, Exercise], practice_id: UUID) -> list[ProgrammeItem]:
    items = []
    for place, item in enumerate(plan.items, start=1):
        exercise = exercises[item.exercise_id]
        row = ProgrammeItem(
            practice_id=practice_id,
            place=place,
            line=line_of(exercise, item.side),
            exercise_id=exercise.id,
            side=item.side,
            sets=item.sets,
            reps=item.reps,
            hold_seconds=item.hold_seconds,
            minutes=item.minutes,
            times_a_day=item.times_a_day,
            days=item.days,
            note=item.note,
            in_flare=item.in_flare,
        )
        set_committed_value(row, "exercise", exercise)  # it is at hand; no need to load it again
        items.append(row)
    return items


def _advice(plan: Plan, practice_id: UUID) -> list[ProgrammeAdvice]:
    return [
        ProgrammeAdvice(
            practice_id=practice_id,
            place=place,
            kind=advice.kind,
            title=advice.title,
            text=advice.text,
            reason=advice.reason,
            alternative=advice.alternative,
            question=advice.question,
            limit_minutes=advice.limit_minutes,
            until=advice.until,
        )
        for place, advice in enumerate(plan.advice, start=1)
    ]


def tell_client(
    act: Act,
    version: ProgrammeVersion,
    changes: list[str],
    *,
    stopped: bool,
) -> bool:
    """Queue a mail about a new version; False where the client has no login to read it with, or
    no address that was confirmed.

    What changed is named only where the client agreed to mail about their exercises, and not while
    a red-flag answer has them `stopped`: then it says nothing that invites to them.
    """
    login = login_of(act.session, version.practice_id, version.client_id)
    if login is None or login.disabled_at is not None:
        return False
    client = act.session.get_one(Client, version.client_id)
    address = contact_with(client, login).mailable
    if address is None:
        return False
    agreed = valid_consent(act.session, version.practice_id, version.client_id, "email")
    said = changes if agreed and not stopped else []
    email = programme_email(
        login, address, act.actor, version, said, act.public_url, stopped=stopped
    )
    return queue(act.session, email, act.now) is not None
