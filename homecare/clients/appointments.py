"""What is done with appointments: booked, moved, cancelled, missed, kept as a visit.

The time of one is what the practice's own clock shows; it stays that where the practice's zone is
put right. Each step is kept with who took it, when and why.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.episodes.queries import kept_by
from homecare.clients.models import (
    BOOKED,
    CANCELLED,
    KEPT,
    MISSED,
    Appointment,
    AppointmentStep,
    Client,
    Episode,
    Visit,
)
from homecare.clients.queries import to_come, zone_of
from homecare.language import on_wall
from homecare.refusals import Refusal

FARTHEST = timedelta(days=2 * 366)
"""A year further off is a slip of the pen (ours)."""
EARLY = timedelta(hours=1)
"""So long before its time somebody has come to an appointment, if to none before it (ours)."""
STILL_TO_COME = "The next appointment must be still to come."
CHECK_YEAR = "Check the year of the appointment."
NOT_YET = "It is still to come. Cancel it, or move it."
SETTLED = "Somebody settled this appointment meanwhile. Look at what stands now."
MOVED, MOVED_HERE = "moved", "moved_here"
REOPENED = "reopened"
MOVED_AWAY = "appointment.move_away"


def wall_problem(starts: datetime, here: datetime, zone: str) -> str:
    """What is wrong with a time on the practice's wall, or nothing; `here` is what it shows now."""
    if starts < here:
        return STILL_TO_COME
    if starts - here > FARTHEST:
        return CHECK_YEAR
    if not _exists(starts, zone):
        return f"The clocks go forward then: {starts:%H:%M} does not exist on that day."
    return ""


def _exists(wall: datetime, zone: str) -> bool:
    """Whether a clock shows that time at all: one that goes forward leaves out an hour."""
    return on_wall(wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), zone) == wall


def book(
    act: Act, episode: Episode, starts: datetime, noted_with: Visit | None = None
) -> Appointment:
    """Expect a client at a time on the practice's wall; the same time again is the same one.

    Raises Refusal at `next_appointment`.
    """
    _refuse(act, episode, starts)
    if same := _booked_at(act.session, episode, starts):
        return same
    appointment = Appointment(
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        starts=starts,
        state=BOOKED,
        noted_with=noted_with.id if noted_with else None,
    )
    act.session.add(appointment)
    act.session.flush()
    _step(act, appointment, BOOKED)
    return appointment


def move(act: Act, appointment: Appointment, starts: datetime, reason: str = "") -> None:
    """Give an appointment another time. Raises Refusal at `next_appointment`."""
    _expect(act, appointment, BOOKED)
    if starts == appointment.starts:
        return
    episode = act.session.get_one(Episode, appointment.episode_id)
    _refuse(act, episode, starts)
    if _booked_at(act.session, episode, starts):
        raise Refusal({"next_appointment": "There is an appointment at that time already."})
    appointment.starts = starts
    _step(act, appointment, MOVED, reason)


def put_into_record(act: Act, appointment: Appointment, episode: Episode, reason: str) -> None:
    """Let an appointment be another client's, in this care of theirs; what was done with it before
    stays with it, and the record that it leaves has a line in the audit trail.

    What became a visit is moved with that. Raises Refusal.
    """
    if appointment.state == KEPT:
        raise Refusal("It became a visit. Move the visit.")
    if appointment.state == BOOKED and _booked_at(act.session, episode, appointment.starts):
        raise Refusal({"to": "They have an appointment at that time already."})
    audit.note(act, MOVED_AWAY, appointment.client_id, moved_away(appointment.starts))
    appointment.client_id, appointment.episode_id = episode.client_id, episode.id
    appointment.noted_with = None  # that visit was somebody else's
    _step(act, appointment, MOVED_HERE, reason)


def moved_away(starts: datetime) -> str:
    """What the audit trail keeps of an appointment that leaves a record: its time."""
    return f"{starts:%F %R}"


def booked_beside(session: Session, appointment: Appointment) -> Sequence[Client]:
    """Who else of the same therapist's clients is expected at the very time of an appointment."""
    mine = select(Client.therapist_id).where(Client.id == appointment.client_id).scalar_subquery()
    others = (
        select(Client)
        .join(Appointment, Appointment.client_id == Client.id)
        .where(
            Appointment.practice_id == appointment.practice_id,
            Appointment.starts == appointment.starts,
            Appointment.state == BOOKED,
            Client.id != appointment.client_id,
            Client.therapist_id == mine,
        )
    )
    return session.scalars(others.order_by(Client.found_by, Client.id)).all()


def cancel(act: Act, appointment: Appointment, reason: str = "") -> None:
    """Expect nobody at that time any more."""
    _expect(act, appointment, BOOKED)
    appointment.state = CANCELLED
    _step(act, appointment, CANCELLED, reason)


def did_not_come(act: Act, appointment: Appointment, reason: str = "") -> None:
    """Write down that somebody was expected and did not come. Raises Refusal before its time."""
    _expect(act, appointment, BOOKED)
    episode = act.session.get_one(Episode, appointment.episode_id)
    if appointment.starts > on_wall(act.now, zone_of(act.session, episode)):
        raise Refusal(NOT_YET)
    appointment.state = MISSED
    _step(act, appointment, MISSED, reason)


def reopen_appointment(act: Act, appointment: Appointment, reason: str = "") -> None:
    """Take back that it was cancelled, that somebody did not come, or that they did; the visit
    that it became stays."""
    _expect(act, appointment, CANCELLED, MISSED, KEPT)
    episode = act.session.get_one(Episode, appointment.episode_id)
    if _booked_at(act.session, episode, appointment.starts):
        raise Refusal("There is an appointment at that time already.")
    appointment.state, appointment.visit_id = BOOKED, None
    _step(act, appointment, REOPENED, reason)


def cancel_to_come(act: Act, episode: Episode, reason: str) -> None:
    """Expect the client of an episode not at all any more."""
    for appointment in to_come(act.session, episode, act.now):
        cancel(act, appointment, reason)


def let_stand_again(act: Act, episode: Episode, cancelled_at: datetime) -> None:
    """Expect a client again whenever what was booked was cancelled at that moment."""
    cancelled = select(Appointment).where(
        Appointment.episode_id == episode.id, Appointment.state == CANCELLED
    )
    for appointment in act.session.scalars(cancelled.order_by(Appointment.starts)).all():
        last = appointment.steps[-1]
        taken = _booked_at(act.session, episode, appointment.starts)
        if (last.kind, last.at) == (CANCELLED, cancelled_at) and not taken:
            reopen_appointment(act, appointment)


def noted_at(session: Session, visit: Visit) -> Sequence[Appointment]:
    """The appointments of the visit's own record that were written down with it and still stand."""
    noted = select(Appointment).where(
        Appointment.noted_with == visit.id,
        Appointment.client_id == visit.client_id,
        Appointment.state == BOOKED,
    )
    return session.scalars(noted.order_by(Appointment.starts)).all()


def keep_appointment(
    act: Act,
    visit: Visit,
    *,
    came_to: Appointment | None = None,
    released_at: datetime | None = None,
) -> None:
    """Let a visit be what somebody `came_to`, or what it had been until `released_at`, else what
    was booked for its day. Which of several is not guessed; "did not come" stays until somebody
    says otherwise."""
    booked = on_day(act.session, visit.episode_id, visit.on, BOOKED)
    ends = [(one, one.steps[-1]) for one in booked]
    again = [one for one, last in ends if (last.kind, last.at) == (REOPENED, released_at)]
    for appointment in [came_to] if came_to else again or _the_one(act, visit, booked):
        came(act, appointment, visit)


def _the_one(act: Act, visit: Visit, booked: Sequence[Appointment]) -> Sequence[Appointment]:
    """Of those booked for a visit's day the one that it can have been: begun by now, if any is,
    else about to begin. What is hours away is still to come."""
    episode = act.session.get_one(Episode, visit.episode_id)
    here = on_wall(act.now, zone_of(act.session, episode))
    begun = [one for one in booked if one.starts <= here]
    possible = begun or [one for one in booked if one.starts - here <= EARLY]
    return possible if len(possible) == 1 else ()


def others_of_day(session: Session, appointment: Appointment) -> Sequence[Appointment]:
    """What else stands for somebody on the day of an appointment: booked, missed or kept."""
    each = on_day(session, appointment.episode_id, appointment.starts.date(), BOOKED, MISSED, KEPT)
    return [one for one in each if one.id != appointment.id]


def came(act: Act, appointment: Appointment, visit: Visit) -> None:
    """Say that an appointment became this visit, whatever was said of it. Raises Refusal."""
    _expect(act, appointment, BOOKED, MISSED)
    appointment.state, appointment.visit_id = KEPT, visit.id
    _step(act, appointment, KEPT)


def on_day(session: Session, episode_id: UUID, on: date, *states: str) -> Sequence[Appointment]:
    """What stands for a day of an episode in these states, by its time."""
    begins = datetime.combine(on, time())
    statement = select(Appointment).where(
        Appointment.episode_id == episode_id,
        Appointment.state.in_(states),
        Appointment.starts >= begins,
        Appointment.starts < begins + timedelta(days=1),
    )
    return session.scalars(statement.order_by(Appointment.starts)).all()


def release_appointment(act: Act, visit: Visit) -> None:
    """What had become a visit that is none of this record, or of this day, any more is unsettled
    again."""
    for appointment in kept_by(act.session, visit):
        appointment.state, appointment.visit_id = BOOKED, None
        _step(act, appointment, REOPENED)


def _booked_at(session: Session, episode: Episode, starts: datetime) -> Appointment | None:
    same = select(Appointment).where(
        Appointment.episode_id == episode.id,
        Appointment.starts == starts,
        Appointment.state == BOOKED,
    )
    return session.scalars(same).first()


def _expect(act: Act, appointment: Appointment, *states: str) -> None:
    """Hold an appointment, so that of two who settle it at once one does. Raises Refusal."""
    act.session.refresh(appointment, with_for_update={"of": Appointment})
    if appointment.state not in states:
        raise Refusal(SETTLED)


def _refuse(act: Act, episode: Episode, starts: datetime) -> None:
    zone = zone_of(act.session, episode)
    if problem := wall_problem(starts, on_wall(act.now, zone), zone):
        raise Refusal({"next_appointment": problem})


def _step(act: Act, appointment: Appointment, kind: str, reason: str = "") -> None:
    if act.actor.person_id is None:
        raise PermissionError("an appointment is a person's to make")
    act.session.add(
        AppointmentStep(
            practice_id=appointment.practice_id,
            appointment_id=appointment.id,
            kind=kind,
            starts=appointment.starts,
            reason=" ".join(reason.split()),
            by=act.actor.person_id,
            at=act.now,
        )
    )
    audit.note(act, f"appointment.{kind}", appointment.client_id)
    act.session.flush()
    act.session.expire(appointment, ["steps"])
