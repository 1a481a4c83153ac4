"""Which addresses mail can be sent to; whether somebody reads it there only mail can tell."""

import re

LONGEST = 254
WRITE_ADDRESS = "Write an address such as sam@post.example."
WRITE_PLAINLY = "Write the address in plain letters, without accents."

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


def is_address(text: str) -> bool:
    """Whether mail can be sent to `text`: an address in plain letters, as every server takes it.

    Letters with accents need an extension of all servers on the way, and signs that mean
    something in a header would make two addresses of one.
    """
    return len(text) <= LONGEST and bool(_ADDRESS.fullmatch(text))


def address_problem(text: str) -> str:
    """What to write instead of `text`, or nothing where mail can be sent there."""
    if is_address(text.strip()):
        return ""
    return WRITE_ADDRESS if text.isascii() else WRITE_PLAINLY
