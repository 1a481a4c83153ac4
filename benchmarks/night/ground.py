"""Many episodes for the night, written in bulk: noisy diaries of 28 to 90 days, each its own."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from homecare.clients.models import Client, Episode, Visit
from homecare.database import new_id
from homecare.diary.models import DiaryDay, Entry
from homecare.flags.lifecycle import ACTED
from homecare.flags.models import Flag
from homecare.programmes.models import ProgrammeItem, ProgrammeVersion
from homecare.rules.verdict.flags_asked import REVIEW
from homecare.screening.models import WEEKLY_CHECK, Screening
from tests.make.diary import Care
from tests.make.people import NOW

BATCH = 500
DUE = 4
SLOPES = (0.0, -0.02, -0.06, -0.1, 0.01)
"""Points a day by which pain changes: flat, slow, usual, quick, and slowly worse."""

Rows = dict[Any, list[dict[str, Any]]]


def many_episodes(session: Session, care: Care, today: date, how_many: int) -> None:
    """Episodes of the practice of `care` with closed days up to yesterday, which is still open."""
    mine = ProgrammeItem.practice_id == care.practice.id
    (item,) = session.scalars(select(ProgrammeItem).where(mine).limit(1))
    chance, made = Random(2026), 0
    while made < how_many:
        rows: Rows = {}
        for _ in range(min(BATCH, how_many - made)):
            _one_episode(rows, care, item.exercise_id, today, chance)
            made += 1
        for table, found in rows.items():
            session.execute(insert(table), found)
        session.commit()
    # As a database does that has been at work for a while.
    session.execute(text("ANALYZE"))
    session.commit()


def _one_episode(rows: Rows, care: Care, exercise: UUID, today: date, chance: Random) -> None:
    began = today - timedelta(days=chance.randint(28, 90))
    of = {"practice_id": care.practice.id, "client_id": new_id()}
    of_episode = {**of, "episode_id": new_id()}
    start, slope = chance.uniform(3, 8), chance.choice(SLOPES)
    rows.setdefault(Client, []).append(_client(of, care, began))
    rows.setdefault(Episode, []).append(_episode(of_episode, began, start))
    _programme(rows, of_episode, care, exercise, began)
    for day in (1, 5, 9):
        rows.setdefault(Visit, []).append(
            {"id": new_id(), **of_episode, "on": began + timedelta(days=day), "note": "",
             "recorded_by": care.therapist.person_id, "recorded_at": NOW}
        )  # fmt: skip
    for one in _days(of_episode, began, today, start, slope, chance):
        rows.setdefault(DiaryDay, []).append(one)
        if one["change"] is not None:
            rows.setdefault(Screening, []).append(_screening(of_episode, one["on"], care))
        if not one["closed"]:
            rows.setdefault(Entry, []).extend(_entries(one, care.me.person_id))


def _client(of: dict[str, Any], care: Care, began: date) -> dict[str, Any]:
    return {
        "id": of["client_id"], "practice_id": of["practice_id"], "name": "Client of the benchmark",
        "telephone": "07700 900123", "date_of_birth": date(1980, 5, 4), "zone": "Europe/London",
        "therapist_id": care.therapist.person_id, "made_at": NOW, "contraindications": [],
    }  # fmt: skip


def _episode(of: dict[str, Any], began: date, start: float) -> dict[str, Any]:
    return {
        "id": of["episode_id"], "practice_id": of["practice_id"], "client_id": of["client_id"],
        "complaint": "Sciatica", "side": "left", "onset": began - timedelta(days=9),
        "intake_on": began, "leg": round(start), "back": 3, "zone": "Europe/London",
        "opened_at": NOW - (NOW.date() - began),
    }  # fmt: skip


def _programme(rows: Rows, of: dict[str, Any], care: Care, exercise: UUID, began: date) -> None:
    version = new_id()
    rows.setdefault(ProgrammeVersion, []).append(
        {"id": version, **of, "number": 1, "starts_on": began, "flare_hours": 72,
         "made_by": care.therapist.person_id, "made_at": NOW}
    )  # fmt: skip
    for place in range(DUE // 2):
        rows.setdefault(ProgrammeItem, []).append(
            {
                "id": new_id(), "practice_id": of["practice_id"], "version_id": version,
                "place": place, "line": f"line-{place}", "note": "", "side": "left",
                "exercise_id": exercise, "in_flare": False, "days": 127, "times_a_day": 2,
                "sets": 1, "reps": 10, "hold_seconds": 0,
            }
        )  # fmt: skip


def _days(
    of: dict[str, Any], began: date, today: date, start: float, slope: float, chance: Random
) -> Iterator[dict[str, Any]]:
    for number in range((today - began).days):
        on = began + timedelta(days=number)
        mean = start + slope * number
        yield _day(of, on, mean, number, closed=on < today - timedelta(days=1), chance=chance)


def _day(
    of: dict[str, Any], on: date, mean: float, number: int, closed: bool, chance: Random
) -> dict[str, Any]:
    rated = chance.random() < 0.85
    check = rated and number % 7 == 0 and number > 0
    return {
        **of, "on": on, "due": DUE, "reported": chance.randint(0, DUE), "closed": closed,
        "leg": _score(mean, chance) if rated else None,
        "back": _score(mean - 2, chance) if rated else None,
        "change": chance.randint(-1, 2) if check else None,
    }  # fmt: skip


def _score(mean: float, chance: Random) -> int:
    return max(0, min(10, round(mean + chance.gauss(0, 1.1))))


def _screening(of: dict[str, Any], on: date, care: Care) -> dict[str, Any]:
    return {
        "id": new_id(), **of, "source": WEEKLY_CHECK, "on": on, "answered_at": NOW,
        "answered_by": care.me.person_id,
    }  # fmt: skip


def _entries(day: dict[str, Any], author: UUID | None) -> Iterator[dict[str, Any]]:
    """The two entries that say what a day's row counts."""
    of = {name: day[name] for name in ("practice_id", "client_id", "episode_id")}
    moment = datetime.combine(day["on"], NOW.timetz())
    told = {"exercise": {"line": "line-0", "outcome": "done", "times": day["reported"]}}
    if day["leg"] is not None:
        told["pain"] = {"leg": day["leg"], "back": day["back"]}
    for kind, body in told.items():
        yield {
            "id": new_id(), **of, "device": "phone-1", "seq": 1, "op": "log", "kind": kind,
            "local_date": day["on"], "zone": "Europe/London", "done_at": moment,
            "received_at": moment, "body": body, "hash": bytes(32), "flagged": False,
            "written_by": author,
        }  # fmt: skip


def a_day_more(session: Session, practice_id: UUID, on: date) -> None:
    """What clients report on `on`: scores and exercise, with the entries that say so."""
    chance = Random(on.toordinal())
    episodes = iter(
        session.execute(
            select(Episode.id, Episode.client_id, Episode.leg).where(
                Episode.practice_id == practice_id, Episode.closed_at.is_(None)
            )
        ).all()
    )
    author = session.scalars(select(Entry.written_by).limit(1)).one()
    while batch := list(islice(episodes, BATCH)):
        days = [
            _day({"practice_id": practice_id, "client_id": client, "episode_id": episode},
                 on, leg, 1, closed=False, chance=chance)
            for episode, client, leg in batch
        ]  # fmt: skip
        session.execute(insert(DiaryDay), days)
        session.execute(insert(Entry), [told for day in days for told in _entries(day, author)])
        session.commit()


def decide_reviews(session: Session) -> None:
    """The therapists decide on every review, as they do within days of the first night."""
    decided = {"status": ACTED, "closed_at": NOW}
    session.execute(update(Flag).where(Flag.kind == REVIEW).values(decided))
    session.commit()
