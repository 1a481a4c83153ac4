"""The Flask extensions, created once and bound to an app in `create_app`.

Flask-Security is made in `homecare.accounts.security`, of classes that live there.
"""

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
csrf = CSRFProtect()
bootstrap = Bootstrap5()
compress = Compress()
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")
