"""Nothing about a client is left out of their record without a reason."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from homecare.database import Base
from homecare.library.catalogue.exercises import OTHER_SIDE
from homecare.programmes.models import ProgrammeItem
from tests.desk.browsing import look_again, of
from tests.export.lived import live
from tests.make.diary import Care
from tests.typesetting.pdfs import words_of

pytestmark = pytest.mark.usefixtures("clock")

# Where the rows of a table stand in the document: the path of the list, however deep.
EXPORTED = {
    "client": "client",
    "episode": "episodes",
    "programme_version": "programmes",
    "programme_item": "programmes.exercises",
    "programme_advice": "programmes.advice",
    "record_change": "record_changes",
    "visit": "visits",
    "visit_correction": "visit_corrections",
    "appointment": "appointments",
    "appointment_step": "appointments.steps",
    "away": "away",
    "diary_day": "days",
    "entry": "entries",
    "rejected_entry": "not_stored",
    "consent": "agreed_to",
    "screening": "red_flag_questions",
    "red_flag_answer": "red_flag_questions.answers",
    "flag": "flags",
    "flag_transition": "flags.steps",
    "referral": "letters",
    "letter_agreement": "letters.agreements",
    "letter_link": "letters.links",
    "letter_opening": "letters.links.openings",
    "letter_answer": "letters.answers",
    "answer_correction": "letters.answers.corrections",
    "outbox_mail": "mails",
    "audit_line": "audit",
}
LEFT_OUT = {
    "verdict": "worked out each night from the rest",
    "membership": "a sign-in; that it was given or ended is in the audit",
    "invitation": "a key; that it was made and used is in the audit",
    "erasure": "that it was asked for, and what was decided, is in the audit",
    "mail_words": "forgotten after a week",
    "mail_part": "pictures of mails, forgotten with their words",
    "record_merge": "in the audit of both records",
    "imported_line": "its number in a file; that the client was taken in is in the audit",
    "answer_file": "taken along from the letter itself; what it is stands with the answer",
    "letter_file": "the page of an issued letter, taken along from the letter itself",
}


def tables_about_clients() -> set[str]:
    """Every table with rows that belong to a client, by their own column or by their parent's."""
    about = {t.name for t in Base.metadata.sorted_tables if "client_id" in t.c} | {"client"}
    for table in Base.metadata.sorted_tables:
        if parents(table) & about and not table.name.startswith("person"):
            about.add(table.name)
    return about


def parents(table: Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def test_every_table_about_a_client_is_exported_or_left_out_for_a_reason(care: Care) -> None:
    assert tables_about_clients() == {*EXPORTED, *LEFT_OUT}


@pytest.fixture
def lived(session: Session, care: Care) -> Care:
    """A client about whom every table has something to say."""
    live(session, care)
    return care


def at(document: Any, path: str) -> list[Any]:
    """The rows at a path of the document."""
    rows = [document]
    for name in path.split("."):
        found = [row[name] for row in rows]
        rows = [one for each in found for one in (each if isinstance(each, list) else [each])]
    return rows


def test_every_row_about_the_client_stands_in_the_document(
    therapist: FlaskClient, session: Session, lived: Care
) -> None:
    look_again(session)
    counted = {}
    for table in Base.metadata.sorted_tables:
        if table.name in EXPORTED:
            mine = table.c.client_id == lived.client.id if "client_id" in table.c else None
            query = select(func.count()).select_from(table)
            counted[table.name] = session.scalar(query if mine is None else query.where(mine))
    whole = json.loads(therapist.get(of(lived.client.id, "/record.json")).text)
    assert {name: len(at(whole, EXPORTED[name])) for name in counted} == counted
    assert min(value or 0 for value in counted.values()) > 0


def test_an_exercise_for_each_side_says_which_comes_first(
    session: Session, therapist: FlaskClient, care: Care
) -> None:
    item = session.scalars(select(ProgrammeItem)).first()
    assert item is not None
    item.side, item.exercise.sided = "left", True
    item.exercise.steps = ["Lie on your back.", OTHER_SIDE]
    session.commit()
    whole = json.loads(therapist.get(of(care.client.id, "/record.json")).text)
    [given] = [e for e in at(whole, "programmes.exercises") if e["line"] == item.line]
    assert (given["side"], given["for_each_side"]) == ("left", True)
    pages = therapist.get(of(care.client.id, "/record.pdf")).data
    assert "left side first" in " ".join(words_of(pages, "-layout").split())


def test_the_pages_tell_corrections_appointments_and_mails(
    therapist: FlaskClient, lived: Care
) -> None:
    pages = therapist.get(of(lived.client.id, "/record.pdf")).data
    said = " ".join(words_of(pages, "-layout").split())  # line by line, in any order of the rows
    for words in (
        "Visits as they stood before", "Right side", "wrong side", "Booked for Thursday 5 March",
        "Mail that was written", "Reminder", "not sent to anybody", "The record as it stood before",
        "Side left right",
    ):  # fmt: skip
        assert words in said
