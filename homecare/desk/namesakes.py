"""Two people of one name in a practice: wherever one is chosen by name, it says which."""

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
    if "namesakes" not in g:
        g.namesakes = told_apart_by(namesakes(scope()))
    more = g.namesakes.get(client_id)
    return f"{name}, {more}" if more else name
