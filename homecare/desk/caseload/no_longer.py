"""Those who are on nobody's caseload: discharged, or entered by mistake."""

from sqlalchemy import ColumnElement

from homecare.access import Scope
from homecare.clients.models import Client
from homecare.clients.queries import is_mistake, who_is
from homecare.desk.caseload.needs import MOST_ROWS


def discharged(scope: Scope, words: str = "") -> list[Client]:
    """Discharged clients, the latest first; `words` as for `case_rows`."""
    return _closed(scope, ~is_mistake(), words)


def entered_by_mistake(scope: Scope, words: str = "") -> list[Client]:
    """Records that were entered by mistake, the latest first: they count nowhere, and are found."""
    return _closed(scope, is_mistake(), words)


def _closed(scope: Scope, which: ColumnElement[bool], words: str) -> list[Client]:
    statement = scope.select(Client).where(Client.discharged_at.is_not(None), which)
    if words:
        statement = statement.where(who_is(words))
    ordered = statement.order_by(Client.discharged_at.desc(), Client.id).limit(MOST_ROWS)
    return list(scope.session.scalars(ordered))
