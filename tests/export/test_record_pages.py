"""The pages to read hold all that the document holds, in words."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.activities.operations import name_activities
from homecare.database import new_id
from homecare.diary.days import close_days
from homecare.diary.models import Entry
from homecare.diary.operations import report
from homecare.diary.schemas import ASKED, KINDS
from homecare.flags.models import Flag
from homecare.language import review_title
from homecare.library.models import Exercise
from homecare.programmes.plan import Plan
from homecare.screening.models import RedFlagAnswer, Screening
from tests.desk.browsing import of
from tests.export.lived import live
from tests.export.test_complete import EXPORTED
from tests.make.clients import make_client
from tests.make.diary import BRIDGE, DAY, TODAY, Care, record, told
from tests.make.flags import answer, at, make_flag
from tests.make.people import acting
from tests.make.programmes import item, make_programme
from tests.typesetting.pdfs import words_of

pytestmark = pytest.mark.usefixtures("clock")

NOT_ON_PAPER = {"rejected_entry", "audit_line"}  # docs/export.md says so
# What stands on the pages of each table that the document has, and of each kind of entry.
ON_PAPER = {
    "client": "Name: Sam Reed",
    "episode": "Care from",
    "programme_version": "Programme from",
    "programme_item": "Bridge",
    "programme_advice": "At most 30 minutes at once",
    "record_change": "The record as it stood before",
    "visit": "Left side",
    "visit_correction": "Visits as they stood before",
    "appointment": "Appointments",
    "appointment_step": "Booked for Thursday 5 March 2026 at 09:00",
    "away": "Holiday",
    "diary_day": "Diary",
    "entry": "reported that day: leg 5, back 3",
    "consent": "What was agreed to",
    "screening": "Red-flag questions",
    "red_flag_answer": "Do you have a fever",
    "flag": "Flags and decisions",
    "flag_transition": "What was done",
    "referral": "Could you see this client?",
    "letter_agreement": "What the client said about letters",
    "letter_link": "Links to letters",
    "letter_opening": "Opened 2 March 2026",
    "letter_answer": "Stiff L5",
    "answer_correction": "It was about somebody else",
    "outbox_mail": "Mail that was written",
}
OF_KIND: dict[str, tuple[Any, str]] = {
    "exercise": ({"line": BRIDGE, "outcome": "partly", "reason": "hurts"},
                 "Bridge: partly, it hurts."),
    "pain": ({"leg": 5, "back": 3}, "reported that day: leg 5, back 3"),
    "sitting": ({"kept": "not_kept", "minutes": 25}, "Sitting timed: 25 minutes."),
    "bath": ({"kept": "could_not"}, "couldn’t"),
    "note": ({"text": "Slept badly"}, "“Slept badly”"),
    "better": ({}, "“All better”"),
    "flare": ({"state": "start"}, "A flare-up began"),
    "check": ({"change": 2}, "Much better, compared with the start."),
    "why": ({"reason": "no_time"}, "No time."),
    "check_in": ({"answer": "same"}, "About the same."),
    "activities": (None, "Sit through a film 6 (0–10)."),
}  # fmt: skip


def pages(therapist: FlaskClient, care: Care) -> str:
    return " ".join(words_of(therapist.get(of(care.client.id, "/record.pdf")).data).split())


def test_every_table_of_the_document_has_its_place_on_the_pages(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    assert {*ON_PAPER, *NOT_ON_PAPER} == {*EXPORTED}
    live(session, care)
    said = pages(therapist, care)
    missing = {table: words for table, words in ON_PAPER.items() if words not in said}
    assert missing == {}


def test_every_kind_of_report_has_its_place_on_the_pages(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    assert {*OF_KIND} == {*KINDS}
    act = acting(session, care.therapist)
    name_activities(act, care.episode, [("", "Sit through a film", 3)])
    session.commit()
    named = care.episode.activities[0]
    scores = {"scores": [{"id": named["id"], "words": named["words"], "score": 6}]}
    for seq, (kind, (body, _)) in enumerate(OF_KIND.items(), 1):
        if kind in ASKED:
            more: dict[str, Any] = {"kind": kind, "day": TODAY, "body": body or scores}
            report(acting(session, care.me), care.episode, entry_id=new_id(), **more)
        else:
            record(session, care, told(kind, body, seq=seq))
    session.commit()
    said = pages(therapist, care)
    missing = {kind: words for kind, (_, words) in OF_KIND.items() if words not in said}
    assert missing == {}
    assert "Sit through a film 3 on 2 March 2026 6 on 2 March 2026" in said
    assert "entered by" not in said


def test_a_score_that_was_changed_later_is_not_called_entered_late(
    therapist: FlaskClient, session: Session, care: Care, clock: Any
) -> None:
    clock.move_to(at(5))
    first = told(body={"leg": 4, "back": 2})
    record(session, care, first)
    changed = told(
        body={"leg": 7, "back": 2}, op="amend", seq=2, supersedes=first.id, done_at=at(5)
    )
    record(session, care, changed, at(5))
    said = pages(therapist, care)
    assert "until 7 March 2026, when the client changed it." in said
    assert "Entered late" not in said


def test_who_entered_a_day_for_the_client_and_what_came_late_is_marked(
    therapist: FlaskClient, session: Session, care: Care, clock: Any
) -> None:
    clock.move_to(at(5))
    record(session, care, told(day=TODAY + DAY, done_at=at(5)), at(5), care.therapist)
    said = pages(therapist, care)
    assert "Entered late. Scores entered by Theo Therapist." in said


def test_the_dose_names_the_weekdays_and_a_day_without_programme_has_a_dash(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    library = {one.code: one for one in session.scalars(select(Exercise))}
    bridge = item(library["glute_bridge"], days=0b0010101)
    make_programme(session, care.therapist, care.episode, Plan(items=(bridge,)))
    said = pages(therapist, care)
    assert "Monday, Wednesday, Friday" in said
    assert "time a day" not in said


def test_where_nothing_is_on_record_a_plain_sentence_says_so(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    client, episode = make_client(session, care.therapist, name="No Phone", email=None)
    said = pages(therapist, replace(care, client=client, episode=episode))
    assert "Visits Nothing is on record." in said
    assert "Nothing: is" not in said
    assert "0 of 0" not in said


def test_the_intakes_scores_are_called_so_and_the_start_is_the_rules_alone(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    care.episode.leg, care.episode.back = 6, 3
    session.commit()
    said = pages(therapist, care)
    assert "Leg pain at intake: 6 of 10" in said
    assert "Back pain at intake: 3 of 10" in said
    assert "at the start: " not in said


@pytest.mark.parametrize(
    ("decided", "words"),
    [
        ("gp_first", "Decided: GP first."),
        ("considered", "Decided: considered."),
        (None, "Decided: not decided yet."),
    ],
)
def test_what_was_decided_about_the_background_stands_beside_it(
    therapist: FlaskClient, session: Session, care: Care, decided: str | None, words: str
) -> None:
    answer(session, care, "fever")
    assert "Decided:" not in pages(therapist, care)
    screening = session.scalars(select(Screening)).one()
    screening.answers.append(
        RedFlagAnswer(practice_id=care.practice.id, code="cancer", decision=decided)
    )
    session.commit()
    assert words in pages(therapist, care)


def test_a_score_put_right_on_a_later_day_leaves_what_was_said_first_and_who_changed_it(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    on = TODAY + DAY
    first, slip = told(body={"leg": 5, "back": 3}, day=on, done_at=at(1)), {"leg": 6, "back": 3}
    again = told(body=slip, day=on, op="amend", supersedes=first.id, seq=2, done_at=at(1))
    mend = told(
        body={"leg": 9, "back": 9}, day=on, op="amend", supersedes=again.id, seq=3, done_at=at(5)
    )
    record(session, care, first, at(1))
    record(session, care, again, at(1))
    record(session, care, mend, at(5), care.therapist)
    said = pages(therapist, care)
    assert "Leg 6, back 3 until 7 March 2026, when Theo Therapist changed it." in said
    assert "Leg 5, back 3 until" not in said


def test_a_report_taken_back_later_says_so_and_what_is_kept_aside_changes_nothing(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    done = told("exercise", {"line": BRIDGE, "outcome": "done"}, done_at=at(0))
    record(session, care, done, at(0))
    back = told("exercise", {}, op="void", supersedes=done.id, seq=2, done_at=at(3))
    record(session, care, back, at(3))
    aside = told("exercise", {"line": BRIDGE, "outcome": "not"}, seq=3, done_at=at(4))
    record(session, care, aside, at(4))
    entry = session.get_one(Entry, aside.id)
    entry.flagged = True
    session.commit()
    said = pages(therapist, care)
    assert "Bridge: done until 5 March 2026, when the client took it back." in said
    assert "Bridge: not done" not in said


def test_programmes_of_one_day_are_told_apart_and_say_which_held(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    library = {one.code: one for one in session.scalars(select(Exercise))}
    for day, hours in [(0, 1), (0, 2), (4, 0)]:
        plan = Plan(items=(item(library["clam"]),))
        made = at(day) + timedelta(hours=hours)
        make_programme(session, care.therapist, care.episode, plan, made, TODAY + day * DAY)
    said = pages(therapist, care)
    for number, held in [
        (1, "on no day: version 2 took its place on the day it began"),
        (2, "on no day: version 3 took its place on the day it began"),
        (3, "until version 4 began, on 6 March 2026"),
        (4, "the newest, with no end yet"),
    ]:
        part = said.split(f", version {number} Made: ")[1]
        assert re.match(r"\d+ March 2026 at \d\d:\d\d, by Theo Therapist ", part)
        assert part.split("Held: ")[1].startswith(held)


def test_each_step_of_a_flag_says_what_it_was_when_and_by_whom(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer(session, care, "fever")
    flag = session.scalars(select(Flag)).one()
    (raised,) = [one for one in flag.transitions if not one.old]
    assert (raised.reason, raised.actor_id) == ("", care.me.person_id)
    said = pages(therapist, care)
    assert "Raised (2 March 2026, Sam Reed)" in said


def test_a_review_is_called_by_what_it_is_about_as_on_every_page(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = make_flag(session, care, "review")
    flag.reasons = [{"code": "recurrence", "text": "Pain of 3.0 or more again."}]
    session.commit()
    title = review_title(flag.reasons)
    assert title
    said = pages(therapist, care)
    assert f"2 March 2026 {title} Pain of 3.0 or more again" in said


def test_each_flare_up_has_its_beginning_and_its_end_also_the_one_by_itself(
    therapist: FlaskClient, session: Session, care: Care, clock: Any
) -> None:
    started, ended = {"state": "start"}, {"state": "end"}
    record(session, care, told("flare", started, TODAY))
    first = told("flare", started, TODAY + 16 * DAY, seq=2)
    record(session, care, first, at(16))
    over = told("flare", ended, TODAY + 16 * DAY, op="amend", supersedes=first.id, seq=3)
    record(session, care, over, at(16))
    close_days(session, at(20))
    session.commit()
    clock.move_to(at(20))
    said = pages(therapist, care)
    began = "2 March 2026 A flare-up began. It ended by itself: 4 March 2026 was its last day"
    assert began in said
    assert "18 March 2026 A flare-up began and ended" in said
