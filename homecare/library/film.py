"""A link to a film elsewhere: what may be one, and how it is named. Pure; nothing is fetched."""

from urllib.parse import urlsplit

LONGEST = 300
WRONG = "Write the whole address of a page, like https://films.example/clam."
NOT_SECURE = "Only addresses that begin with https:// can be linked."
TOO_LONG = f"Write at most {LONGEST} characters."


def problem_of(address: str) -> str | None:
    """What keeps an address from being linked; None where nothing does, or there is none."""
    if not address:
        return None
    if len(address) > LONGEST:
        return TOO_LONG
    if not address.lower().startswith("https://"):
        return NOT_SECURE
    return None if _is_fine(address) else WRONG


def host_of(address: str) -> str:
    """The host it leads to, as a browser asks for it: letters that only look like others show."""
    return (urlsplit(address).hostname or "").encode("idna").decode()


def _is_fine(address: str) -> bool:
    if not address.isprintable() or " " in address or any(mark in address for mark in '<>"\\^`{|}'):
        return False
    try:
        parts = urlsplit(address)
        host, port = host_of(address), parts.port
    except (ValueError, UnicodeError):
        return False
    is_named = "." in host.strip(".") and not host.replace(".", "").isdigit() and ":" not in host
    return is_named and port is None and "@" not in parts.netloc
