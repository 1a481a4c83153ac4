"""Somebody in care with a programme, reports to their diary, and a count of SQL statements."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from homecare.accounts.models import Practice
from homecare.acting import Actor
from homecare.clients.models import Client, Episode
from homecare.database import new_id
from homecare.diary.ledger import LOG, Outcome, Report
from homecare.diary.models import DiaryDay
from homecare.diary.operations import record_entry
from tests.kept import begin_with, own_copies
from tests.make.clients import make_client
from tests.make.people import NOW, acting, make_client_login, make_practice, make_therapist
from tests.make.programmes import advice, make_library, make_plan, make_programme

TODAY = NOW.date()
DAY = timedelta(days=1)
ROLLS, BRIDGE = "knee_rolls:-", "glute_bridge:-"  # due twice a day, and once a day
ROWS = ("practice", "client", "episode")  # of a `Care`
DUE = 3  # exercise times on every day of `make_plan`


@dataclass
class Care:
    """A client in care: their therapist, their own login, and the episode."""

    practice: Practice
    therapist: Actor
    me: Actor
    client: Client
    episode: Episode


def make_care(session: Session, now: datetime = NOW, email: str = "", **intake: Any) -> Care:
    """A client taken in at `now` with a programme of two exercises from that day."""
    practice, _ = make_practice(session, owner_email=f"owner{email}@homecare.example")
    therapist = make_therapist(session, practice, email=f"therapist{email}@homecare.example")
    address = f"client{email}@homecare.example"
    client, episode = make_client(session, therapist, now, **{"email": address, **intake})
    me = make_client_login(session, practice, client.id, email=address, name=client.name)
    until = now.date() + 28 * DAY
    given = (advice("sitting", until=until, limit_minutes=30), advice("bath", until=until))
    plan = make_plan(make_library(session, practice), advice=given)
    make_programme(session, therapist, episode, plan, now)
    return Care(practice, therapist, me, client, episode)


def kept_care(session: Session, name: str = "care", make: Callable[[], Care] | None = None) -> Care:
    """The same at the morning of the tests, put back as it was made the first time; or another
    one, by its name."""
    made = begin_with(session, name, make or (lambda: make_care(session)))
    own = own_copies(session, {name: getattr(made, name) for name in ROWS})
    set_committed_value(own["episode"], "client", own["client"])
    return replace(made, **own)


def told(
    kind: str = "pain",
    body: dict[str, Any] | None = None,
    day: date = TODAY,
    **changes: Any,
) -> Report:
    """A report as a phone would send it: a log of leg 5 and back 3, unless told otherwise."""
    usual: dict[str, Any] = {
        "id": new_id(),
        "device": "phone-1",
        "seq": 1,
        "op": LOG,
        "supersedes": None,
        "kind": kind,
        "programme_version_id": None,
        "local_date": day,
        "zone": "Europe/London",
        "done_at": NOW,
        "body": {"leg": 5, "back": 3} if body is None else body,
    }
    return Report(**{**usual, **changes})


def record(
    session: Session, care: Care, report: Report, now: datetime = NOW, actor: Actor | None = None
) -> Outcome:
    """Send a report and commit, as an edge would."""
    outcome = record_entry(acting(session, actor or care.me, now), care.episode, report)
    session.commit()
    return outcome


def the_day(session: Session, episode_id: UUID, day: date = TODAY) -> DiaryDay | None:
    """The row of a day as it is in the database now."""
    session.expire_all()
    return session.get(DiaryDay, (episode_id, day))


def days(session: Session, episode_id: UUID, first: date, last: date) -> Sequence[DiaryDay]:
    """The rows of the day projection, in order; a day without a row is not there yet."""
    statement = (
        select(DiaryDay)
        .where(DiaryDay.episode_id == episode_id, DiaryDay.on.between(first, last))
        .order_by(DiaryDay.on)
        .execution_options(populate_existing=True)  # rows are written past the session
    )
    return session.scalars(statement).all()


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Every SQL statement sent meanwhile, without those that begin or end a transaction."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
