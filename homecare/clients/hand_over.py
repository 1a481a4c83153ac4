"""All the clients of a colleague at once: handed over for good, or looked after for some days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.models import AuditLine, Membership, Person, Practice
from homecare.accounts.operations import hold_practice
from homecare.accounts.queries import colleagues, names_of, reads
from homecare.acting import Act
from homecare.clients.amended.operations import keep_for_all
from homecare.clients.amended.words import THERAPIST
from homecare.clients.covers.queries import stands, with_people
from homecare.clients.models import Client, Cover
from homecare.clients.queries import is_mistake
from homecare.language import local_day, long_date
from homecare.refusals import Problems, Refusal

LONGEST_COVER = timedelta(days=365)
HANDED_OVER = "client.hand_over"
HAND_BACK_WITHIN = timedelta(days=1)
NOTHING_TO_UNDO = "Nothing was handed over within the last day that could go back."
GONE = "They don’t work here any more, so nothing can go back to them."
CHOOSE = "Choose a colleague who works here."


def in_care_by_therapist(session: Session, practice_id: UUID) -> dict[UUID, tuple[int, int]]:
    """How many clients each therapist has: in care, and discharged; none entered by mistake."""
    in_care = func.count().filter(Client.discharged_at.is_(None))
    statement = (
        select(Client.therapist_id, in_care, func.count() - in_care)
        .where(Client.practice_id == practice_id, Client.stands(), ~is_mistake())
        .group_by(Client.therapist_id)
    )
    return {who: (now, gone) for who, now, gone in session.execute(statement)}


def hand_over(act: Act, person_id: UUID, to: UUID) -> int:
    """Give all of somebody's clients to a colleague; answers how many. What a client asks for is
    asked of whoever is their therapist: flags, mails and lists follow by themselves. Where the
    colleague is one of these clients, their own record stays where it is.

    Raises Refusal for somebody who can't take them. Each record has its line in the audit trail;
    one that was merged goes along unseen, in case that is undone.
    """
    hold_practice(act.session, act.actor.practice_id)
    _refuse({"to": _unfit(act, person_id, to)})
    theirs = select(Client).where(
        Client.practice_id == act.actor.practice_id,
        Client.therapist_id == person_id,
        Client.erased_at.is_(None),
        ~reads(to, Client.id),
    )
    clients = act.session.scalars(theirs.with_for_update()).all()
    for client in clients:
        client.therapist_id = to
        if client.merged_into is None:
            audit.note(act, HANDED_OVER, client.id, f"{to} {person_id}")
    _keep(act, clients, person_id, to)
    act.session.flush()
    return sum(client.merged_into is None for client in clients)


class HandOver(NamedTuple):
    """All clients of somebody given to a colleague at one moment, who are there still."""

    to: Person
    at: datetime
    clients: Sequence[Client]


def last_hand_over(
    session: Session, practice_id: UUID, person_id: UUID, now: datetime
) -> HandOver | None:
    """What was handed over for somebody within the last day and can go back; None for nothing.

    Whoever was given to somebody else since is not among them.
    """
    lines = session.scalars(
        select(AuditLine)
        .where(
            AuditLine.practice_id == practice_id,
            AuditLine.action == HANDED_OVER,
            AuditLine.at > now - HAND_BACK_WITHIN,
            AuditLine.subject.endswith(f" {person_id}"),
        )
        .order_by(AuditLine.at.desc())
    ).all()
    if not lines:
        return None
    latest = [line for line in lines if line.at == lines[0].at]
    to = session.get_one(Person, UUID(latest[0].subject.partition(" ")[0]))
    ids = [line.client_id for line in latest]
    there = select(Client).where(
        Client.practice_id == practice_id, Client.therapist_id == to.id, Client.erased_at.is_(None)
    )
    with_merged = there.where(or_(Client.id.in_(ids), Client.merged_into.in_(ids)))
    clients = session.scalars(with_merged.order_by(Client.found_by, Client.id)).all()
    return HandOver(to, latest[0].at, clients) if clients else None


def hand_back(act: Act, person_id: UUID) -> int:
    """Undo the last hand-over of somebody's clients; answers how many went back. What the colleague
    was given besides stays with the colleague. Raises Refusal where there is nothing to undo, or
    nobody there to have them back."""
    hold_practice(act.session, act.actor.practice_id)
    done = last_hand_over(act.session, act.actor.practice_id, person_id, act.now)
    if done is None:
        raise Refusal(NOTHING_TO_UNDO)
    if _unfit(act, done.to.id, person_id):
        raise Refusal(GONE)
    for client in done.clients:
        client.therapist_id = person_id
        if client.merged_into is None:
            audit.note(act, "client.hand_back", client.id, f"{person_id} {done.to.id}")
    _keep(act, done.clients, done.to.id, person_id)
    act.session.flush()
    return sum(client.merged_into is None for client in done.clients)


def _keep(act: Act, clients: Sequence[Client], before: UUID, after: UUID) -> None:
    """Who had these clients stays readable in each record."""
    names = names_of(act.session, act.actor.practice_id, [before, after])
    pair = names.get(before, ""), names.get(after, "")
    keep_for_all(act, [client.id for client in clients], THERAPIST, pair)


def arrange_cover(act: Act, person_id: UUID, by: UUID, first_day: date, last_day: date) -> Cover:
    """Let a colleague look after somebody's clients on these days, both ends included; on the day
    after, they are the therapist's alone again. Raises Refusal."""
    hold_practice(act.session, act.actor.practice_id)
    practice = act.session.get_one(Practice, act.actor.practice_id)
    today = local_day(act.now, practice.zone)
    _refuse({"covered_by": _unfit(act, person_id, by), **_days(first_day, last_day, today)})
    _refuse(_clash(act, _Wish(person_id, by, first_day, last_day)))
    cover = Cover(
        practice_id=act.actor.practice_id,
        person_id=person_id,
        covered_by=by,
        first_day=first_day,
        last_day=last_day,
        made_by=act.actor.person_id,
        made_at=act.now,
    )
    act.session.add(cover)
    act.session.flush()
    audit.note(act, "cover.arrange", subject=str(cover.id))
    return cover


def change_cover(act: Act, cover: Cover, first_day: date, last_day: date) -> None:
    """Give a cover other days, as a holiday moves. Raises Refusal, as for a new one."""
    hold_practice(act.session, act.actor.practice_id)
    act.session.refresh(cover)
    if cover.ended_at is not None:
        raise Refusal("This cover was ended. Arrange a new one.")
    practice = act.session.get_one(Practice, act.actor.practice_id)
    _refuse(_days(first_day, last_day, local_day(act.now, practice.zone)))
    wish = _Wish(cover.person_id, cover.covered_by, first_day, last_day)
    _refuse(_clash(act, wish, but=cover.id))
    if (first_day, last_day) != (cover.first_day, cover.last_day):
        cover.first_day, cover.last_day = first_day, last_day
        audit.note(act, "cover.change", subject=str(cover.id))
    act.session.flush()


def end_cover(act: Act, cover: Cover) -> None:
    """Take a cover back, at once."""
    if cover.ended_at is None:
        cover.ended_at = act.now
        audit.note(act, "cover.end", subject=str(cover.id))
    act.session.flush()


def those_who_can_take(session: Session, practice_id: UUID, person_id: UUID) -> list[Membership]:
    """The colleagues of somebody who may look after clients."""
    places = colleagues(session, practice_id)
    return [
        place
        for place in places
        if place.disabled_at is None and place.person.active and place.person_id != person_id
    ]


def _unfit(act: Act, person_id: UUID, to: UUID) -> str:
    fit = those_who_can_take(act.session, act.actor.practice_id, person_id)
    return "" if to in {place.person_id for place in fit} else CHOOSE


def _days(first_day: date, last_day: date, today: date) -> Problems:
    if last_day < first_day:
        return {"last_day": "The last day can’t be before the first day."}
    if last_day < today:
        return {"last_day": "These days are over. Write days that are still to come."}
    if last_day - first_day > LONGEST_COVER or first_day - today > LONGEST_COVER:
        return {"last_day": "Write at most one year."}
    return {}


class _Wish(NamedTuple):
    """A cover as somebody would have it."""

    person_id: UUID
    by: UUID
    first_day: date
    last_day: date


def _clash(act: Act, wish: _Wish, but: UUID | None = None) -> Problems:
    """Somebody is covered for by one colleague at a time, who is not away themselves."""
    meeting = select(Cover).where(
        Cover.practice_id == act.actor.practice_id,
        Cover.first_day <= wish.last_day,
        Cover.last_day >= wish.first_day,
        stands(),
    )
    for cover in with_people(act.session, meeting.where(Cover.id != but) if but else meeting):
        until = f"until {long_date(cover.last_day)}"
        if cover.person_id == wish.person_id:
            return {"first_day": f"{cover.substitute.name} covers on these days already, {until}."}
        if cover.person_id == wish.by:
            return {"covered_by": f"{cover.person.name} is away on these days, {until}."}
        if cover.covered_by == wish.person_id:
            text = f"{cover.person.name} is covered for by them on these days, {until}."
            return {"first_day": f"{text} End that first."}
    return {}


def _refuse(problems: Problems) -> None:
    found = {field: text for field, text in problems.items() if text}
    if found:
        raise Refusal(found)
