"""A client's whole record as files, and the caseload as a table."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.accounts.models import AuditLine
from homecare.clients.operations import record_visit
from homecare.flags.red_flag_answers import record_red_flag_answers
from tests.desk.browsing import look_again, of
from tests.make.clients import make_client
from tests.make.diary import BRIDGE, TODAY, Care, record, told
from tests.make.people import NOW, acting, make_therapist, signed_in
from tests.make.referrals import make_contact, make_draft
from tests.typesetting.pdfs import faults_of, words_of

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def lived(session: Session, care: Care) -> Care:
    """A client about whom something stands in every part of the record."""
    act = acting(session, care.therapist)
    record_visit(act, care.episode, TODAY, "Gluteals, #panic() and 東京")
    record_consent(act, care.client.id, "email", CONSENT_WORDING["email"])
    record_red_flag_answers(acting(session, care.me), care.episode, "client", {"fever": False})
    make_draft(
        session, care.therapist, care.episode, make_contact(session, care.therapist, kind="gp")
    )
    record(session, care, told(seq=1))
    record(session, care, told("exercise", {"line": BRIDGE, "outcome": "done"}, seq=2))
    record(session, care, told("note", {"text": "Sore, “quite”\nsore"}, seq=3))
    return care


def test_the_whole_record_is_one_document(therapist: FlaskClient, lived: Care) -> None:
    answer = therapist.get(of(lived.client.id, "/record.json"))
    assert answer.headers["Content-Disposition"] == "attachment; filename=record.json"
    whole = json.loads(answer.text)
    assert whole["client"]["name"] == "Sam Reed"
    assert [visit["note"] for visit in whole["visits"]] == ["Gluteals, #panic() and 東京"]
    assert whole["red_flag_questions"][0]["answers"][0]["code"] == "fever"
    assert whole["flags"][0]["kind"] == "gp"
    assert [letter["status"] for letter in whole["letters"]] == ["draft"]
    assert [entry["kind"] for entry in whole["entries"]] == ["pain", "exercise", "note"]
    assert (whole["days"][0]["leg"], whole["programmes"][0]["exercises"][1]["name"]) == (
        5,
        "Bridge",
    )
    assert "findings" in whole["episodes"][0]


def fields_of(value: Any) -> Iterator[str]:
    """The name of every field in a document, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from fields_of(inner) if name not in ("body", "reminder", "letter") else ()
    elif isinstance(value, list):
        for one in value:
            yield from fields_of(one)


def test_every_field_of_the_document_is_explained(therapist: FlaskClient, lived: Care) -> None:
    whole = json.loads(therapist.get(of(lived.client.id, "/record.json")).text)
    explained = set(re.findall(r"`(\w+)`", (config.ROOT / "docs" / "export.md").read_text()))
    assert set(fields_of(whole)) - explained == set()


def test_the_pages_to_read_are_a_pdf(therapist: FlaskClient, lived: Care) -> None:
    answer = therapist.get(of(lived.client.id, "/record.pdf"))
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == "attachment; filename=record.pdf"
    assert faults_of(answer.data) == []
    made = f"(D:{NOW:%Y%m%d%H%M%S}Z)".encode()
    assert b"/CreationDate" + made in answer.data, "two of one moment are the same"
    assert "Gluteals, #panic() and 東京" in words_of(answer.data)


def test_a_client_without_a_sign_in_has_a_record_to_take_along(
    app: Flask, session: Session, care: Care
) -> None:
    client, _ = make_client(session, care.therapist, name="No Phone", email=None)
    browser = signed_in(app, "therapist@homecare.example")
    assert json.loads(browser.get(of(client.id, "/record.json")).text)["entries"] == []
    assert browser.get(of(client.id, "/record.pdf")).data.startswith(b"%PDF-")


def test_each_file_is_noted_as_taken(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    for part in ("/record.json", "/record.pdf"):
        therapist.get(of(care.client.id, part))
    therapist.get("/caseload.csv")
    look_again(session)
    lines = session.execute(
        select(AuditLine.action, AuditLine.client_id, AuditLine.subject).where(
            AuditLine.action.endswith(".export")
        )
    ).all()
    assert sorted(map(str, lines)) == sorted(
        map(
            str,
            [
                ("record.export", care.client.id, "json"),
                ("record.export", care.client.id, "pdf"),
                ("caseload.export", None, ""),
            ],
        )
    )
    page = signed_in(app, "owner@homecare.example").get("/practice/audit").text
    assert "Took a whole record along as a file" in page
    assert "Took the caseload along as a table" in page


def rows_of(browser: FlaskClient) -> list[dict[str, str]]:
    """The caseload as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(browser.get("/caseload.csv").data.decode("utf-8-sig"))))


def test_the_caseload_is_a_table_in_which_no_words_become_a_formula(
    app: Flask, session: Session, care: Care
) -> None:
    make_client(session, care.therapist, name="=HYPERLINK(1)", telephone="+44 7700 900123")
    colleague = make_therapist(session, care.practice, "tess@homecare.example", "Tess Therapist")
    make_client(session, colleague, name="Of A Colleague")
    mine = rows_of(signed_in(app, "therapist@homecare.example"))
    assert [row["name"] for row in mine] == ["'=HYPERLINK(1)", "Sam Reed"]
    assert (mine[0]["telephone"], mine[0]["date of birth"]) == ("'+44 7700 900123", "1980-05-04")
    everybody = rows_of(signed_in(app, "owner@homecare.example"))
    assert [row["therapist"] for row in everybody] == [
        "Theo Therapist", "Tess Therapist", "Theo Therapist",
    ]  # fmt: skip


def test_another_practices_record_is_not_there(app: Flask, session: Session, care: Care) -> None:
    assert care.client.made_at == NOW
    make_therapist(session, care.practice, "x@homecare.example")
    browser = signed_in(app, "client@homecare.example")
    assert browser.get(of(care.client.id, "/record.json")).status_code == 403
