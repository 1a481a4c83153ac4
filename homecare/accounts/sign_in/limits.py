"""How often some pages may be asked; passwords have waits of their own (`guessing`)."""

from typing import Any

from flask import Flask, request

from homecare.accounts.sign_in.guessing import network
from homecare.accounts.sign_in.hashing import seated
from homecare.extensions import limiter


def _page_from_here() -> str:
    """A page for a new password, tried from one network."""
    return f"{network()} {request.path}"


limit_new_password = limiter.shared_limit(
    "10/minute", "new password", key_func=_page_from_here, methods=["POST"]
)

# Links of check-ins are signed, so this is only against a flood of tries from one network.
limit_check_in = limiter.shared_limit("30/minute", "check-in", key_func=network)

# Links to letters hold 128 random bits and a year is tried five times; this is against a flood.
limit_letters = limiter.shared_limit("60/minute", "letter", key_func=network)


def limit_security(app: Flask) -> None:
    """Put limits on the views that come with Flask-Security: few hash a password at once."""
    views: dict[str, Any] = app.view_functions
    for name in ("login", "reset_password", "change_password"):
        views[f"security.{name}"] = seated(views[f"security.{name}"])
    views["security.reset_password"] = limit_new_password(views["security.reset_password"])
