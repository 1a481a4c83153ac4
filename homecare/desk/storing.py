"""How a page of the desk stores what a form says."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

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


def stored_as_seen(
    form: Any, shown: Any, meanwhile: str, store: Callable[[Session, datetime], None]
) -> bool:
    """As `stored`, where nobody has put right what is `shown` since its page was opened: `seen` of
    the form says how many corrections it knew. Else `meanwhile` is said, and nothing is lost."""

    def store_what_was_seen(session: Session, now: datetime) -> None:
        session.refresh(shown)
        session.refresh(shown, ["corrections"])
        if form.seen.data != str(len(shown.corrections)):
            form.seen.data = str(len(shown.corrections))
            raise Refusal(meanwhile)
        store(session, now)

    return stored(form, store_what_was_seen)
