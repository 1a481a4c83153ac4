"""How often some pages may be asked; passwords have waits of their own (`guessing`)."""

import hashlib

from flask import Flask, request

from homecare.accounts.sign_in.guessing import network
from homecare.extensions import limiter


def _account_from_here() -> str:
    """Hashed: addresses of people don't belong into a store of counters."""
    address = request.form.get("email", "").strip().lower()
    return f"{network()} {hashlib.sha256(address.encode()).hexdigest()}"


def _page_from_here() -> str:
    """A page for a new password, tried from one network."""
    return f"{network()} {request.path}"


limit_forgotten = limiter.shared_limit(
    "5/minute", "forgotten here", key_func=_account_from_here, methods=["POST"]
)
limit_new_password = limiter.shared_limit(
    "10/minute", "new password", key_func=_page_from_here, methods=["POST"]
)

# Links of check-ins are signed, so this is only against a flood of tries from one network.
limit_check_in = limiter.shared_limit("30/minute", "check-in", key_func=network)


def limit_security(app: Flask) -> None:
    """Put limits on the views that come with Flask-Security."""
    limits = {
        "security.forgot_password": limit_forgotten,
        "security.reset_password": limit_new_password,
    }
    for endpoint, wrap in limits.items():
        app.view_functions[endpoint] = wrap(app.view_functions[endpoint])  # type: ignore[assignment]
