"""The Flask extensions, created once and bound to an app in `create_app`.

Flask-Security is made in `homecare.accounts.security`, of classes that live there.
"""

from flask import g
from flask_bootstrap import Bootstrap5
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from homecare.database import Base

# expire_on_commit=False: what a view loaded stays readable after the edge's transaction closed.
# hide_parameters: what somebody wrote must not reach a log by way of a database error.
db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={"expire_on_commit": False},
    engine_options={"hide_parameters": True},
)
migrate = Migrate()


class FormTokens(CSRFProtect):  # type: ignore[misc]
    """Forms with a token of this sign-in. One that is given back has none: it is shown, and every
    form of ours refuses to store it, as it does without a token."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a form whose token does not fit."""
        if not g.get("given_back"):
            super().protect(apply_exemptions)


csrf = FormTokens()
bootstrap = Bootstrap5()
compress = Compress()
limiter = Limiter(get_remote_address, strategy="fixed-window")
