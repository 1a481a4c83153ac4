"""Whether this process may be sent visitors: its database answers, and is migrated.

A database that a newer release has migrated is good: a migration takes nothing away that the
release before it needs (docs/recipes/add-a-migration.md), so that this process serves until it is
replaced.
"""

from flask import Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from homecare import VERSION
from homecare.accounts.access_rules import ANYONE, allow
from homecare.busy import let_go
from homecare.extensions import db, limiter
from homecare.jobs.health import blueprint
from homecare.serving.first_look import newest_revisions, revisions

STANDS_AT = text("SELECT version_num FROM alembic_version")


@blueprint.route("/readyz")
@allow(ANYONE)
@limiter.exempt
def ready() -> tuple[Response, int]:
    """200 once pages can be served; 503 with the reason until then. Unlike `/healthz` it asks
    after this process alone, not after the clock or the mail."""
    problem = _problem()
    answer = jsonify(status="failing" if problem else "ready", problem=problem, version=VERSION)
    return answer, 503 if problem else 200


def _problem() -> str | None:
    try:
        stands_at = set(db.session.scalars(STANDS_AT))
    except SQLAlchemyError:
        let_go(db.session)
        return "the database does not answer"
    if stands_at and not stands_at & revisions():
        return None  # a newer release has migrated it, for this one to go on until it is replaced
    return None if stands_at == newest_revisions() else "the database is not migrated yet"
