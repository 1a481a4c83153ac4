"""The pages to read hold all that the document holds, in words."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.activities.operations import name_activities
from homecare.database import new_id
from homecare.diary.operations import report
from homecare.diary.schemas import ASKED, KINDS
from homecare.library.models import Exercise
from homecare.programmes.plan import Plan
from tests.desk.browsing import of
from tests.export.lived import live
from tests.export.test_complete import EXPORTED
from tests.make.clients import make_client
from tests.make.diary import BRIDGE, DAY, TODAY, Care, record, told
from tests.make.flags import at
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
    "appointment_step": "Booked for Thursday 5 March",
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
    "bath": ({"kept": "could_not"}, "couldn't"),
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
