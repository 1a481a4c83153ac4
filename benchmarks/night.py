"""The night: every episode of a practice judged, beside one SELECT of the rows it reads."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.ground import Cost, measure
from homecare.clients.models import Episode
from homecare.diary.models import DiaryDay
from homecare.scheduling import nightly
from tests.make import NOW
from tests.make_clients import make_client
from tests.make_diary import make_care

EPISODES, DAYS = 200, 28
BEGAN = NOW - timedelta(days=DAYS)


def night(app: Flask, session: Session) -> list[Cost]:
    """One nightly assessment of many episodes with flat pain, and the bare SELECT."""
    care = make_care(session, BEGAN, email=".night", onset=BEGAN.date())
    for number in range(EPISODES):
        _, episode = make_client(
            session, care.therapist, BEGAN, name=f"Client {number:03d}", onset=BEGAN.date()
        )
        session.execute(insert(DiaryDay), [a_day(episode, back) for back in range(1, DAYS + 1)])
    session.commit()
    what = f"of {EPISODES} episodes with {DAYS} days"
    plain = select(DiaryDay.__table__).where(DiaryDay.practice_id == care.practice.id)
    return [
        measure(f"one SELECT {what}", session, lambda: session.execute(plain).all(), 5),
        measure(f"the night {what}", session, nights(app, session), 5),
    ]


def a_day(episode: Episode, back: int) -> dict[str, Any]:
    """Flat pain, everything reported, so many days ago."""
    return {
        "episode_id": episode.id, "on": NOW.date() - timedelta(days=back), "leg": 6, "back": 4,
        "practice_id": episode.practice_id, "client_id": episode.client_id, "due": 3,
        "reported": 3, "closed": True,
    }  # fmt: skip


def nights(app: Flask, session: Session) -> Callable[[], object]:
    """Each call runs the next night, as the clock would: a night that was run is not run again."""
    later = count()

    def run() -> object:
        on = NOW.date() + timedelta(days=next(later))
        return nightly.assess(session, app.config["SETTINGS"], NOW, on)

    return run
