"""Sign-in and invitations."""

from typing import Any

from flask import Blueprint, Flask

blueprint = Blueprint("accounts", __name__)

SECURITY: dict[str, Any] = {}


def configure(app: Flask) -> None:
    """Set what Flask-Security reads from the app's configuration."""
    app.config.update(
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"][:32],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 (a scheme's name)
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_URL="/forgotten-password",
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
    )
