"""Two people of one name in a practice: wherever one is chosen by name, it says which."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import g

from homecare.access import scope
from homecare.clients.finding import told_apart_by
from homecare.clients.queries import namesakes
from homecare.desk.blueprint import blueprint


@blueprint.app_template_filter("told_apart")
def told_apart(who: Any) -> str:
    """The name of a client, or of a row about one; with the birthday where another has the name."""
    return with_birthday(getattr(who, "client_id", None) or who.id, who.name)


def with_birthday(client_id: UUID, name: str) -> str:
    """A client's name; of those who share it the date of birth, and where they share that too the
    telephone."""
    return telling_apart()(client_id, name)


def telling_apart() -> Callable[[UUID, str], str]:
    """How `with_birthday` tells them apart, for whoever asks it of many: they are looked for once a
    request."""
    if "namesakes" not in g:
        g.namesakes = told_apart_by(namesakes(scope()))
    known: dict[UUID, str] = g.namesakes
    return lambda client_id, name: f"{name}, {known[client_id]}" if client_id in known else name
