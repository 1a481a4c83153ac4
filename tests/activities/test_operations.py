"""What matters is named, scored and corrected; nothing that stood is lost."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.activities.operations import name_activities
from homecare.activities.queries import followed, named
from homecare.clients.amended.models import RecordChange
from homecare.database import new_id
from homecare.diary.models import Entry
from homecare.diary.projection import DAY
from homecare.diary.schemas import problems
from homecare.flags.models import Flag
from homecare.mail.models import OutboxMail
from homecare.questions.operations import answer_activities
from tests.make.diary import Care, statements
from tests.make.flags import answer, at, flags_of, on
from tests.make.people import acting


def name(session: Session, care: Care, *words: str, start: int = 6, day: int = 0) -> list[str]:
    """Name activities, keeping those that stand in the same words; answers their ids."""
    known = {one.words: one.id for one in named(care.episode)}
    wanted = [(known.get(one, ""), one, start) for one in words]
    name_activities(acting(session, care.me, at(day)), care.episode, wanted)
    session.commit()
    return [one.id for one in named(care.episode)]


def goes(session: Session, care: Care, day: int, **scores: int) -> None:
    """Scores of a day, by the ids of the activities."""
    answer_activities(
        acting(session, care.me, at(day)), care.episode,
        form_id=new_id(), day=on(day), scores=scores,
    )  # fmt: skip
    session.commit()


def test_an_activity_keeps_its_scores_in_other_words(session: Session, care: Care) -> None:
    [film] = name(session, care, "sit through a film", day=1)
    goes(session, care, 7, **{film: 4})
    act = acting(session, care.therapist, at(8))
    name_activities(act, care.episode, [(film, "sit through a whole film", 6)])
    session.commit()
    [one] = followed(session, care.episode)
    assert (one.activity.id, one.words, one.scores) == (
        film, "sit through a whole film", ((on(7), 4),),
    )  # fmt: skip
    kept = session.scalars(select(RecordChange).order_by(RecordChange.at)).all()
    assert [row.old for row in kept] == ["", "“sit through a film” 6"]
    assert kept[-1].new == "“sit through a whole film” 6"


def test_what_is_left_out_is_asked_no_more_and_stays_in_the_diary(
    session: Session, care: Care
) -> None:
    film, walk = name(session, care, "sit through a film", "walk the dog")
    goes(session, care, 7, **{film: 4, walk: 5})
    assert name(session, care, "walk the dog", day=8) == [walk]
    goes(session, care, 14, **{film: 9, walk: 6})
    assert [one.scores for one in followed(session, care.episode)] == [((on(7), 5), (on(14), 6))]
    entries = session.scalars(select(Entry).order_by(Entry.local_date)).all()
    assert [len(one.body["scores"]) for one in entries] == [2, 1]
    assert entries[0].in_words == "Sit through a film 4, walk the dog 5 (0–10)."


def test_a_second_answer_of_the_day_corrects_the_first_and_both_stay(
    session: Session, care: Care
) -> None:
    [film] = name(session, care, "sit through a film")
    goes(session, care, 7, **{film: 4})
    goes(session, care, 7, **{film: 7})
    [one] = followed(session, care.episode)
    assert one.scores == ((on(7), 7),)
    assert sorted(e.op for e in session.scalars(select(Entry))) == ["amend", "log"]


@pytest.mark.parametrize(
    "wanted",
    [
        [("", "", 5)], [("", "x" * 61, 5)], [("", "walk", 11)], [("", "walk", -1)],
        [("", word, 5) for word in "abcd"],
    ],
)  # fmt: skip
def test_what_is_no_activity_is_refused(session: Session, care: Care, wanted: Any) -> None:
    with pytest.raises(ValueError, match=r"activit"):
        name_activities(acting(session, care.me, at(0)), care.episode, wanted)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"scores": []}, {"scores": [{"id": "a", "words": "walk", "score": 11}]},
        {"scores": [{"id": "a", "words": "", "score": 1}]}, {"scores": [{"id": "a", "score": 1}]},
        {"scores": [{"id": "a", "words": "w", "score": 1}] * 4},
    ],
)  # fmt: skip
def test_the_ledger_takes_one_to_three_scores(body: dict[str, Any]) -> None:
    assert problems("activities", "log", body)
    assert problems("activities", "log", {"scores": [{"id": "a", "words": "w", "score": 0}]}) == []


def test_a_fall_at_two_checks_asks_for_a_review_once_and_waits_for_the_list(
    session: Session, care: Care
) -> None:
    [film] = name(session, care, "sit through a film")
    goes(session, care, 7, **{film: 3})
    assert flags_of(session, care) == []
    goes(session, care, 14, **{film: 2})
    [flag] = flags_of(session, care)
    assert (flag.kind, flag.proposes, flag.reasons[0]["code"]) == ("review", "check_in", "activity")
    assert "was 6 at the start, and 3 and 2 at the last two checks" in flag.reasons[0]["text"]
    goes(session, care, 21, **{film: 2})
    assert len(flags_of(session, care)) == 1
    assert session.query(OutboxMail).count() == 0


def test_a_fall_never_takes_the_place_of_something_graver(session: Session, care: Care) -> None:
    [film] = name(session, care, "sit through a film")
    answer(session, care, "fever", day=1)
    for day in (7, 14):
        goes(session, care, day, **{film: 1})
    [flag] = session.scalars(select(Flag).where(Flag.closed_at.is_(None))).all()
    assert flag.kind == "gp"
    assert "Doing less of what matters" in flag.transitions[-1].reason


def test_reading_it_is_one_statement_and_none_where_nothing_is_named(
    session: Session, care: Care
) -> None:
    with statements(session) as sent:
        assert followed(session, care.episode) == []
    assert sent == []
    film, *_ = name(session, care, "sit through a film", "walk the dog", "sleep through")
    for day in range(7, 28, 7):
        goes(session, care, day, **{film: 5})
    with statements(session) as sent:
        assert [one.now for one in followed(session, care.episode)] == [5, 6, 6]
    assert len(sent) == 1
    assert on(7) + 2 * 7 * DAY == on(21)
