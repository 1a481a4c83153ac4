"""What a client takes along can be read by a person, and holds all that they said: reports of every
kind, their answers to the red-flag questions, and about letters."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.activities.operations import name_activities
from homecare.database import new_id
from homecare.diary.operations import report
from homecare.diary.schemas import ASKED, KINDS
from homecare.flags.red_flag_answers import (
    clear_episode,
    correct_red_flag_answers,
    record_red_flag_answers,
    strike_red_flag_answers,
)
from homecare.screening.models import BY_THERAPIST, RedFlagAnswer
from homecare.screening.operations import Round
from tests.make.diary import BRIDGE, TODAY, Care, make_care, record, told
from tests.make.flags import answer, at
from tests.make.people import acting
from tests.make.referrals import make_contact, make_draft
from tests.referrals.agreed.asking import answered, asked
from tests.today.me.test_export import table
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

SAID: dict[str, list[tuple[Any, str]]] = {
    "exercise": [
        ({"line": BRIDGE, "outcome": "done"}, "Bridge: done."),
        ({"line": BRIDGE, "outcome": "partly", "times": 2, "reason": "hurts", "note": "Left only"},
         "Bridge: partly, 2 times, it hurts. “Left only”"),
        ({"line": "no_such:-", "outcome": "not"}, "An exercise: not done."),
    ],
    "pain": [({"leg": 5, "back": None}, "Leg 5, back not rated.")],
    "sitting": [
        ({"kept": "not_kept"}, "Sitting: not kept."),
        ({"minutes": 25}, "Sitting: 25 minutes."),
        ({"kept": "kept", "minutes": 1}, "Sitting: kept, 1 minute."),
    ],
    "bath": [({"kept": "could_not"}, "Bath: couldn’t.")],
    "note": [({"text": "Slept badly,\nsore"}, "“Slept badly,\nsore”")],
    "better": [({}, "“All better”.")],
    "flare": [({"state": "start"}, "A flare-up began."), ({"state": "end"}, "A flare-up ended.")],
    "check": [({"change": 2}, "Much better, compared with the start."),
              ({"change": None}, "Weekly check: no answer.")],
    "why": [({"reason": "other", "text": "A wedding"}, "Something else. “A wedding”")],
    "check_in": [({"answer": "same"}, "About the same.")],
    "activities": [(None, "Sit through a film 6 (0–10).")],
}  # fmt: skip


@pytest.mark.parametrize("kind", SAID)
def test_every_report_is_told_in_words(
    session: Session, care: Care, me: Visitor, kind: str
) -> None:
    assert {*SAID} == {*KINDS}
    name_activities(acting(session, care.me), care.episode, [("", "Sit through a film", 3)])
    session.commit()
    named = care.episode.activities[0]
    scores = {"scores": [{"id": named["id"], "words": named["words"], "score": 6}]}
    for seq, (body, _) in enumerate(SAID[kind], 1):
        said = scores if body is None else body
        if kind in ASKED:
            more: dict[str, Any] = {"kind": kind, "day": TODAY, "body": said}
            report(acting(session, care.me), care.episode, entry_id=new_id(), **more)
            session.commit()
        else:
            record(session, care, told(kind, said, seq=seq))
    in_words = [line["in_words"] for line in table(me, "/me/entries.csv")]
    assert in_words == [read for _, read in SAID[kind]]
    whole = json.loads(me.browser.get("/me/diary.json").text)
    assert [one["in_words"] for one in whole["entries"]] == in_words


def test_what_was_taken_back_says_so(session: Session, care: Care, me: Visitor) -> None:
    first = told("note", {"text": "Slept badly"})
    record(session, care, first)
    record(session, care, told("note", {}, op="void", supersedes=first.id, seq=2))
    lines = table(me, "/me/entries.csv")
    assert [one["in_words"] for one in lines] == ["“Slept badly”", "Taken back."]


def rounds(me: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(me.browser.get("/me/diary.json").text)[
        "red_flag_questions"
    ]
    return found


def lines(me: Visitor, kind: str) -> list[str]:
    return [one["in_words"] for one in table(me, "/me/entries.csv") if one["kind"] == kind]


def test_their_answers_to_the_red_flag_questions_go_along_without_what_was_decided(
    session: Session, care: Care, me: Visitor
) -> None:
    act = acting(session, care.me, at(0))
    record_red_flag_answers(act, care.episode, "client", {"fever": False, "night_sweats": True})
    session.commit()
    answer(session, care)
    given = session.scalars(select(RedFlagAnswer)).all()
    clear_episode(acting(session, care.therapist, at(0)), care.episode, "The GP has looked")
    session.commit()
    assert all(one.cleared_reason for one in given)
    first, none = rounds(me)
    assert [(one["code"], one["unsure"]) for one in first["answers"]] == [
        ("fever", False), ("night_sweats", True),
    ]  # fmt: skip
    assert none["answers"] == []
    said = [one["question"] for one in first["answers"]]
    assert lines(me, "red_flag_questions") == [
        f"Red-flag questions: {said[0]} Yes. {said[1]} Not sure.",
        "Red-flag questions: none of these.",
    ]
    for page in ("/me/diary.json", "/me/entries.csv"):
        assert "The GP has looked" not in me.browser.get(page).text


def test_what_was_never_their_answer_does_not_go_along(
    session: Session, care: Care, me: Visitor
) -> None:
    """A therapist typed it into the wrong record, or wrongly."""
    struck = answer(session, care, "fever", by_staff=True)
    strike_red_flag_answers(acting(session, care.therapist, at(0)), struck, "Of another client")
    session.commit()
    assert rounds(me) == []
    slip = answer(session, care, "night_sweats", by_staff=True)
    said = Round(BY_THERAPIST, {"weight_loss": False}, {}, None)
    correct_red_flag_answers(acting(session, care.therapist, at(0)), slip, said, "Misheard")
    session.commit()
    codes = [[one["code"] for one in asked["answers"]] for asked in rounds(me)]
    assert codes == [["weight_loss"]]


def test_what_they_said_about_a_letter_goes_along(
    session: Session, care: Care, me: Visitor, therapist: FlaskClient
) -> None:
    gp = make_contact(session, care.therapist, kind="gp", name="Dr Kit Hale")
    draft = make_draft(session, care.therapist, care.episode, gp)
    asked(therapist, draft)
    answered(me, draft, "change", "Leave out\nmy work")
    whole = json.loads(me.browser.get("/me/diary.json").text)
    (one,) = whole["agreements"]
    assert (one["to"], one["how"], one["answer"]) == ("Dr Kit Hale", "phone", "asked_change")
    assert one["words"] == "Leave out\nmy work"
    assert lines(me, "letter") == [
        "A letter to Dr Kit Hale: asked for a change. “Leave out\nmy work”"
    ]


def test_nobody_elses_answers_go_along(session: Session, care: Care, me: Visitor) -> None:
    other = make_care(session, email="2", name="Another Person")
    answer(session, other, "fever")
    assert rounds(me) == []
    assert lines(me, "red_flag_questions") == []


def test_me_says_where_each_of_it_is(me: Visitor) -> None:
    page = words(me.browser.get("/me").text)
    assert (
        "Every entry: a line for each thing you wrote or ticked, in words, with your answers under "
        "“Something feels wrong” and about letters." in page
    )
