"""Check-ins: one mail when a client goes quiet or scores too seldom, once a spell, by day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import String, cast, exists, func, select
from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.assessment.models import Verdict
from homecare.clients.models import Episode
from homecare.clockwork.models import Run
from homecare.clockwork.once_a_period import (
    AnySession,
    MailOfPeriod,
    hex_of,
    mails_left,
    send_once,
    thread_session,
)
from homecare.clockwork.periods import local
from homecare.clockwork.runs import is_begun
from homecare.clockwork.stops import unheard_in, wait_for_phones
from homecare.mail.message import Email
from homecare.reports.check_ins.email import KIND, check_in_email
from homecare.reports.check_ins.queries import Spell, is_heard_of, spells
from homecare.rules.verdict.episode_on_day import QUIET, TOO_FEW

MORNING = time(9)  # when somebody may be asked, by their own clock
SPACING = timedelta(days=14)  # ours: nobody is asked twice in two weeks, whatever the rule finds
A_WEEK = 7
HEARD = 4  # ours: of the last seven days so many must have had a server, or few scores say nothing
LATELY, MEANWHILE, STOPPED, NO_LOGIN = (
    "asked lately",
    "logged meanwhile",
    "not wanted by the client",
    "no login, or no confirmed address",
)


def send(session: AnySession, settings: Settings, now: datetime, on: date | None) -> int:
    """Queue the check-ins that are due, or all of them for the date `on`; answers how many."""
    session = thread_session(session)
    sent = 0
    spells = list(_due(session, now, on))
    if on is None:
        spells = _without_unheard(session, spells, now)
    if spells and on is None and wait_for_phones(session, now).goes_on:
        return 0
    for spell in spells:
        piece = MailOfPeriod(KIND, spell.episode_id.hex, spell.since.isoformat())
        today = on or local(now, spell.zone).date()
        write = partial(_write, session, settings, spell, now, today)
        sent += send_once(session, piece, now, write)
        if sent >= mails_left(on):
            break
    return sent


def is_due(session: Session, now: datetime) -> bool:
    """Whether anybody is to be asked now."""
    spells = _without_unheard(session, list(_due(session, now, None)), now)
    return bool(spells) and not wait_for_phones(session, now).goes_on


def _without_unheard(session: Session, spells: list[Spell], now: datetime) -> list[Spell]:
    """Leave out for now who has few scores because no phone could send any.

    Silence itself does not count such days: who is quiet is so without them.
    """
    zones = {spell.zone for spell in spells if spell.state == TOO_FEW}
    heard = {zone: _days_heard(session, zone, local(now, zone).date()) for zone in zones}
    return [spell for spell in spells if spell.state == QUIET or heard[spell.zone] >= HEARD]


def _days_heard(session: Session, zone: str, today: date) -> int:
    """On how many of the last seven days the server heard anybody."""
    week = [today - timedelta(days=ago) for ago in range(1, A_WEEK + 1)]
    stopped = unheard_in(session, [zone], week[-1])[zone]
    return sum(not any(first <= day <= last for first, last in stopped) for day in week)


def _due(session: Session, now: datetime, on: date | None) -> Iterator[Spell]:
    begun = exists().where(
        Run.kind == KIND,
        Run.subject == hex_of(Episode.id),
        Run.period == cast(Verdict.state_since, String),
        is_begun(now),
    )
    # The order of the index of who is in care.
    order = (Episode.practice_id, Episode.zone, Episode.id)
    statement = spells().where(~begun).order_by(*order)
    for spell in map(Spell._make, session.execute(statement).all()):
        if on is not None or local(now, spell.zone).time() >= MORNING:
            yield spell


def _write(
    session: Session, settings: Settings, spell: Spell, now: datetime, today: date
) -> Email | str:
    """The mail, or why nobody is asked now."""
    last = select(func.max(Run.finished_at)).where(
        Run.kind == KIND, Run.subject == spell.episode_id.hex, Run.status == "done"
    )
    asked_at = session.scalar(last)
    if asked_at is not None and now - asked_at < SPACING:
        return LATELY
    if is_heard_of(session, spell):
        return MEANWHILE
    episode = session.scalars(
        select(Episode).where(Episode.id == spell.episode_id).options(joinedload(Episode.client))
    ).one()
    if not episode.client.check_in_email:
        return STOPPED
    return check_in_email(session, settings, episode, spell.since, today) or NO_LOGIN
