"""Clients whose diary has a history, for the mails that tell of it; each maker commits."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Practice
from homecare.assessment.models import Verdict
from homecare.clients.models import Client, Episode
from homecare.clockwork.models import Run
from homecare.database import new_id
from homecare.diary.days import close_days
from homecare.flags.models import Flag
from homecare.mail.models import OutboxMail
from homecare.screening.models import RedFlagAnswer, Screening
from tests.kept import go_on
from tests.make.diary import BRIDGE, ROLLS, Care, kept_care, make_care, record, told
from tests.make.people import NOW

MONDAY = date(2026, 3, 2)  # the week that the mails tell of: 2026-W10
FOUR_WEEKS_BEFORE = NOW - timedelta(weeks=4)
MAIL_TIME = datetime(2026, 3, 9, 7, tzinfo=UTC)  # the Monday after it, 07:00 in London

# Leg and back of each day before the week, then of the week itself; None where not logged.
BEFORE = [(6, 4), (6, 4), (7, 3), (6, 4), (6, None), (5, 3), (6, 3)] * 4
WEEK = [(5, 3), (5, 2), None, (4, 2), (4, None), (5, 2), None]


def make_week(session: Session, week: Any = WEEK, **changes: Any) -> Care:
    """Sam Reed after five weeks: on every day with scores both exercises, one only in part."""
    since = partial(make_care, session, FOUR_WEEKS_BEFORE, **changes)
    care = since() if changes else kept_care(session, "care for four weeks", since)
    start = FOUR_WEEKS_BEFORE.date()

    def live() -> None:
        for number, scores in enumerate([*BEFORE, *week]):
            if scores is not None:
                _log(session, care, start + timedelta(days=number), scores)
        close_days(session, MAIL_TIME - timedelta(hours=4))
        session.commit()

    go_on(session, f"weeks of {week}", live)
    return care


def _log(session: Session, care: Care, day: date, scores: tuple[int | None, int | None]) -> None:
    evening = datetime.combine(day, time(19), UTC)
    leg, back = scores
    record(session, care, told("pain", {"leg": leg, "back": back}, day, id=new_id()), evening)
    for line, outcome in ((ROLLS, "partly"), (BRIDGE, "done")):
        report = told("exercise", {"line": line, "outcome": outcome}, day, id=new_id())
        record(session, care, report, evening)


def answer_red_flag(session: Session, care: Care, code: str = "fever") -> RedFlagAnswer:
    """A yes of the client to one red-flag question, not cleared."""
    of = {"practice_id": care.practice.id, "client_id": care.client.id}
    screening = Screening(episode_id=care.episode.id, source="page", on=MONDAY, answered_at=NOW,
                          answered_by=care.therapist.person_id, **of)  # fmt: skip
    session.add(screening)
    session.flush()
    answer = RedFlagAnswer(practice_id=care.practice.id, screening_id=screening.id, code=code)
    session.add(answer)
    session.commit()
    return answer


def disable_login(session: Session, care: Care) -> None:
    """Take the client's own sign-in away."""
    login = update(Membership).where(Membership.client_id == care.client.id)
    session.execute(login.values(disabled_at=NOW))
    session.commit()


def judge(session: Session, client: Client, episode: Episode, state: str) -> None:
    """The newest verdict on an episode."""
    session.add(Verdict(practice_id=client.practice_id, client_id=client.id,
                        episode_id=episode.id, on=MONDAY, state=state, proposes="none",
                        reasons=[], figures={}, rule_version="1", judged_at=NOW))  # fmt: skip
    session.commit()


def raise_flag(
    session: Session,
    client: Client,
    episode: Episode,
    kind: str,
    why: str,
    raised_on: date = MONDAY,
    **more: Any,
) -> None:
    """A live flag, raised in the morning of a day; snoozed where `more` says until when."""
    judge(session, client, episode, kind if kind != "review" else "level")
    usual = {"figures": {}, "raised_at": datetime.combine(raised_on, time(9), UTC)}
    session.add(Flag(practice_id=client.practice_id, client_id=client.id, episode_id=episode.id,
                     kind=kind, proposes="contact", raised_on=raised_on, rule_version="1",
                     status="snoozed" if "snoozed_until" in more else "open",
                     reasons=[{"code": kind, "text": why}], **{**usual, **more}))  # fmt: skip
    session.commit()


def mails(session: Session, kind: str) -> list[OutboxMail]:
    """The mails of a kind in the outbox, the oldest first."""
    session.expire_all()
    rows = select(OutboxMail).where(OutboxMail.kind == kind)
    return list(session.scalars(rows.order_by(OutboxMail.queued_at, OutboxMail.to_address)))


def runs(session: Session, kind: str) -> list[tuple[str, str, str]]:
    """Period, status and reason of every run of a kind, in order of period."""
    session.expire_all()
    rows = select(Run).where(Run.kind == kind).order_by(Run.period)
    return [(run.period, run.status, run.reason) for run in session.scalars(rows)]


def rename(session: Session, practice: Practice, zone: str) -> None:
    """Move a practice to another time zone."""
    practice.zone = zone
    session.commit()
