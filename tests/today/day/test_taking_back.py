"""What was reported is taken back: it is then not logged, which is something else than not done."""

import pytest
from sqlalchemy.orm import Session

from homecare.diary.days import rebuild
from homecare.diary.models import Entry
from tests.make.diary import BRIDGE, ROLLS, Care, record, the_day, told
from tests.today.visiting import Visitor

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize(
    ("kind", "said", "taken_back", "words_of_it"),
    [
        ("exercise", {"outcome": "not", "line": BRIDGE}, {"outcome": ""}, "Reported: not done"),
        ("exercise", {"outcome": "times-1", "line": ROLLS}, {"outcome": ""}, "1 of 2 times"),
        ("pain", {"leg": "4", "back": "2"}, {"undo": "1"}, "Pain reported: leg 4, back 2."),
        ("sitting", {"kept": "kept"}, {"kept": ""}, "Reported: kept"),
        ("bath", {"kept": "not_kept"}, {"kept": ""}, "Reported: not kept"),
    ],
)  # fmt: skip
def test_a_report_taken_back_is_not_logged(
    session: Session, care: Care, me: Visitor, kind: str, said: dict[str, str],
    taken_back: dict[str, str], words_of_it: str,
) -> None:  # fmt: skip
    def row() -> tuple[object, ...]:
        session.rollback()
        day = the_day(session, care.episode.id)
        assert day is not None
        return (day.reported, day.not_done, day.leg, day.back, day.sitting, day.bath)

    for _ in range(3):
        me.report(kind, **said)
        assert words_of_it in me.read()
        told = row()
        me.report(kind, **{"line": said["line"]} if "line" in said else {}, **taken_back)
        assert words_of_it not in me.read()
        assert row() == (0, 0, None, None, None, None) != told
    kept = row()
    rebuild(session, care.episode.id)
    session.commit()
    assert row() == kept


def test_a_hundred_taps_back_and_forth_end_as_the_last_one_says(
    session: Session, care: Care, me: Visitor
) -> None:
    for i in range(100):
        me.report("exercise", line=BRIDGE, outcome=("done", "", "not", "partly", "")[i % 5])
    assert "2 exercises due, none logged yet." in me.read()
    before = the_day(session, care.episode.id)
    assert before is not None
    assert (before.reported, before.not_done) == (0, 0)


def test_an_exercise_without_any_answer_is_still_refused(session: Session, me: Visitor) -> None:
    answer = me.send("/today", "/exercise", {}, BRIDGE)
    assert answer.status_code == 422
    assert session.query(Entry).count() == 0


def test_timed_minutes_and_the_answer_are_taken_back_each_by_itself(
    session: Session, care: Care, me: Visitor
) -> None:
    record(session, care, told("sitting", {"minutes": 35}))
    me.report("sitting", kept="kept")
    assert "Sitting that was timed: 35 min" in me.read()
    me.report("sitting", kept="")
    assert "Sitting that was timed: 35 min" in me.read()
    assert "Reported: kept" not in me.read()
    me.report("sitting", kept="not_kept")
    me.report("sitting", minutes="0")
    assert "35 min" not in me.read()
    assert "Reported: not kept" in me.read()
