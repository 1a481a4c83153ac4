"""Each form of a flag's page carried out; answers what the page says then. Raises Refusal."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, joinedload

from homecare.access import scope
from homecare.clients.models import Episode
from homecare.desk.flags import words as flag_words
from homecare.desk.flags.forms import DAYS, NO_ANSWER
from homecare.desk.words import coming_day, set_aside_until
from homecare.flags.decisions import (
    LONGEST_SNOOZE,
    add_note,
    bring_back,
    dismiss,
    record_action,
    snooze,
    take_up,
    try_again,
)
from homecare.flags.models import Flag
from homecare.flags.not_theirs.operations import strike_not_theirs
from homecare.flags.red_flag_answers import clear_episode, take_clearing_back
from homecare.refusals import Refusal

NO_ANSWER_NOTED = "Noted. The flag stays open: go on trying until somebody has spoken to them."


def record(session: Session, now: datetime, row: Flag, form: Any) -> str:
    """What was done: it closes the flag, unless nobody answered the call."""
    act, reason = scope().act(now), form.reason.data or ""
    if form.what.data == NO_ANSWER:
        on = try_again(act, row, form.again_on.data, reason)
        return f"No answer: it asks again {coming_day(on)}." if on else NO_ANSWER_NOTED
    record_action(act, row, form.what.data, reason)
    return "Noted what you did."


def set_aside(session: Session, now: datetime, row: Flag, form: Any) -> str:
    """Set the flag aside, for a number of days or until a day."""
    if form.days.data is None and form.until.data is None:
        raise Refusal({"days": DAYS})
    until = snooze(
        scope().act(now), row, form.reason.data, form.days.data or LONGEST_SNOOZE, form.until.data
    )
    return f"{set_aside_until(until)}."


def close(session: Session, now: datetime, row: Flag, form: Any) -> str:
    """Close the flag with a reason."""
    dismiss(scope().act(now), row, form.reason.data)
    return "Dismissed. It stays in the record with your reason."


def take_it_up(session: Session, now: datetime, row: Flag, form: Any) -> str:
    """Take back what was decided by mistake."""
    if other := take_up(scope().act(now), row, form.reason.data):
        return flag_words.other_stands(other)
    return "The flag is open again. What was decided stays readable, as taken back."


def bring_it_back(session: Session, now: datetime, row: Flag, form: Any) -> str:
    """Let a flag that was set aside ask again."""
    bring_back(scope().act(now), row, form.reason.data or "")
    return "The flag is back."


def clear(session: Session, now: datetime, row: Flag, form: Any) -> str:
    """Clear the red-flag answers behind the flag."""
    episode = session.get_one(Episode, row.episode_id, options=[joinedload(Episode.client)])
    clear_episode(scope().act(now), episode, form.reason.data, form.on.data)
    return "Cleared. It stays in the record with your reason."


def note(session: Session, now: datetime, row: Flag, form: Any) -> str:
    """Write beside the flag what has happened since."""
    add_note(scope().act(now), row, form.reason.data)
    return "Noted beside the flag."


def strike(session: Session, now: datetime, row: Flag, form: Any) -> str:
    """Strike out answers that were never this client’s."""
    episode = session.get_one(Episode, row.episode_id, options=[joinedload(Episode.client)])
    strike_not_theirs(scope().act(now), episode, form.reason.data)
    return "Struck out, as never this client’s. It stays in the record with your reason."


def let_stand_again(session: Session, now: datetime, row: Flag, form: Any) -> str:
    """Let answers stand again that were cleared by a slip."""
    take_clearing_back(scope().act(now), row, form.reason.data)
    return "The answers stand again, and everybody who is told of them was told anew."
