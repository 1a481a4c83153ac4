"""Whether mail leaves this server, as the desk says it: nothing is called sent that was not."""

from flask import current_app

from homecare.desk.blueprint import blueprint


def mail_leaves() -> bool:
    """Whether there is a mail server, and this is no demonstration."""
    config = current_app.config
    return bool(config["SETTINGS"].smtp_url) and not config["DEMONSTRATION"]


def on_its_way(what: str, address: str) -> str:
    """What becomes of a mail that was written just now: "The invitation", to an address."""
    if mail_leaves():
        return f"{what} is on its way to {address}."
    if current_app.config["DEMONSTRATION"]:
        return f"{what} to {address} is written. A demonstration sends nothing."
    return (
        f"{what} to {address} is written, but not sent: this server has no mail server yet. "
        "The owner finds what to do under Practice, Mail."
    )


def no_mail_server() -> bool:
    """Whether a practice at work has to be told that its mail goes nowhere."""
    return not mail_leaves() and not current_app.config["DEMONSTRATION"]


blueprint.context_processor(lambda: {"no_mail_server": no_mail_server})
