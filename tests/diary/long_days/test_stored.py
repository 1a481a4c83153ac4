"""Days of which much was told: what a batch or a form reads of them, and what stands in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from homecare import together
from homecare.database import new_id
from homecare.diary.days import rebuild
from homecare.diary.envelope import MOST, read
from homecare.diary.long_days import deciding as module
from homecare.diary.long_days.queries import short_day_asked, short_day_reports
from homecare.diary.models import DiaryDay, Entry
from homecare.diary.operations import report, report_several
from homecare.diary.queries import DayReports, day_reports
from homecare.diary.receiving import receive
from homecare.today.phone.held import held_of
from tests.make.diary import BRIDGE, ROLLS, TODAY, Care, make_care, the_day
from tests.make.people import NOW, acting
from tests.make.sync import Phone, batch_of, entry

TAPS = [
    ("pain", {"leg": 4, "back": 1}), ("pain", {"leg": 5, "back": 2}),
    *[("exercise", {"line": line, "outcome": said})
      for line in (ROLLS, BRIDGE) for said in ("done", "not", "done", "partly")],
]  # fmt: skip
"""Ten taps, each of which corrects the one before it."""


@contextmanager
def read_by(session: Session) -> Iterator[list[int]]:
    """The rows that each statement finds: a query is asked once more, past SQLAlchemy."""
    found: list[int] = []

    def ask(_c: Any, cursor: Any, statement: str, given: Any, *_: Any) -> None:
        again = cursor.connection.cursor()
        is_query = statement.startswith("SELECT")
        found.append(len(again.execute(statement, given).fetchall()) if is_query else 0)

    engine = session.get_bind()
    event.listen(engine, "after_cursor_execute", ask)
    try:
        yield found
    finally:
        event.remove(engine, "after_cursor_execute", ask)


class Outbox:
    """A phone that corrects what it said before."""

    def __init__(self, care: Care) -> None:
        self.care, self.seq, self.last = care, 0, dict[Any, str]()

    def taps(self, many: int) -> list[dict[str, Any]]:
        """The next ones."""
        made = []
        for at in range(many):
            self.seq += 1
            kind, body = TAPS[at % len(TAPS)]
            before = self.last.get((kind, body.get("line")))
            made.append(entry(kind, body, seq=self.seq, op="amend" if before else "log",
                              supersedes=before))  # fmt: skip
            self.last[kind, body.get("line")] = made[-1]["id"]
        return made

    def send(self, session: Session, *entries: dict[str, Any]) -> list[str]:
        """Store these."""
        content = batch_of(str(self.care.client.id), "phone-1", list(entries))
        received = receive(acting(session, self.care.me), read(content).entries)
        session.commit()
        return [outcome.status for outcome in received.outcomes]


@pytest.mark.usefixtures("clock")
def test_a_batch_reads_no_more_of_a_day_that_holds_a_hundred_already(
    app: Flask, session: Session, care: Care
) -> None:
    phone, outbox = Phone.of(app, care.client.id), Outbox(care)
    token = phone.token()

    def rows() -> list[int]:
        with read_by(session) as found:
            answer = phone.post(phone.batch(*outbox.taps(10)), token=token)
        assert {one["status"] for one in answer.json["results"]} == {"stored"}
        return found

    for _ in range(4):
        rows()
    after_few = rows()
    for _ in range(100 * 10 // MOST):
        outbox.send(session, *outbox.taps(MOST))
    after_many = rows()
    assert len(after_many) == len(after_few) <= 10
    assert sum(after_many) == sum(after_few) < 40


def test_a_form_reads_no_more_of_such_a_day(session: Session) -> None:
    care = make_care(session)
    outbox = Outbox(care)

    def rows() -> list[int]:
        with read_by(session) as found:
            report(acting(session, care.me), care.episode, entry_id=new_id(), kind="exercise",
                   day=TODAY, body={"line": ROLLS, "outcome": "done"})  # fmt: skip
        session.commit()
        return found

    outbox.send(session, *outbox.taps(30))
    rows()
    after_few = rows()
    for _ in range(10):
        outbox.send(session, *outbox.taps(MOST))
    rows()  # says what it corrects; the phone did not know of the form
    assert (len(rows()), sum(rows())) == (len(after_few), sum(after_few))


def test_today_reads_no_more_of_such_a_day(session: Session) -> None:
    care = make_care(session)
    outbox = Outbox(care)

    def rows() -> int:
        asked = short_day_asked(care.episode.id, TODAY)
        return len(together.rows(session, asked)[0])

    outbox.send(session, *outbox.taps(30))
    after_few = rows()
    for _ in range(10):
        outbox.send(session, *outbox.taps(MOST))
    assert rows() == after_few < 10


def as_shown(reports: DayReports) -> list[Any]:
    """What a page of a day shows of each report."""
    standing = [*reports.entries, reports.check, reports.why, reports.check_in]
    said = [one and (one.id, one.body, one.written_by, one.received_at) for one in standing]
    return [said, sorted(reports.exercises), reports.flare_ups.on(TODAY, None)]


def test_of_a_day_that_somebody_else_wrote_in_it_is_known_who_gave_which_score(
    session: Session,
) -> None:
    care = make_care(session)
    outbox = Outbox(care)
    outbox.send(session, *outbox.taps(30))
    report(acting(session, care.therapist), care.episode, entry_id=new_id(), kind="pain", day=TODAY,
           body={"leg": 2, "back": None})  # fmt: skip
    short = short_day_reports(session, care.episode.id, TODAY, care.me.person_id)
    assert len(short.rated) > 6
    assert as_shown(short) == as_shown(day_reports(session, care.episode.id, TODAY))


def test_a_form_that_says_nothing_stores_nothing(session: Session) -> None:
    care = make_care(session)
    assert report_several(acting(session, care.me), care.episode, new_id(), []) == []
    assert the_day(session, care.episode.id) is None


def test_a_day_is_read_whole_where_what_decides_it_is_not_known(session: Session) -> None:
    care = make_care(session)
    outbox = Outbox(care)
    outbox.send(session, *outbox.taps(30))
    row = the_day(session, care.episode.id)
    assert row is not None
    kept = row.deciding
    assert kept
    session.execute(update(DiaryDay).values(deciding={str(new_id()): None}))
    session.commit()
    assert outbox.send(session, *outbox.taps(10)) == ["stored"] * 10
    session.expire_all()
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.leg, row.reported, len(row.deciding or ())) == (5, 2, len(kept))


def test_a_phone_hears_of_an_earlier_word_on_a_long_day(session: Session) -> None:
    """The first sending is answered from what was just read, a repeated one from the ledger."""
    care = make_care(session)
    outbox = Outbox(care)
    outbox.send(session, *outbox.taps(40))
    taps = outbox.taps(10)
    scope = acting(session, care.me)
    heard = []
    for _ in range(2):
        arrivals = read(batch_of(str(care.client.id), "phone-1", taps)).entries
        received = receive(scope, arrivals)
        sent = [one.report for one in arrivals if one.report]
        heard.append(held_of(scope, received, sent, NOW))  # type: ignore[arg-type]
        session.commit()
    assert heard[0] == heard[1]


def lived(session: Session, care: Care, seed: int) -> list[dict[str, Any]]:
    """A day on a phone and beside it by forms, always the same one; its row and that of the next.

    What the row says of the entries that decide it is left out.
    """
    chance, ids = Random(seed), Random(seed)
    sent: list[dict[str, Any]] = []
    for seq in range(1, 26):
        kind, body = chance.choice([*TAPS, ("bath", {"kept": "kept"}), ("better", {})])
        one = UUID(int=ids.getrandbits(122))
        if chance.random() < 0.5:
            back = kind != "better" and chance.random() < 0.4
            said = {"leg": chance.choice([None, 3]), "back": 4} if kind == "pain" else body
            report(acting(session, care.me), care.episode, entry_id=one, kind=kind, day=TODAY,
                   body=None if back else said, line=body.get("line"))  # fmt: skip
            continue
        before = chance.choice(sent) if sent and chance.random() < 0.6 else None
        kind, body = (before["kind"], before["body"]) if before else (kind, body)
        op = chance.choice(["amend", "void"]) if before and body else "log"
        number = chance.choice([seq, int(NOW.timestamp() * 1000) + 100 * seq])
        new = entry(kind, {} if op == "void" else body, id=str(one), op=op, seq=number,
                    supersedes=before["id"] if before and op != "log" else None)  # fmt: skip
        sent += [new] if op != "void" else []
        content = batch_of(str(care.client.id), chance.choice(["phone-1", "phone-2"]), [new])
        receive(acting(session, care.me), read(content).entries)
    columns = [column for column in DiaryDay.__table__.columns if column.name != "deciding"]
    days = session.execute(select(*columns).where(DiaryDay.episode_id == care.episode.id))
    return [dict(row._mapping) for row in days.all()]


@pytest.mark.parametrize("seed", range(12))
def test_a_day_by_phones_and_forms_is_the_same_however_it_is_read(
    session: Session, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    care = make_care(session)
    session.commit()
    found, ledgers = [], []
    for long in (2, 10**6):
        monkeypatch.setattr(module, "LONG", long)
        found.append(lived(session, care, seed))
        ways = (
            short_day_reports(session, care.episode.id, TODAY, care.me.person_id),
            day_reports(session, care.episode.id, TODAY),
        )
        assert as_shown(ways[0]) == as_shown(ways[1])
        said = select(Entry.op, Entry.kind, Entry.device, Entry.seq, Entry.supersedes, Entry.id)
        ledgers.append(session.execute(said.order_by(Entry.id)).all())
        kept = the_day(session, care.episode.id)
        rebuild(session, care.episode.id)
        session.expire_all()
        again = the_day(session, care.episode.id)
        assert again is not None
        assert kept is not None
        assert again.deciding == kept.deciding
        session.rollback()
    assert found[0] == found[1]
    assert ledgers[0] == ledgers[1]
