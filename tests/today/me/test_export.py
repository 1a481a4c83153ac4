"""Taking one's diary along: tables that open in a spreadsheet, and everything as JSON."""

import csv
import io
import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.export.own import cell
from tests.make.diary import BRIDGE, Care, make_care, record, told
from tests.make.people import NOW, acting
from tests.today.visiting import Visitor

pytestmark = pytest.mark.usefixtures("clock")

WORDING = CONSENT_WORDING["email"]


def table(me: Visitor, page: str) -> list[dict[str, str]]:
    """A table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(me.browser.get(page).data.decode("utf-8-sig"))))


def filled(session: Session, care: Care) -> None:
    record(session, care, told(seq=1))
    record(session, care, told("exercise", {"line": BRIDGE, "outcome": "done"}, seq=2))
    record(session, care, told("note", {"text": "Sore, “quite”\nsore"}, seq=3))


def test_the_export_holds_every_day_and_entry(session: Session, care: Care, me: Visitor) -> None:
    filled(session, care)
    whole = json.loads(me.browser.get("/me/diary.json").text)
    assert whole["client"]["name"] == "Sam Reed"
    assert [e["kind"] for e in whole["entries"]] == ["pain", "exercise", "note"]
    assert whole["entries"][2]["body"] == {"text": "Sore, “quite”\nsore"}
    assert [(d["on"], d["leg"], d["reported"]) for d in whole["days"]] == [("2026-03-02", 5, 1)]


def test_the_tables_open_in_a_spreadsheet(session: Session, care: Care, me: Visitor) -> None:
    filled(session, care)
    entries = table(me, "/me/entries.csv")
    assert json.loads(entries[2]["body"]) == {"text": "Sore, “quite”\nsore"}
    days = table(me, "/me/days.csv")
    assert (days[0]["on"], days[0]["leg"], days[0]["sitting"]) == ("2026-03-02", "5", "")


def test_a_spreadsheet_is_told_which_letters_these_are(me: Visitor) -> None:
    for page in ("/me/days.csv", "/me/entries.csv"):
        assert me.browser.get(page).data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_words_become_a_formula(begin: str) -> None:
    assert cell(f"{begin}HYPERLINK()") == f"'{begin}HYPERLINK()"


@pytest.mark.parametrize("value", [-3, None, "sore = bad", 'O\'Neill, "Sam"'])
def test_what_is_no_formula_stays_as_it_is(value: object) -> None:
    assert cell(value) == value


def test_an_empty_diary_can_be_taken_along(care: Care, me: Visitor) -> None:
    assert table(me, "/me/entries.csv") == []
    assert json.loads(me.browser.get("/me/diary.json").text)["entries"] == []


def test_the_export_holds_programme_visits_and_consents(
    session: Session, care: Care, me: Visitor
) -> None:
    record_consent(acting(session, care.therapist, NOW), care.client.id, "email", WORDING)
    session.commit()
    whole = json.loads(me.browser.get("/me/diary.json").text)
    assert [e["name"] for e in whole["programmes"][0]["exercises"]] == ["Knee rolls", "Bridge"]
    assert [a["kind"] for a in whole["programmes"][0]["advice"]] == ["sitting", "bath"]
    assert [c["wording"] for c in whole["agreed_to"]] == [WORDING]
    assert "findings" not in whole["episodes"][0]


def test_the_export_is_a_download_with_a_name_that_says_nothing(me: Visitor) -> None:
    answer = me.browser.get("/me/diary.json")
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-diary.json"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_export_holds_nobody_elses(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    other = make_care(session, email="2", name="Another Person")
    filled(session, other)
    for page in ("/me/diary.json", "/me/days.csv", "/me/entries.csv"):
        text = me.browser.get(page).text
        assert "Another Person" not in text
        assert "quite" not in text
        assert str(other.episode.id) not in text
