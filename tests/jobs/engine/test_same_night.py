"""A night is the same whoever works it off, and stores what belongs together in one go."""

from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import AuditLine
from homecare.diary.models import DiaryDay
from homecare.jobs import nightly
from homecare.jobs.engine import parts
from homecare.mail.models import OutboxMail
from tests.chance import THOROUGH
from tests.jobs.engine.conftest import House
from tests.jobs.test_nightly import a_course, flags, night, others, said
from tests.make.diary import Care, make_care, statements
from tests.make.flags import at, rate

EPISODES = 5


@pytest.mark.postgresql
@pytest.mark.parametrize("seed", range(2 if THOROUGH else 1))
def test_workers_leave_row_for_row_what_the_clock_leaves(
    house: House, session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(parts, "SIZE", 2)
    found, days = [], (36, 37, 42, 43, 49)
    by_the_clock = a_practice(session, ".clock", seed)
    for day in days:
        nightly.assess(session, settings, at(day), None)
    found.append(everything(session, by_the_clock))
    by_workers = a_practice(session, ".worker", seed)
    for day in days:
        house.at(at(day))
        while house.clock("assess"):
            house.work_off()
    found.append(everything(session, by_workers))
    assert found[0] == found[1]
    assert len(found[0]["verdicts"]) == EPISODES
    assert found[0]["flags"]
    assert "flag.open" in {action for _, action in found[0]["audit"]}


def a_practice(session: Session, email: str, seed: int) -> Care:
    care = make_care(session, email=email)
    for place, one in enumerate([care, *others(session, care, EPISODES - 1, email)]):
        a_course(session, one, Random(100 * seed + place))
    session.commit()
    return care


def everything(session: Session, care: Care) -> dict[str, list[Any]]:
    """What stands in a practice's rows, with its clients by number."""
    verdicts, flags = said(session, care)
    of = DiaryDay, AuditLine, OutboxMail
    days, lines, mails = (
        session.scalars(select(one).where(one.practice_id == care.practice.id)).all() for one in of
    )
    ids = sorted({one.client_id for one in days})
    place = {each: number for number, each in enumerate(ids)} | {None: -1}
    return {
        "verdicts": verdicts,
        "flags": flags,
        "days": sorted((place[one.client_id], one.on, one.closed, str(one.leg), str(one.back))
                       for one in days),
        "audit": [(place[one.client_id], one.action)
                  for one in sorted(lines, key=lambda one: (place[one.client_id], one.seq))],
        "mails": sorted((place[one.client_id], one.kind, one.subject, one.to_address.split(".")[0])
                        for one in mails),
    }  # fmt: skip


def test_the_flags_of_a_piece_are_stored_together(
    session: Session, settings: Settings, care: Care
) -> None:
    for one in [care, *others(session, care, 4)]:
        rate(session, one, 9, 9, range(1, 5))
    session.commit()
    with statements(session) as sent:
        assert night(session, settings, 5) == 1
    assert len(flags(session)) == 5
    for table in ("flag", "flag_transition", "audit_line", "outbox_mail"):
        assert len([one for one in sent if one.startswith(f"INSERT INTO {table} ")]) == 1, table
    assert not [one for one in sent if one.startswith("UPDATE audit_line")]
