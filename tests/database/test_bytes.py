"""What a client adds to the database in a month, letters with it: bytes are counted, not time.

The aim is 60,000 bytes for each client and month, once what mails said is forgotten. Counted on
SQLite, where a page is what the file grows by; its indexes are PostgreSQL's too.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.database import new_id
from homecare.flags.decisions import dismiss
from homecare.flags.queries import live_flag
from homecare.mail.forgetting import forget_words
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from homecare.referrals.operations import issue_referral
from homecare.referrals.writing import write_referral
from tests.make.diary import BRIDGE, DAY, ROLLS, Care, record, told
from tests.make.flags import assess, at, on
from tests.make.people import acting
from tests.make.referrals import make_contact, make_draft

pytestmark = pytest.mark.any_database
Bytes = Callable[[], int]

AIM = 60_000
WEEKS = 12
MONTHS = WEEKS * 7 / 30.4
WRITES = 5  # days of ten, four entries each: half as many again as in `benchmarks.year`
LETTERS = 1 / 8
"""For each client and month: a little more than in `benchmarks.year`."""
END = at(WEEKS * 7)
PAGE = 1024  # a small one, so that a table's last page, half empty, hardly counts


@pytest.fixture
def used(session: Session, tmp_path: Path) -> Bytes:
    """Counts the bytes that everything stored so far takes up, tidied."""

    def count() -> int:
        session.commit()
        source = session.get_bind().url.database  # type: ignore[union-attr]
        copy = tmp_path / f"{new_id()}.sqlite"
        connection = sqlite3.connect(source)
        connection.execute(f"PRAGMA page_size = {PAGE}")
        connection.execute("VACUUM INTO ?", (str(copy),))
        connection.close()
        return copy.stat().st_size

    return count


def live(session: Session, care: Care) -> None:
    """Reports, nights, reminders, weekly mails, somebody who looks, and a flag decided on."""
    for day in range(WEEKS * 7):
        if day % 10 < WRITES:
            _report(session, care, day)
        else:
            _mail(session, care, f"reminder:{care.client.id.hex}:{on(day)}T18:00", at(day))
        if day % 7 == 0:
            assess(session, care, day)
            _mail(session, care, f"weekly-progress:{care.client.id.hex}:{on(day)}", at(day))
            audit.note(acting(session, care.therapist, at(day)), "client.view", care.client.id)
    flag = live_flag(session, care.episode.id)
    assert flag is not None
    dismiss(acting(session, care.therapist, END), flag, "On the way: carry on as we are.")
    session.execute(update(OutboxMail).values(status="sent", sent_at=END))
    forget_words(session, END + 40 * DAY)
    session.commit()


def _report(session: Session, care: Care, day: int) -> None:
    said: Sequence[tuple[str, dict[str, object]]] = (
        ("pain", {"leg": 5, "back": 3}),
        ("exercise", {"line": ROLLS, "outcome": "done"}),
        ("exercise", {"line": BRIDGE, "outcome": "done"}),
        ("sitting", {"kept": "kept"}),
    )
    for seq, (kind, body) in enumerate(said):
        report = told(kind, body, on(day), seq=10 * day + seq, done_at=at(day))
        record(session, care, report, at(day) + timedelta(hours=9))


def _mail(session: Session, care: Care, key: str, now: datetime) -> None:
    queue(session, Email(
        kind=key.split(":")[0], to_address="client@homecare.example", subject="Your exercises",
        text="Good evening.\n" * 40, html="<p>Good evening.</p>" * 90, to_name=care.client.name,
        practice_id=care.practice.id, client_id=care.client.id, key=key,
    ), now)  # fmt: skip


def letter(session: Session, care: Care) -> None:
    """A letter to the GP, issued."""
    contact = make_contact(session, care.therapist, kind="gp")
    draft = make_draft(session, care.therapist, care.episode, contact, END)
    act = acting(session, care.therapist, END)
    issue_referral(act, draft, write_referral(act, care.episode, draft))
    session.commit()


def test_a_month_with_letters_stays_below_the_aim(
    session: Session, care: Care, used: Bytes
) -> None:
    before = used()
    live(session, care)
    lived = used() - before
    letter(session, care)
    one_letter = used() - before - lived
    assert lived / MONTHS + LETTERS * one_letter < AIM
