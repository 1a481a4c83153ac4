"""What mails to clients share."""

from uuid import UUID

from homecare.accounts.emails import record_link


def client_links(public_url: str, client_id: UUID) -> dict[str, str]:
    """The pages every mail to a client may name."""
    pages = {"today_link": "/today", "help_link": "/red-flags", "me_link": "/me"}
    return {name: record_link(public_url, page, client_id) for name, page in pages.items()}
