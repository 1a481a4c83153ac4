"""How often somebody may try what a guesser would try."""

import hashlib

from flask import Flask, Response, request
from flask_limiter.util import get_remote_address

from homecare.extensions import limiter


def _account() -> str:
    """Whose door is tried. Hashed: addresses of people don't belong into a store of counters."""
    address = request.form.get("email", "").strip().lower()
    return hashlib.sha256(address.encode()).hexdigest()


def _account_from_here() -> str:
    return f"{get_remote_address()} {_account()}"


def _page_from_here() -> str:
    """An invitation or a person's password page, tried from one address."""
    return f"{get_remote_address()} {request.path}"


def _failed(response: Response) -> bool:
    """A try that worked is answered with the way on."""
    return response.status_code != 302


# Ten tries a minute are plenty for a person; the limit for an account counts every sender
# together, and is wide enough that nobody locks a client out by typing their address.
limit_sign_in = (
    limiter.shared_limit("10/minute", "sign-in here", key_func=_account_from_here,
                         methods=["POST"], deduct_when=_failed),
    limiter.shared_limit("100/hour", "sign-in", key_func=_account,
                         methods=["POST"], deduct_when=_failed),
)  # fmt: skip
limit_forgotten = (
    limiter.shared_limit("5/minute", "forgotten here", key_func=_account_from_here,
                         methods=["POST"]),
    limiter.shared_limit("10/hour", "forgotten", key_func=_account, methods=["POST"]),
)  # fmt: skip
limit_acceptance = limiter.shared_limit(
    "10/minute", "acceptance", key_func=_page_from_here, methods=["POST"], deduct_when=_failed
)
limit_guesses = limiter.shared_limit(
    "10/minute", "guesses", key_func=_page_from_here, methods=["POST"], deduct_when=_failed
)

# Links of check-ins are signed, so this is only against a flood of tries from one address.
limit_check_in = limiter.shared_limit("30/minute", "check-in", key_func=get_remote_address)


def limit_security(app: Flask) -> None:
    """Put limits on the views that come with Flask-Security."""
    limits = {
        "security.login": limit_sign_in,
        "security.forgot_password": limit_forgotten,
        "security.reset_password": (limit_guesses,),
        "security.change_password": (limit_guesses,),
        "security.verify": (limit_guesses,),
    }
    for endpoint, wraps in limits.items():
        for wrap in wraps:
            app.view_functions[endpoint] = wrap(app.view_functions[endpoint])  # type: ignore[assignment]
