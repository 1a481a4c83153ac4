"""Reading a client's record, through the door that knows who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from homecare.access import Completes, Scope
from homecare.accounts.models import Consent, Invitation, Membership, Person, Practice
from homecare.accounts.queries import person_of
from homecare.clients.finding import Namesake, same_name, sought
from homecare.clients.models import (
    BOOKED,
    MISTAKE,
    Appointment,
    Away,
    Client,
    Episode,
    Visit,
)
from homecare.columns import FirstLine
from homecare.language import on_wall
from homecare.together import Asked, rows


def active_episode(scope: Scope, client_id: UUID | None = None) -> Episode | None:
    """The open episode with its client, in one statement.

    A client's own scope needs no id; with a therapist's, `client_id` says whose.
    """
    return _episode(scope, _in_care, client_id)


def latest_episode(scope: Scope, client_id: UUID | None = None) -> Episode | None:
    """The open episode or, after a discharge, the last one, with its client; whose as for
    `active_episode`."""
    return _episode(scope, _newest, client_id)


def _episode(scope: Scope, which: Completes, client_id: UUID | None) -> Episode | None:
    whose = client_id or scope.actor.client_id
    if whose is None:
        raise ValueError("whose episode?")
    [found] = rows(scope.session, scope.asks(Episode, which, Episode.client, of=whose))
    return found[0] if found else None


def _in_care(mine: Select[Episode]) -> Select[Episode]:
    return mine.where(Episode.client_id == bindparam("of"), Episode.closed_at.is_(None))


def _newest(mine: Select[Episode]) -> Select[Episode]:
    return _every_one(mine).limit(1)


def episodes_of(scope: Scope, client_id: UUID) -> Sequence[Episode]:
    """Every episode of a client with the client, the newest first."""
    return rows(scope.session, scope.asks(Episode, _every_one, Episode.client, of=client_id))[0]


def _every_one(mine: Select[Episode]) -> Select[Episode]:
    return mine.where(Episode.client_id == bindparam("of")).order_by(*Episode.newest())


def visit_of_day(scope: Scope, episode_id: UUID, on: date) -> Visit | None:
    """The visit that stands on a day."""
    statement = scope.select(Visit).where(Visit.episode_id == episode_id, Visit.on == on)
    return scope.session.scalars(statement.where(Visit.stands())).first()


def others_found(scope: Scope, words: str, most: int, but: UUID) -> Sequence[Client]:
    """Other clients whom somebody looks for in these words, at most so many, by name."""
    statement = scope.select(Client).where(who_is(words), Client.stands(), Client.id != but)
    return scope.session.scalars(statement.order_by(Client.found_by, Client.id).limit(most)).all()


def reached_alike(scope: Scope, client: Client, most: int) -> Sequence[Client]:
    """Other clients with the same email address or telephone, at most so many, by name."""
    same_address = Client.email == client.email if client.email else false()
    alike = or_(same_address, who_is(client.telephone))
    statement = scope.select(Client).where(alike, Client.stands(), Client.id != client.id)
    return scope.session.scalars(statement.order_by(Client.found_by, Client.id).limit(most)).all()


def zone_of(session: Session, episode: Episode) -> str:
    """The time zone of the practice, whose clock appointments go by."""
    return session.get_one(Practice, episode.practice_id).zone


@dataclass(frozen=True, slots=True)
class NextVisit:
    """An appointment to come: what the practice's clock shows then, and whose clock that is."""

    wall: datetime
    zone: str

    @property
    def at(self) -> datetime:
        """The moment itself; of an hour that comes twice, the first."""
        return self.wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def is_elsewhere(self, zone: str) -> bool:
        """Whether a clock in the other zone shows another time then."""
        return on_wall(self.at, zone) != self.wall


def is_to_come(here: Any) -> ColumnElement[bool]:
    """That an appointment of a statement is still to come; `here` is what the practice's wall
    shows. Whatever says something of a next visit asks this."""
    return and_(Appointment.state == BOOKED, Appointment.starts >= here)


def next_start(episode_id: Any, here: Any) -> Select[datetime | None]:
    """The SELECT of the first appointment to come, of an episode or of the one in a statement."""
    coming = select(func.min(Appointment.starts))
    return coming.where(Appointment.episode_id == episode_id, is_to_come(here))


def starts_to_come(episode_id: Any, here: Any) -> Select[str | None]:
    """The SELECT of every appointment to come, as one text for `next_visits`."""
    starts = func.aggregate_strings(cast(Appointment.starts, String), ",")
    return select(starts).where(Appointment.episode_id == episode_id, is_to_come(here))


def next_visits(starts: str | None, zone: str) -> tuple[NextVisit, ...]:
    """The appointments to come in the practice's zone, the earliest first."""
    each = sorted(datetime.fromisoformat(one) for one in (starts or "").split(",") if one)
    return tuple(NextVisit(wall, zone) for wall in each)


def coming(scope: Scope, episode: Episode, now: datetime) -> tuple[NextVisit, ...]:
    """The appointments of an episode that are still to come, the earliest first."""
    zone = zone_of(scope.session, episode)
    of_one = {"of": episode.id, "here": on_wall(now, zone)}
    return next_visits(scope.session.scalar(_COMING, of_one), zone)


_COMING = starts_to_come(bindparam("of"), bindparam("here"))


def to_come(session: Session, episode: Episode, now: datetime) -> Sequence[Appointment]:
    """The appointments of an episode that are still to come, as rows, the earliest first."""
    here = on_wall(now, zone_of(session, episode))
    mine = select(Appointment).where(Appointment.episode_id == episode.id, is_to_come(here))
    return session.scalars(mine.order_by(Appointment.starts)).all()


def is_mistake() -> ColumnElement[bool]:
    """That a record of a statement was entered by mistake: no care in it ever counted."""
    counts = (Episode.client_id == Client.id, Episode.closed_as != MISTAKE)
    return ~exists().where(*counts).correlate(Client)


def same_person(scope: Scope, name: str, date_of_birth: date) -> list[Client]:
    """The clients of that name, whatever its letters, who were born that day; a record that was
    entered by mistake is nobody's."""
    born = scope.select(Client).where(Client.date_of_birth == date_of_birth, ~is_mistake())
    known = scope.session.scalars(born.order_by(Client.made_at, Client.id))
    return [client for client in known if same_name(client.name, name)]


def namesakes(scope: Scope) -> list[Namesake]:
    """The clients whose name, whatever its letters, somebody else in the practice has too."""
    return [Namesake(*row) for row in scope.all(_namesakes())]


@cache
def _namesakes() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    name, here = FirstLine(Client.found_by), Client.practice_id == bindparam("practice")
    named = (here, Client.stands(), Client.found_by != "")
    twice = select(name).where(*named).group_by(name).having(func.count() > 1)
    return select(Client.id, name, Client.date_of_birth, Client.telephone).where(
        *named, name.in_(twice)
    )


def who_is(words: str) -> ColumnElement[bool]:
    """The condition on a client that somebody looks for in these words; nobody for no words."""
    who = sought(words)
    conditions = [or_(*[_found_by(way) for way in ways]) for ways in who.words]
    numbers: list[ColumnElement[bool]] = [_found_by(number) for number in who.numbers]
    born: list[ColumnElement[bool]] = [Client.date_of_birth.in_(who.days)] if who.days else []
    each = [numbers + born] if who.either else [numbers, born]
    conditions += [or_(*some) for some in each if some]
    conditions += map(_reached_at, who.addresses)
    return and_(*conditions) if conditions else false()


def _found_by(text: str) -> ColumnElement[bool]:
    return Client.found_by.contains(text, autoescape=True)


def _reached_at(address: str) -> ColumnElement[bool]:
    """Whose record names such an email address, or who signs in to it with one."""
    signs_in = (
        select(Membership.id)
        .join(Membership.person)
        .where(Membership.client_id == Client.id, Membership.disabled_at.is_(None))
        .where(Person.email.contains(address, autoescape=True))
    )
    return or_(Client.email.contains(address, autoescape=True), signs_in.exists())


def newest_invitation(scope: Scope, client_id: UUID) -> Invitation | None:
    """The client's last invitation, whatever became of it."""
    [found] = rows(scope.session, invitation_asked(scope, client_id))
    return next(iter(found), None)


def invitation_asked(scope: Scope, client_id: UUID) -> Asked:
    """The question of `newest_invitation`."""
    return scope.asks(Invitation, _newest_invitation, of=client_id)


def _newest_invitation(mine: Select[Invitation]) -> Select[Invitation]:
    of_client = mine.where(Invitation.client_id == bindparam("of"))
    return of_client.order_by(Invitation.made_at.desc(), Invitation.id.desc()).limit(1)


def consents_of(scope: Scope, client_id: UUID) -> Sequence[Consent]:
    """What the client agreed to, the newest first, withdrawn ones included."""
    return rows(scope.session, consents_asked(scope, client_id))[0]


def consents_asked(scope: Scope, client_id: UUID) -> Asked:
    """The question of `consents_of`."""
    return scope.asks(Consent, _consents, of=client_id)


def _consents(mine: Select[Consent]) -> Select[Consent]:
    return mine.where(Consent.client_id == bindparam("of")).order_by(Consent.given_at.desc())


def consents_given_by(session: Session, client: Client, person_id: UUID) -> Sequence[Consent]:
    """What this person agreed to in the client's record and holds still."""
    statement = select(Consent).where(
        Consent.practice_id == client.practice_id,
        Consent.client_id == client.id,
        Consent.recorded_by == person_id,
        Consent.withdrawn_at.is_(None),
    )
    return session.scalars(statement).all()


def away_of(session: Session, episode_id: UUID) -> Sequence[Away]:
    """The days away of an episode, earliest first."""
    return rows(session, away_asked(episode_id))[0]


def away_asked(episode_id: UUID) -> Asked:
    """The question of `away_of`."""
    return Asked(_AWAY, {"of": episode_id})


_AWAY = select(Away).where(Away.episode_id == bindparam("of")).order_by(Away.first_day)


def others_at_address(scope: Scope, client: Client) -> list[str]:
    """Who else uses the address in this client's record: other clients of the practice by name,
    and somebody else's sign-in. Empty where nobody does, or it is the same person's.
    """
    if client.email is None:
        return []
    statement = (
        scope.select(Client)
        .outerjoin(
            Membership, and_(Membership.client_id == Client.id, Membership.disabled_at.is_(None))
        )
        .outerjoin(Person, Person.id == Membership.person_id)
        .where(Client.id != client.id, Client.stands())
        .where(or_(func.lower(Client.email) == client.email.lower(), Person.email == client.email))
        .order_by(Client.found_by)
    )
    names = [other.name for other in scope.session.scalars(statement).unique()]
    person = person_of(scope.session, client.email)
    own = person is None or any(
        m.client_id == client.id and m.disabled_at is None for m in person.memberships
    )
    if names or own or person is None or person.name.casefold() == client.name.casefold():
        return names
    return ["Somebody else with a sign-in"]
