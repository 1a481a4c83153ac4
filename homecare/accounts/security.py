"""How Flask-Security signs people in here: its configuration and the classes it is given."""

from typing import Any

from flask import Flask

SECURITY: dict[str, Any] = {}

# The cheapest Argon2 there is, for tests that sign in hundreds of times.
CHEAP_HASH = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}


def configure(app: Flask) -> None:
    """Set what Flask-Security reads from the app's configuration."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 (a scheme's name)
        # Argon2 has a salt of its own. Mixing our secret key into it would lock everybody out
        # as soon as a backup is restored beside a new key.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=CHEAP_HASH if app.testing else {},
        SECURITY_PASSWORD_SALT="unused: see above",  # noqa: S106
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_URL="/forgotten-password",
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_URL="/me/password",
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
    )
