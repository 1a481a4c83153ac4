"""The Flask extensions, created once and bound to an app in `create_app`."""

from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_security import Security
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from homecare.tables import metadata

# expire_on_commit=False: what a view loaded stays readable after the edge's transaction closed.
db = SQLAlchemy(
    metadata=metadata, disable_autonaming=True, session_options={"expire_on_commit": False}
)
migrate = Migrate()
security = Security()
csrf = CSRFProtect()
bootstrap = Bootstrap5()
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")
