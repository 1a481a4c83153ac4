"""What homecare asks for: each kind by its own page, told in words, and one answer a day."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from homecare.database import new_id
from homecare.diary import ledger
from homecare.diary.days import rebuild
from homecare.diary.models import Entry
from homecare.diary.operations import report
from homecare.diary.queries import answers_of
from homecare.diary.schemas import problems
from homecare.diary.words import answered
from tests.make.diary import TODAY, Care, make_care, record, the_day, told
from tests.make.people import NOW, acting

GOOD: list[tuple[str, dict[str, Any], str]] = [
    ("check", {"change": -3}, "Very much worse, compared with the start."),
    ("check", {"change": None}, ""),
    ("why", {"reason": "hurts"}, "It hurts."),
    ("why", {"reason": "other", "text": "Night shifts"}, "Something else. “Night shifts”"),
    ("check_in", {"answer": "same"}, "About the same."),
]


def say(session: Session, care: Care, kind: str, body: dict[str, Any] | None) -> None:
    outcome = report(
        acting(session, care.me, NOW),
        care.episode,
        entry_id=new_id(),
        kind=kind,
        day=TODAY,
        body=body,
    )
    session.commit()
    assert outcome.kept, outcome.reason


@pytest.mark.parametrize(("kind", "body", "words"), GOOD)
def test_each_answer_is_stored_and_told_in_words(
    session: Session, kind: str, body: dict[str, Any], words: str
) -> None:
    care = make_care(session)
    say(session, care, kind, body)
    (entry,) = answers_of(session, care.episode.id, TODAY)
    assert (entry.kind, entry.in_words) == (kind, words)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("check", {}), ("check", {"change": 4}), ("check", {"change": -4}), ("check", {"change": "1"}),
     ("why", {}), ("why", {"reason": "lazy"}), ("why", {"reason": "other", "text": "x" * 301}),
     ("check_in", {}), ("check_in", {"answer": "fine"})],
)  # fmt: skip
def test_what_is_no_answer_is_refused(kind: str, body: dict[str, Any]) -> None:
    assert problems(kind, "log", body) != []


def test_the_day_keeps_the_last_answer_and_a_rebuild_finds_it(session: Session) -> None:
    care = make_care(session)
    for change in (3, -2):
        say(session, care, "check", {"change": change})
    say(session, care, "why", {"reason": "forgot"})
    say(session, care, "check_in", {"answer": "worse"})
    for _ in range(2):
        day = the_day(session, care.episode.id)
        assert day is not None
        assert (day.change, day.why, day.check_in) == (-2, "forgot", "worse")
        rebuild(session, care.episode.id)
        session.commit()


def test_an_answer_taken_back_is_told_no_more(session: Session) -> None:
    care = make_care(session)
    say(session, care, "why", {"reason": "forgot"})
    say(session, care, "why", None)
    assert answers_of(session, care.episode.id, TODAY) == []
    written = session.query(Entry).order_by(Entry.id)
    assert [answered(entry.kind, entry.body) for entry in written] == ["I forgot.", ""]


@pytest.mark.parametrize(("kind", "body"), [(kind, body) for kind, body, _ in GOOD])
def test_no_device_sends_a_check_without_its_red_flags(
    session: Session, kind: str, body: dict[str, Any]
) -> None:
    outcome = record(session, make_care(session), told(kind, body))
    assert (outcome.status, outcome.reason) == (ledger.REJECTED, ledger.BY_ITS_PAGE)
    assert session.query(Entry).count() == 0
