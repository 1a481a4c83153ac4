"""What went to an address ends once the record names another one."""

from homecare.accounts.invitations import end_for_other_address
from homecare.acting import Act
from homecare.clients.models import Client
from homecare.mail.undelivered import withdraw


def address_changed(act: Act, client: Client, *before: str | None) -> None:
    """Leave nothing alive that went to an address the record named before: an invitation opens
    the record to whoever reads there, and mail that waits tells them of it."""
    for address in {*before} - {client.email, None}:
        withdraw(act.session, client.id, str(address))
    end_for_other_address(act, client.id, client.email)
