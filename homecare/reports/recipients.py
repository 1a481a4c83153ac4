"""The addresses inside a client's mail."""


def client_links(public_url: str) -> dict[str, str]:
    """The pages every mail to a client may name."""
    return {
        "today_link": f"{public_url}/today",
        "help_link": f"{public_url}/red-flags",
        "me_link": f"{public_url}/me",
    }
