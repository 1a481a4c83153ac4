"""Which addresses mail can be sent to; whether somebody reads it there only mail can tell."""

import email_validator
from email_validator import EmailNotValidError, validate_email

WRITE_ADDRESS = "Write an address such as sam@post.example."
WRITE_PLAINLY = "Write the address in plain letters, without accents."

# The library refuses what the whole world can't write to; a practice's own network it may.
email_validator.SPECIAL_USE_DOMAIN_NAMES.remove("local")


def in_plain_letters(text: str) -> str | None:
    """The address as every mail server takes it, with a domain of other letters spelt in plain
    ones (`xn--…`); None where `text` is no address, or has other letters before the @.
    """
    try:
        read = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return None
    return read.ascii_email


def is_address(text: str) -> bool:
    """Whether mail can be sent to `text`: an address in plain letters, as every server takes it.

    Letters with accents need an extension of all servers on the way, and signs that mean
    something in a header would make two addresses of one.
    """
    return text.isascii() and in_plain_letters(text) is not None


def address_problem(text: str) -> str:
    """What to write instead of `text`, or nothing where mail can be sent there."""
    if is_address(text.strip()):
        return ""
    return WRITE_ADDRESS if text.isascii() else WRITE_PLAINLY
