"""What a corrected record means for the sign-in to it: its address, and how its person is called.

What went to an address ends once the record names another one.
"""

from collections.abc import Mapping
from typing import Any

from homecare.accounts.invitations import end_for_other_address
from homecare.accounts.operations import name_follows
from homecare.accounts.queries import login_of
from homecare.acting import Act
from homecare.clients.models import Client
from homecare.mail.undelivered import withdraw


def sign_in_follows(act: Act, client: Client, before: Mapping[str, Any]) -> None:
    """Let the sign-in follow a record in which these fields said something else before."""
    if "email" in before:
        address_changed(act, client, before["email"])
    if "name" in before and (login := login_of(act.session, client.practice_id, client.id)):
        name_follows(login, before["name"], client.name)


def address_changed(act: Act, client: Client, *before: str | None) -> None:
    """Leave nothing alive that went to an address the record named before: an invitation opens
    the record to whoever reads there, and mail that waits tells them of it."""
    for address in {*before} - {client.email, None}:
        withdraw(act.session, client.id, str(address))
    end_for_other_address(act, client.id, client.email)
