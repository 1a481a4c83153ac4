"""Who opened the client's record, day by day, as the client reads it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from homecare.access import Scope
from homecare.accounts.models import AuditLine, Membership, Person
from homecare.acting import CLIENT
from homecare.language import local_day

AS_FAR_BACK = timedelta(days=365)
MOST_DAYS = 100
OPENED, TOOK_ALONG = "opened your record", "took a copy of it along"
WHAT = {
    "client.view": OPENED,
    "flag.view": OPENED,
    "letter seen": OPENED,
    "record.export": TOOK_ALONG,
    "letter page taken": TOOK_ALONG,
    "letter exchanged": TOOK_ALONG,
    "answer file taken": TOOK_ALONG,
}


class Opening(NamedTuple):
    """What one person of the practice did on one day; each thing is said once."""

    day: date
    name: str
    did: list[str]


def openings(scope: Scope, now: datetime, zone: str) -> Sequence[Opening]:
    """Who of the practice opened the record in the last year, the newest day first."""
    own_place = select(Membership.person_id).where(
        Membership.practice_id == scope.actor.practice_id,
        Membership.client_id == scope.actor.client_id,
        Membership.role == CLIENT,
    )
    statement = (
        scope.select(AuditLine)
        .join(Person, Person.id == AuditLine.actor_id)
        .where(AuditLine.action.in_(WHAT), AuditLine.at > now - AS_FAR_BACK)
        .where(AuditLine.actor_id.not_in(own_place))
        .with_only_columns(AuditLine.at, Person.name, AuditLine.action)
        .order_by(AuditLine.at.desc())
    )
    found: dict[tuple[date, str], list[str]] = {}
    for at, name, action in scope.session.execute(statement):
        did = found.setdefault((local_day(at, zone), name), [])
        if WHAT[action] not in did:
            did.append(WHAT[action])
    return [Opening(day, name, sorted(did)) for (day, name), did in found.items()][:MOST_DAYS]
