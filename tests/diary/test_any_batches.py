"""However a phone's entries are ordered, split, repeated and interleaved: the diary is the same."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from homecare.diary.days import rebuild
from homecare.diary.envelope import LARGEST, read
from homecare.diary.models import DiaryDay, Entry, RejectedEntry
from homecare.diary.receiving import receive
from tests.chance import examples
from tests.make.diary import BRIDGE, DAY, ROLLS, TODAY, Care, make_care
from tests.make.people import NOW, acting
from tests.make.sync import batch_of, entry

LATER = NOW + 5 * DAY  # when every batch arrives
DEVICES = ("phone-1", "phone-2", "tablet")
KINDS: dict[str, list[dict[str, Any]]] = {
    "pain": [{"leg": n, "back": None} for n in range(3)],
    "exercise": [
        {"line": line, "outcome": outcome}
        for line in (ROLLS, BRIDGE)
        for outcome in ("done", "not")
    ],
    "bath": [{"kept": "kept"}, {"kept": "could_not"}],
    "sitting": [{"minutes": 30}, {"kept": "kept", "minutes": 45}],
    "flare": [{"state": "start"}, {"state": "end"}],
    "note": [{"text": "a"}, {"text": "b"}],
    "better": [{}],
}
Sent = tuple[str, dict[str, Any]]  # a device and an entry of its own


def uuid(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012}"


@st.composite
def outboxes(draw: st.DrawFn) -> list[Sent]:
    """What several devices hold: logs, corrections of corrections of any device, odd ones too."""
    sent: list[Sent] = []
    for number in range(draw(st.integers(1, 9))):
        _, original = draw(st.sampled_from(sent)) if sent and draw(st.booleans()) else ("", None)
        op = draw(st.sampled_from(["amend", "amend", "void"])) if original else "log"
        # Now and then a correction names an entry of another day or kind, or one never sent.
        same = original if original and draw(st.integers(0, 5)) else None
        kind = same["kind"] if same else draw(st.sampled_from(sorted(KINDS)))
        day = TODAY + draw(st.integers(-1, 4)) * DAY  # the day before the intake is flagged
        sent.append((draw(st.sampled_from(DEVICES)), entry(
            kind,
            {} if op == "void" else draw(st.sampled_from(KINDS[kind])),
            id=uuid(number),
            seq=draw(st.integers(1, 3)),
            op=op,
            supersedes=original["id"] if original else None,
            programme_version=None,
            local_date=same["local_date"] if same else day.isoformat(),
        )))  # fmt: skip
    return sent


@st.composite
def sendings(draw: st.DrawFn, sent: list[Sent]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The same entries in another order, some again, in batches of one device each."""
    again = draw(st.lists(st.sampled_from(sent), max_size=5))
    batches: list[tuple[str, list[dict[str, Any]]]] = []
    for device, each in draw(st.permutations(sent + again)):
        if batches and batches[-1][0] == device and draw(st.booleans()):
            batches[-1][1].append(each)
        else:
            batches.append((device, [each]))
    return batches


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(data=st.data())
def test_ledger_and_days_end_the_same(session: Session, data: st.DataObject) -> None:
    sent = data.draw(outboxes())
    care = _care_with_an_empty_diary(session)
    for each in sent:
        _send(session, care, each[0], [each[1]])
    ledger, days = _ledger(session), _days(session)
    assert len(ledger) == len(sent)

    care = _care_with_an_empty_diary(session)
    for device, entries in data.draw(sendings(sent)):
        statuses = _send(session, care, device, entries)
        assert set(statuses) <= {"stored", "flagged", "duplicate"}
    assert _ledger(session) == ledger
    assert _days(session) == days

    rebuild(session, care.episode.id)
    assert _days(session) == days


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(data=st.data())
def test_an_id_used_again_is_put_aside_and_changes_nothing(
    session: Session, data: st.DataObject
) -> None:
    sent = data.draw(outboxes())
    care = _care_with_an_empty_diary(session)
    for device, each in sent:
        _send(session, care, device, [each])
    ledger, days = _ledger(session), _days(session)
    device, first = data.draw(st.sampled_from(sent))
    other = {**first, "seq": first["seq"] + 7}
    rest = [each for own, each in sent if own == device]
    at = data.draw(st.integers(0, len(rest)))
    statuses = _send(session, care, device, [*rest[:at], other, *rest[at:]])
    assert statuses[at] == "conflict"
    assert {*statuses[:at], *statuses[at + 1 :]} <= {"duplicate"}
    assert (_ledger(session), _days(session)) == (ledger, days)
    assert len(session.scalars(select(RejectedEntry)).all()) == 1


def _care_with_an_empty_diary(session: Session) -> Care:
    """One client for all examples."""
    session.rollback()
    if "care" not in session.info:
        session.info["care"] = make_care(session)
    for table in (DiaryDay, Entry, RejectedEntry):
        session.execute(delete(table))
    care: Care = session.info["care"]
    return care


def _send(session: Session, care: Care, device: str, entries: list[dict[str, Any]]) -> list[str]:
    content = batch_of(str(care.client.id), device, entries)
    assert len(content) < LARGEST
    outcomes = receive(acting(session, care.me, LATER), read(content).entries).outcomes
    return [outcome.status for outcome in outcomes]


def _ledger(session: Session) -> list[dict[str, Any]]:
    columns = Entry.__table__.columns
    rows = session.execute(select(*columns).order_by(Entry.id))
    return [dict(row._mapping) for row in rows]


def _days(session: Session) -> list[dict[str, Any]]:
    columns = DiaryDay.__table__.columns
    rows = session.execute(select(*columns).order_by(DiaryDay.on))
    return [dict(row._mapping) for row in rows]
