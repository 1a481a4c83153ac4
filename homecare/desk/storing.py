"""How a page of the desk stores what a form says."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from homecare import clock
from homecare.database import transaction
from homecare.extensions import db
from homecare.forms import PlainForm
from homecare.refusals import Refusal


def stored(form: PlainForm, store: Callable[[Session, datetime], None]) -> bool:
    """Store what a form says, all or nothing; what can't be used is shown at its field."""
    if not form.validate_on_submit():
        return False
    try:
        with transaction(db.session) as session:
            store(session, clock.now())
    except Refusal as refused:
        form.show(refused.problems)
        return False
    return True
