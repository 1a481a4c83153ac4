"""Rows that can't be taken in: said, taken along, mended, sent again, and nobody twice."""

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.exchange.test_import import ADA, BEA, HEAD, PAGE, add, look, names, rows_shown
from tests.make.people import csrf_token
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock", "room")

NO_SCORES = ADA.replace(",6,3,", ",,,")
NO_ONSET = ADA.replace("Ada Marsh", "Cy Dean").replace("10/2/2026", "")


def to_mend(browser: FlaskClient, page: str) -> list[list[str]]:
    """The table behind the button: the rows to mend alone."""
    text = re.search(r'<textarea name="text" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert text
    data = {"csrf_token": csrf_token(browser, PAGE), "consent": "y", "order": "day_first"}
    answer = browser.post(PAGE, data={**data, "text": unescape(text[1]), "do": "mend"})
    assert answer.headers["Content-Disposition"] == "attachment; filename=rows-to-mend.csv"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def as_file(rows: list[list[str]]) -> str:
    sheet = io.StringIO()
    csv.writer(sheet).writerows(rows)
    return sheet.getvalue()


def test_rows_are_taken_along_mended_and_sent_again(
    therapist: FlaskClient, session: Session
) -> None:
    before = names(session)
    page = look(therapist, "\n".join([HEAD, NO_SCORES, BEA, NO_ONSET]))
    added = add(therapist, page.text)
    assert names(session) == sorted([*before, "Bea Ørsted"])
    assert "1 client added." in words(added.text)
    head, ada, cy = to_mend(therapist, added.text)  # they are there still
    assert head == ["To mend", *HEAD.split(",")]
    assert ada[0] == ("Row 2. Leg: Write a number from 0 to 10. Back: Write a number from 0 to 10.")
    assert cy[0] == "Row 4. Onset: Write about when it began, like 1 February 2026."
    assert ada[1:] == NO_SCORES.split(",")
    ada[head.index("Leg")], ada[head.index("Back")] = "6", "3"
    cy[head.index("Since")] = "10/2/2026"
    again = look(therapist, as_file([head, ada, cy]))
    assert "2 clients to add" in again.text
    assert "Not read" not in again.text
    assert add(therapist, again.text).location.startswith("/clients/imports/")
    assert names(session) == sorted([*before, "Ada Marsh", "Bea Ørsted", "Cy Dean"])


def test_the_whole_file_sent_again_takes_nobody_in_twice(
    therapist: FlaskClient, session: Session
) -> None:
    add(therapist, look(therapist, "\n".join([HEAD, NO_SCORES, BEA])).text)
    page = look(therapist, "\n".join([HEAD, ADA, BEA]))
    assert "1 client to add" in page.text
    assert "1 row left out: known already" in words(page.text)
    added = add(therapist, page.text)
    assert names(session).count("Bea Ørsted") == names(session).count("Ada Marsh") == 1
    assert (
        "Left out, because they were known, stood there twice or were to be mended: 1 row (3)"
        in (words(therapist.get(str(added.location)).text))
    )


def test_pressing_again_after_rows_were_left_out_adds_nobody(
    therapist: FlaskClient, session: Session
) -> None:
    page = look(therapist, "\n".join([HEAD, NO_SCORES, BEA]))
    add(therapist, page.text)
    stored = names(session)
    assert add(therapist, page.text).status_code == 422
    assert names(session) == stored


def test_a_row_with_a_cell_too_many_and_one_that_begins_like_a_formula_come_back_as_they_were(
    therapist: FlaskClient,
) -> None:
    formula = NO_ONSET.replace("07700 900555", "+44 7700 900555")
    page = look(therapist, "\n".join([HEAD, f"{ADA},more", formula]))
    head, ada, cy = to_mend(therapist, page.text)
    assert ada[1:] == [*ADA.split(","), "more"]
    assert cy[2] == "'+44 7700 900555"
    ada.pop()
    cy[head.index("Since")] = "10/2/2026"
    again = look(therapist, as_file([head, ada, cy]))
    assert "2 clients to add" in again.text
    assert "'" not in rows_shown(again.text)[1]
    assert "+44 7700 900555" in rows_shown(again.text)[1]


def test_the_look_names_medicines_that_thin_the_blood(
    therapist: FlaskClient, session: Session
) -> None:
    rows = [f"{HEAD},Medicines", f"{ADA},warfrin 3 mg", f"{BEA},Eliquis"]
    cy = ADA.replace("Ada Marsh", "Cy Dean").replace("none", "bleeding_or_anticoagulant")
    rows.append(f"{cy},Xarelto")
    shown = words(look(therapist, "\n".join(rows)).text)
    assert "2 rows with a medicine that may thin the blood, and no such reason" in shown
    assert "Row 2, Ada Marsh: “warfrin” (read as warfarin)" in shown
    assert "Row 3, Bea Ørsted: Eliquis (apixaban)" in shown
    assert "None given; “warfrin” (read as warfarin) may thin the blood" in shown
    assert "Row 4, Cy Dean: Xarelto" not in shown
