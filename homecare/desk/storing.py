"""How a page of the desk stores what a form says."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import flash
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from homecare import clock
from homecare.database import transaction
from homecare.extensions import db
from homecare.forms import OpenedForm, PlainForm
from homecare.language import listed
from homecare.refusals import Problems, Refusal


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
    the form says how many corrections it knew. Else `meanwhile` is said, and nothing is lost: a
    form that knows what it was opened with shows what stands now, where nobody typed here."""

    def store_what_was_seen(session: Session, now: datetime) -> None:
        session.refresh(shown)
        session.refresh(shown, ["corrections"])
        if form.seen.data != str(len(shown.corrections)):
            form.seen.data = str(len(shown.corrections))
            raise Refusal({**_met(form, shown), "": meanwhile})
        store(session, now)

    return stored(form, store_what_was_seen)


def stored_beside_others(
    form: OpenedForm,
    rows: Sequence[Any],
    stands: Callable[[], Mapping[str, Any]],
    store: Callable[[Session, datetime], None],
) -> bool:
    """As `stored`, where others may have written into `rows` since the form was opened.

    `stands` says what the rows say now, by the names of fields. What others wrote into fields that
    nobody touched here stays; a field that both wrote into is asked about (`OpenedForm.meet`).
    """
    taken: list[str] = []

    def store_what_both_wrote(session: Session, now: datetime) -> None:
        for row in rows:
            session.refresh(row, with_for_update={"of": type(row), "key_share": True})
        taken.extend(form.meet(stands()))
        store(session, now)

    done = stored(form, store_what_both_wrote)
    if done and taken:
        flash(f"Somebody changed more of this meanwhile. What they wrote stands: {listed(taken)}.")
    return done


def _met(form: PlainForm, shown: Any) -> Problems:
    """What both wrote into one field of a form over `shown`; fields have the names of columns."""
    if not isinstance(form, OpenedForm):
        return {}
    columns = inspect(type(shown)).columns
    names = [field.short_name for field in form if field.short_name in columns]
    try:
        form.meet({name: getattr(shown, name) for name in names})
    except Refusal as crossed:
        return crossed.problems
    return {}
