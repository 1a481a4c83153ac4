"""The record of somebody who works here and is a client of the practice, too, as they open it."""

from uuid import UUID

from flask import g

from homecare.access import scope
from homecare.accounts.access_rules import memberships
from homecare.accounts.operations import is_ones_own_record
from homecare.accounts.queries import names_of, works_in
from homecare.clients.models import Client
from homecare.desk.blueprint import blueprint
from homecare.extensions import db

THERAPIST_DECIDES = "{name}, or any other colleague, decides here."
COLLEAGUE_DECIDES = "A colleague decides here."


def is_mine(client_id: UUID) -> bool:
    """Whether whoever asks would decide on their own record, where a colleague could."""
    is_client = any(place.client_id == client_id for place in memberships())
    return is_client and is_ones_own_record(db.session(), g.actor, client_id)


@blueprint.app_template_global("own_record")
def own_record(client: Client) -> str:
    """Who decides on a record that is the reader's own; empty where it is not."""
    if not is_mine(client.id):
        return ""
    therapist = client.therapist_id
    works_here = db.session.scalar(db.select(works_in(client.practice_id, therapist)))
    if therapist == scope().actor.person_id or not works_here:
        return COLLEAGUE_DECIDES
    names = names_of(db.session(), client.practice_id, [therapist])
    return THERAPIST_DECIDES.format(name=names[therapist])
