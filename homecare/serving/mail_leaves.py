"""Whether mail leaves this server, as pages say it: nothing is called sent that was not."""

from flask import Flask, current_app

NO_SERVER = "this server has no mail server yet"


def mail_leaves() -> bool:
    """Whether there is a mail server, and this is no demonstration."""
    return _leaves(current_app)


def on_its_way(what: str, address: str) -> str:
    """What becomes of a mail that was written just now: "The invitation", to an address."""
    if mail_leaves():
        return f"{what} is on its way to {address}."
    if current_app.config["DEMONSTRATION"]:
        return f"{what} to {address} is written. A demonstration sends nothing."
    return (
        f"{what} to {address} is written, but not sent: {NO_SERVER}. "
        "The owner finds what to do under Practice, Mail."
    )


def no_mail_server() -> bool:
    """Whether a practice at work has to be told that its mail goes nowhere."""
    return not mail_leaves() and not current_app.config["DEMONSTRATION"]


def follow(app: Flask) -> None:
    """Let pages ask, and say of a link for a new password what becomes of it here."""
    app.context_processor(lambda: {"no_mail_server": no_mail_server, "mail_leaves": mail_leaves})
    say_of_new_passwords(app)


def say_of_new_passwords(app: Flask) -> None:
    """What becomes of a link for a new password, where it does not leave."""
    if not _leaves(app):
        sends = "a demonstration sends nothing" if app.config["DEMONSTRATION"] else NO_SERVER
        words = (
            "If %(email)s has a sign-in here, an email with a link is written, or was within the "
            f"last hour, but not sent: {sends}. Ask your practice."
        )
        app.config["SECURITY_MSG_PASSWORD_RESET_REQUEST"] = (words, "info")


def _leaves(app: Flask) -> bool:
    return bool(app.config["SETTINGS"].smtp_url) and not app.config["DEMONSTRATION"]
