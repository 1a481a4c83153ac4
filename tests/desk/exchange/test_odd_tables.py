"""Tables as other programs write them: rows that have slipped, odd names, signs and endings."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.browsing import error_at
from tests.desk.exchange.test_import import ADA, ALL, BEA, HEAD, add, look, names, rows_shown
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock", "room")


def test_a_column_that_is_not_read_is_named(therapist: FlaskClient) -> None:
    assert "Not read, and not kept : Allergies." in words(look(therapist, ALL).text)
    assert "Not read" not in look(therapist, f"{HEAD}\n{ADA}").text


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_rows_count_as_in_a_spreadsheet(therapist: FlaskClient, ends: str) -> None:
    broken = '"Left leg,\nworse at night"'
    lines = ["", HEAD.replace("Name", '"Name"'), "", ADA.replace("Left leg", broken), BEA]
    text = "\n".join(lines).replace("\n", ends)
    page = look(therapist, text)
    assert "Row 4, Ada Marsh: Complaint: Write it without a line break." in page.text
    assert "Row 5, born 31 December 1970" in words(page.text)
    fine = text.replace(broken.replace("\n", ends), "Left leg")
    kept = add(therapist, look(therapist, fine).text)
    assert "Ada Marsh 4 " in words(therapist.get(str(kept.location)).text)


FULL = "Name,Phone,DOB,Problem,Side,Since,Leg,Back,Contraindications,Findings,Medicines,GP"
ONE = "Ada Marsh,07700 900555,1/4/1984,Left leg,left,10/2/2026,6,3,none,"


@pytest.mark.parametrize(
    "end", ["numb, left foot,Warfarin 3 mg,Dr Who", "numb, left foot,Warfarin 3 mg,"]
)
@pytest.mark.parametrize("more", ["", ",,"])
def test_a_row_with_a_cell_more_than_columns_is_refused(
    therapist: FlaskClient, session: Session, end: str, more: str
) -> None:
    before = names(session)
    whole = f'{ONE}"numb, left foot",Warfarin 3 mg,Dr Who'
    page = look(therapist, "\n".join([FULL + more, whole + more, ONE + end]))
    shifted = more == "" or not end.endswith(",")
    assert ("Row 3, Ada Marsh: It has more cells than the first row names." in page.text) == (
        shifted
    )
    assert "Row 2, Ada Marsh: It has" not in page.text
    if shifted:
        assert (page.status_code, names(session)) == (200, before)
        assert "Warfarin" in rows_shown(page.text)[0].partition("Medicines Warfarin")[1]


def test_rows_that_all_end_with_a_separator_are_whole(therapist: FlaskClient) -> None:
    assert "2 clients to add" in look(therapist, f"{HEAD}\n{ADA},\n{BEA},\n").text


def test_a_name_beside_a_part_of_it_is_not_guessed_at(therapist: FlaskClient) -> None:
    for part in ("First name", "Surname"):
        head = FULL.replace("Name,", f"{part},Name,")
        answer = look(therapist, f"{head}\nAnna,{ONE}numb,,")
        assert error_at(answer, "file").startswith("Name is the whole name: take the columns")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_row_in_which_excel_names_the_separator_is_none(
    therapist: FlaskClient, separator: str
) -> None:
    text = f"sep=,\r\n{HEAD}\r\n{ADA}".replace(",", separator)
    page = look(therapist, text)
    assert "1 client to add" in page.text
    assert "Row 2, born" in words(page.text)


def test_letters_that_were_guessed_are_said(therapist: FlaskClient) -> None:
    text = f"{HEAD}\n{BEA}"
    guessed = "Look at the letters with accents"
    assert guessed in look(therapist, text.encode("cp1252")).text
    for known in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert guessed not in look(therapist, known).text


def test_a_table_that_breaks_off_is_said_by_its_row(therapist: FlaskClient) -> None:
    head = HEAD.replace("Name", '"Name\nof them"')
    too_long = BEA.replace("Sciatica", "x" * 140_000)
    answer = look(therapist, f"{head}\n{ADA}\n{too_long}")
    assert error_at(answer, "file") == "Row 3 can’t be read as part of a table."


@pytest.mark.parametrize("sign", ["\u2028", "\x0b", "\x85"])
def test_only_a_line_break_ends_a_row(therapist: FlaskClient, sign: str) -> None:
    page = look(therapist, f"{HEAD}\n{ADA.replace('Left leg', f'Left{sign}leg')}\n{BEA}")
    assert "Row 2, Ada Marsh" in page.text or "Row 2, born" in words(page.text)
    assert "Row 3, born 31 December 1970" in words(page.text)
