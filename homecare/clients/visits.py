"""What is done to a visit that was written down wrongly; nothing that it said is ever lost.

Whoever corrects, moves, strikes out or puts back a visit leaves what it said until then, with a
reason. The days and verdicts that counted it are judged again in the same transaction.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.appointments import (
    keep_appointment,
    noted_at,
    put_into_record,
    release_appointment,
)
from homecare.clients.intake import visit_problems
from homecare.clients.models import (
    CORRECTED,
    MISTAKE,
    MOVED,
    PUT_BACK,
    STRUCK_OUT,
    Appointment,
    Client,
    Episode,
    Visit,
    VisitCorrection,
)
from homecare.clients.queries import zone_of
from homecare.clients.signals import visits_changed
from homecare.language import local_day, long_date
from homecare.refusals import Problems, Refusal

LONGEST_REASON = 500
WRITE_A_REASON = "Write a reason, so that a colleague understands it."
MEANWHILE = (
    "Somebody corrected this visit meanwhile. What you typed is still here: "
    "look at what stands now, then save again."
)
LEAVE_IT = "Untick the appointment to leave it here."
IS_STRUCK = "This visit is struck out. Put it back first."
NOT_EMPTIED = (
    "A note is corrected, not emptied. Write what it should say; "
    "to take the whole visit back, strike it out."
)
STANDS_ALREADY = "Another visit stands on this day already. Choose another day."


def correct_visit(
    act: Act, visit: Visit, on: date, note: str | None = None, reason: str = ""
) -> None:
    """Say when a visit really was, and what was done; no `note` leaves the one that stands.

    On another day it is no longer what came of an appointment of the old one, but perhaps of one
    booked for the new. The same words again are no correction. Raises Refusal.
    """
    [episode] = _held(act.session, [visit.episode_id])
    note = visit.note if note is None else note
    _refuse(_problems_of(act, visit, episode, on))
    _refuse({"note": NOT_EMPTIED} if visit.note.strip() and not note.strip() else {})
    if (on, note) == (visit.on, visit.note):
        return
    _keep(act, visit, CORRECTED, reason)
    redated, visit.on, visit.note = on != visit.on, on, note
    if redated:
        release_appointment(act, visit)
        keep_appointment(act, visit)
    _follow(act, "visit.amend", visit, [episode])


def move_visit(
    act: Act, visit: Visit, to: Client, reason: str = "", along: Collection[UUID] = ()
) -> Episode:
    """Put a visit into the record of the client it was of, into the episode its day falls in, and
    `along` with it what of the appointments noted with it is named.

    Raises Refusal where it can't have been theirs.
    """
    if to.practice_id != visit.practice_id:
        raise PermissionError("a visit stays in its practice")
    if to.id == visit.client_id:
        raise Refusal({"to": "It stands in this record already."})
    chosen = episode_of_day(to, visit.on)
    before, episode = _held(act.session, [visit.episode_id, chosen.id])
    _refuse({"": IS_STRUCK} if visit.struck_at else {})
    going = [one for one in noted_at(act.session, visit) if one.id in along]
    if visit_on(act.session, episode, visit.on):
        raise Refusal({"to": f"{to.name} has a visit on {long_date(visit.on)} already."})
    _keep(act, visit, MOVED, reason)
    release_appointment(act, visit)
    visit.client_id, visit.episode_id = to.id, episode.id
    keep_appointment(act, visit)
    audit.note(act, "visit.move_away", before.client_id)
    _follow(act, "visit.move_here", visit, [before, episode])
    for appointment in going:
        _take_along(act, appointment, visit, to, reason)
    return episode


def _take_along(act: Act, appointment: Appointment, visit: Visit, to: Client, reason: str) -> None:
    try:
        move_appointment(act, appointment, to, reason)
    except Refusal as refused:
        raise Refusal({"along": f"{refused} {LEAVE_IT}"}) from refused
    appointment.noted_with = visit.id


def move_appointment(act: Act, appointment: Appointment, to: Client, reason: str = "") -> None:
    """Put an appointment into the record of the client it is for, into the care its day falls in.

    Raises Refusal where it can't be theirs.
    """
    if to.practice_id != appointment.practice_id:
        raise PermissionError("an appointment stays in its practice")
    if to.id == appointment.client_id:
        raise Refusal({"to": "It stands in this record already."})
    chosen = episode_of_day(to, appointment.starts.date())
    _, episode = _held(act.session, [appointment.episode_id, chosen.id])
    put_into_record(act, appointment, episode, reason)


def strike_visit(act: Act, visit: Visit, reason: str) -> None:
    """Say that a visit was not; it stays readable and counts for nothing. Raises Refusal."""
    if not reason.strip():
        raise Refusal({"reason": WRITE_A_REASON})
    [episode] = _held(act.session, [visit.episode_id])
    if visit.struck_at:
        return
    _keep(act, visit, STRUCK_OUT, reason)
    release_appointment(act, visit)
    visit.struck_at = act.now
    _follow(act, "visit.strike_out", visit, [episode])


def put_visit_back(act: Act, visit: Visit, reason: str = "") -> None:
    """Let a visit that was struck out stand again. Raises Refusal where it can't."""
    [episode] = _held(act.session, [visit.episode_id])
    if not visit.struck_at:
        return
    if visit_on(act.session, episode, visit.on):
        raise Refusal("Another visit stands on this day. Strike that one out first.")
    _refuse(visit_problems(visit.on, episode.onset, _last_day(act, episode)))
    _keep(act, visit, PUT_BACK, reason)
    released_at, visit.struck_at = visit.struck_at, None
    keep_appointment(act, visit, released_at=released_at)
    _follow(act, "visit.put_back", visit, [episode])


def visit_on(session: Session, episode: Episode, on: date) -> Visit | None:
    """The visit that stands on a day of an episode that is held."""
    statement = select(Visit).where(Visit.episode_id == episode.id, Visit.on == on, Visit.stands())
    return session.scalars(statement).first()


def first_visit(session: Session, episode: Episode) -> date | None:
    """The day of the earliest visit of an episode that stands."""
    days = select(func.min(Visit.on)).where(Visit.episode_id == episode.id, Visit.stands())
    return session.scalar(days)


def hold(session: Session, episode: Episode) -> None:
    """Let a form that was sent twice at once wait for its first sending, and then find it."""
    session.execute(select(Episode.id).where(Episode.id == episode.id).with_for_update())


def episode_of_day(client: Client, on: date) -> Episode:
    """The episode in which a visit of that day can have been: in care, else before an intake. Where
    two overlap since records were merged, the one that goes on; none that was a mistake.

    Raises Refusal where there is none.
    """
    counting = [one for one in client.episodes if one.closed_as != MISTAKE]
    in_order = sorted(counting or client.episodes, key=lambda episode: episode.intake_on)
    lasting = [one for one in in_order if one.intake_on <= on <= _closed_on(one)]
    if lasting:
        goes_on = (one for one in lasting if one.closed_at is None and one.intake_on < on)
        return next(goes_on, lasting[0])
    for episode in in_order:
        if episode.onset <= on < episode.intake_on:
            return episode
    raise Refusal({"to": _why_none(client, in_order, on)})


def _why_none(client: Client, in_order: list[Episode], on: date) -> str:
    if on < in_order[0].onset:
        return f"That is before {client.name}’s complaint began ({long_date(in_order[0].onset)})."
    return f"{client.name} was not in care on {long_date(on)}."


def _closed_on(episode: Episode) -> date:
    return local_day(episode.closed_at, episode.zone) if episode.closed_at else date.max


def today_of_visits(act: Act, episode: Episode) -> date:
    """The last day that has begun: a visit is at the practice, by its clock; where a client's own
    is ahead, by that."""
    here = local_day(act.now, zone_of(act.session, episode))
    return max(here, local_day(act.now, episode.zone))


def _last_day(act: Act, episode: Episode) -> date:
    """The last day on which a visit of an episode can have been."""
    return min(today_of_visits(act, episode), _closed_on(episode))


def _problems_of(act: Act, visit: Visit, episode: Episode, on: date) -> Problems:
    """What can't be used of a correction of a visit on its new day."""
    if visit.struck_at:
        return {"": IS_STRUCK}
    if problems := visit_problems(on, episode.onset, today_of_visits(act, episode)):
        return problems
    if on > _closed_on(episode):
        return {"on": f"The care ended on {long_date(_closed_on(episode))}, before that day."}
    other = visit_on(act.session, episode, on)
    return {"on": STANDS_ALREADY} if other and other.id != visit.id else {}


def _held(session: Session, ids: Sequence[UUID]) -> list[Episode]:
    """The episodes, held in one order whoever asks, so that two who move can't wait for each
    other; answered in the order asked for."""
    statement = select(Episode).where(Episode.id.in_(ids)).order_by(Episode.id)
    found = {one.id: one for one in session.scalars(statement.with_for_update())}
    return [found[one] for one in ids]


def _keep(act: Act, visit: Visit, kind: str, reason: str) -> None:
    """Write down what a visit says until now."""
    if act.actor.person_id is None:
        raise PermissionError("a visit is corrected by a person")
    act.session.add(
        VisitCorrection(
            practice_id=visit.practice_id,
            client_id=visit.client_id,
            episode_id=visit.episode_id,
            visit_id=visit.id,
            kind=kind,
            on=visit.on,
            note=visit.note,
            reason=" ".join(reason.split()),
            by=act.actor.person_id,
            at=act.now,
        )
    )


def _follow(act: Act, action: str, visit: Visit, episodes: Iterable[Episode]) -> None:
    """What always comes after: the audit line, and the verdicts that counted the visit."""
    audit.note(act, action, visit.client_id)
    act.session.flush()
    act.session.expire(visit, ["corrections"])
    for episode in episodes:
        visits_changed.send(episode, act=act)


def _refuse(problems: Problems) -> None:
    if problems:
        raise Refusal(problems)
