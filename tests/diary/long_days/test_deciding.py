"""What decides a long day, with what is told since, counts as all that was ever told of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from homecare.diary.ledger import EntryRow, order
from homecare.diary.long_days import deciding as module
from homecare.diary.long_days.deciding import LONG, as_held, deciding, joins
from homecare.diary.projection import DayFigures, PlanBehindDays, newest, project, settled
from homecare.rules.schedule import Line, Version
from homecare.today.phone.held import reports_held

pytestmark = pytest.mark.any_database

DAY = date(2026, 11, 2)
LINES = (Line("a", 127, 2, True), Line("b", 127, 1, False))
PLAN = PlanBehindDays((Version(1, DAY, 48, LINES, UUID(int=1)),))
KINDS = ("pain", "exercise", "exercise", "bath", "note", "better", "flare")


def body(chance: Random, kind: str) -> dict[str, Any]:
    """What an entry says."""
    scores = {"leg": chance.choice([None, 1, 6]), "back": chance.choice([None, 2, 7])}
    said: dict[str, dict[str, Any]] = {
        "pain": {site: score for site, score in scores.items() if score or chance.random() < 0.5},
        "exercise": {"line": chance.choice("ab"), "outcome": chance.choice(["done", "not"])},
        "bath": {"kept": chance.choice(["kept", "not_kept"])},
        "note": {"text": "a word"},
        "flare": {"state": "start"},
    }
    return said.get(kind, {})


def entry(chance: Random, number: int, before: Sequence[EntryRow], odd: float) -> EntryRow:
    """A report of the day, or a correction of one: mostly of what holds, and after all before it;
    with the chance `odd` of another one, or of an earlier number."""
    kind, op, of = chance.choice(KINDS[: None if chance.random() < odd else -1]), "log", None
    said = body(chance, kind)
    if before and chance.random() < 0.6:
        one = chance.choice(before if chance.random() < odd else settled(before) or before)
        kind, op, of = one.kind, chance.choice(["amend", "amend", "void"]), one.id
        line = {"line": one.body["line"]} if one.body.get("line") and chance.random() > odd else {}
        said = {} if op == "void" else {**body(chance, kind), **line}
    late = timedelta(hours=chance.choice([12, 12, 60]))
    return EntryRow(
        UUID(int=number), chance.choice(["phone-1", "phone-2", "web"]),
        chance.randint(1, 20) if chance.random() < odd else number, op, of, kind, DAY,
        "Europe/London", datetime.combine(DAY, datetime.min.time(), UTC) + late,
        chance.random() < odd / 20, said, UUID(int=1),
    )  # fmt: skip


def counted(told: Sequence[EntryRow]) -> DayFigures:
    """The figures of the day."""
    return dict(project(told, PLAN, [DAY]))[DAY]


def held(told: Sequence[EntryRow]) -> tuple[Any, ...]:
    """What a phone makes of what the practice holds: what of it is behind says nothing."""
    whole = reports_held(told)
    top = {
        place: (one.id, {name: said for name, said in one.body.items() if said is not None})
        for place, one in newest(settled(told)).items()
    }
    return top, whole["taken_back"], whole["seq"]


@pytest.mark.parametrize("odd", [0.02, 0.3])
def test_a_long_day_counts_as_all_of_it(odd: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG", 3)
    joined = 0
    for seed in range(700):
        chance, told, number = Random(seed), list[EntryRow](), 0
        kept = None
        for _ in range(chance.randint(2, 8)):
            new: list[EntryRow] = []
            for _ in range(chance.randint(1, 4)):
                number += 1
                new.append(entry(chance, number, told + new, odd))
            before, told = told, told + new
            decided = [*as_held((one for one in before if one.id in kept), kept)] if kept else []
            if kept and joins(decided, new):
                joined += 1
                few = decided + new
                assert (counted(few), held(few)) == (counted(told), held(told)), seed
                assert deciding(few, was_long=True) == deciding(told), seed
            kept = deciding(told)
            assert deciding(chance.sample(told, len(told))) == kept
    assert joined > 200


def corrections(times: int, **first: Any) -> list[EntryRow]:
    """A score that was corrected so many times."""
    moment = datetime.combine(DAY, datetime.min.time(), UTC)
    usual = {"device": "phone-1", "kind": "pain", "zone": "Europe/London", "received_at": moment}
    return [
        EntryRow(**{
            **usual, "id": UUID(int=n), "seq": n, "op": "amend" if n > 1 else "log",
            "supersedes": UUID(int=n - 1) if n > 1 else None, "local_date": DAY, "flagged": False,
            "body": {"leg": n % 11, "back": 1}, **(first if n == 1 else {}),
        })
        for n in range(1, times + 1)
    ]  # fmt: skip


def test_one_entry_decides_a_score_however_often_it_was_corrected() -> None:
    assert deciding(corrections(LONG - 1)) is None
    for times in (LONG, 10 * LONG):
        assert deciding(corrections(times)) == {UUID(int=times): None}


def test_what_was_taken_back_stays_taken_back() -> None:
    *before, last = corrections(LONG + 1)
    gone = last._replace(op="void", body={})
    assert deciding([*before, gone]) == {before[-1].id: None, gone.id: before[-1].id}


@pytest.mark.parametrize(
    "first",
    [
        {"flagged": True},  # a therapist is to look at it
        {"op": "amend", "supersedes": UUID(int=99)},  # waits for what it corrects
        {"seq": 1000},  # said after what corrects it, by the clock of its device
        {"kind": "flare", "body": {"state": "start"}},
    ],
)
def test_an_odd_day_is_read_whole(first: dict[str, Any]) -> None:
    assert deciding(corrections(LONG, **first)) is None


def test_who_is_behind_comes_last_and_is_looked_for_in_the_whole_day() -> None:
    told = corrections(LONG)
    kept = deciding(told)
    assert kept is not None
    decided = [*as_held([told[-1]], kept)]
    new = told[-1]._replace(id=UUID(int=500), supersedes=told[-1].id, seq=LONG + 1)
    assert joins(decided, [new])
    assert not joins(decided, [new._replace(seq=LONG - 1)])
    assert not joins(decided, [new._replace(supersedes=told[3].id)])
    assert not joins(decided, [new._replace(kind="flare", op="log", supersedes=None)])
    assert order(new) > order(decided[0])
