"""What the rule says, or would have said day by day, about a client on record."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from homecare import clock
from homecare.access import Scope
from homecare.accounts import audit
from homecare.accounts.models import Practice
from homecare.acting import the_clock
from homecare.assessment.history import history_of
from homecare.assessment.thresholds import policy_of
from homecare.clients.models import Client
from homecare.clients.queries import latest_episode
from homecare.commands.databases import need_a_database
from homecare.database import transaction
from homecare.extensions import db
from homecare.language import local_day
from homecare.rules.assessment import assess
from homecare.rules.reading.strict_values import within_reach
from homecare.rules.replay import replay as replay_history
from homecare.serving.first_look import said_in_one_line


class UnknownClientError(ValueError):
    """No client has this id; the message says so."""


def answer(client_id: str, on: date | None, replay: bool) -> dict[str, Any]:
    """Judge the client's open or last episode with their practice's own thresholds.

    Without `on` it is judged on the client's own today, or on the day of the discharge. The
    answer has the shape of a file's; its id is the client's. That somebody looked is audited.
    Raises UnknownClientError, UnreadableError where `on` is before the intake or far from it, or
    SettingError where the database fails it.
    """
    need_a_database()
    with said_in_one_line(), transaction(db.session) as session:
        client = _client(session, client_id)
        # The door is opened for this one record and no other.
        scope = Scope(session, replace(the_clock(client.practice_id), client_id=client.id))
        episode = latest_episode(scope, client.id)
        if episode is None:
            raise UnknownClientError(f"client {client_id} has no episode of care")
        if on:
            within_reach(episode.intake_on, on)
        audit.note(
            scope.act(clock.now()),
            "client.view",
            client.id,
            "rule",
        )
        until = on or local_day(episode.closed_at or clock.now(), episode.zone)
        history = replace(history_of(session, episode, until), id=str(client.id))
        policy = policy_of(session.get_one(Practice, client.practice_id))
    if replay:
        return replay_history(history, policy, max(until, episode.intake_on)).to_json()
    return assess(history, policy, until).to_json()


def _client(session: Session, client_id: str) -> Client:
    try:
        client = session.get(Client, UUID(client_id))
    except ValueError:
        raise UnknownClientError(
            f"{client_id!r} is no client's id; it stands in the address of the client's page, "
            "like 0190c6c2-5f3a-7d2e-9b1c-2f6f5d1e4a3b"
        ) from None
    if client is None:
        raise UnknownClientError(f"no client has the id {client_id}")
    return client
