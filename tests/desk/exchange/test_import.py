"""Clients from a table: read as people write it, and looked at first."""

import io
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import AuditLine, Consent
from homecare.assessment.by_hand import missing_for_treatment_by_hand
from homecare.clients.models import Client, Episode
from homecare.desk.exchange.incoming import HEADERS, MOST_LINES
from homecare.language import long_date
from homecare.rules.red_flags import CONTRAINDICATIONS
from tests.desk.browsing import error_at, look_again
from tests.make.people import NOW, csrf_token
from tests.make.programmes import Room
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock", "room")

HEAD = "Name,Phone,DOB,Problem,Side,Since,Leg,Back,Contraindications,Email"
ADA = "Ada Marsh,07700 900555,1/4/1984,Left leg,left,10/2/2026,6,3,none,ada@post.example"
BEA = "Bea Ørsted,01632 960123,31/12/1970,Sciatica,R,1 Feb 2026,2,0,Aneurysm,"
PAGE = "/clients/import"


def look(browser: FlaskClient, text: str | bytes, **more: Any) -> TestResponse:
    """Choose a file and look at what it would make."""
    content = text if isinstance(text, bytes) else text.encode()
    data = {"csrf_token": csrf_token(browser, PAGE), "consent": "y", "order": "day_first", **more}
    return browser.post(PAGE, data={**data, "file": (io.BytesIO(content), "clients.csv")})


def add(browser: FlaskClient, page: str) -> TestResponse:
    """Press the button under what would be made."""
    text = re.search(r'<textarea name="text" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert text is not None
    data = {"csrf_token": csrf_token(browser, PAGE), "consent": "y", "order": "day_first"}
    return browser.post(PAGE, data={**data, "text": unescape(text[1]), "do": "add"})


def names(session: Session) -> list[str]:
    look_again(session)
    return sorted(session.scalars(select(Client.name)))


def test_nothing_is_stored_before_somebody_says_so(
    therapist: FlaskClient, session: Session
) -> None:
    before = names(session)
    page = look(therapist, "\n".join([HEAD, ADA, BEA]))
    assert (page.status_code, names(session)) == (200, before)
    for said in ("2 clients to add", "Ada Marsh", "31 December 1970", "red-flag questions"):
        assert said in page.text
    answer = add(therapist, page.text)
    assert answer.location.startswith("/clients/imports/")
    assert names(session) == sorted([*before, "Ada Marsh", "Bea Ørsted"])
    bea = session.scalars(select(Client).where(Client.name == "Bea Ørsted")).one()
    episode = session.scalars(select(Episode).where(Episode.client_id == bea.id)).one()
    assert (episode.side, str(episode.onset), episode.leg) == ("right", "2026-02-01", 2)
    assert bea.contraindications == ["aneurysm"]
    kinds = session.scalars(select(Consent.kind).where(Consent.client_id == bea.id)).all()
    assert (kinds, bea.weekly_email) == (["health_data"], False)
    assert "clients.import" in session.scalars(select(AuditLine.action)).all()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_letters_as_spreadsheets_write_them(
    therapist: FlaskClient, session: Session, separator: str, coding: str
) -> None:
    text = "\r\n".join([HEAD, BEA]).replace(",", separator)
    assert "Bea Ørsted" in look(therapist, text.encode(coding)).text


def test_columns_stand_in_any_order_and_names_in_two_parts(therapist: FlaskClient) -> None:
    head = "Back pain,Leg pain,Surname,Given-Name,Mobile,Date of Birth,Complaint,Onset,SIDE,"
    head += "Contraindications"
    line = '3,6,Marsh,Ada,07700900555,1984-04-01,"Leg, left",10 Feb 2026,Left side,None'
    page = look(therapist, f"{head}\n{line}\n\n")
    assert "1 client to add" in page.text
    assert "Ada Marsh" in page.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            ADA.replace("1/4/1984", "1/4/84"),
            "Date of birth: “1/4/84” is no day with its whole year.",
        ),
        (
            ADA.replace("1/4/1984", "1/4/2010"),
            "Date of birth: homecare is for people of 18 and over.",
        ),
        (ADA.replace("10/2/2026", "10/2/2027"), "Onset: The start can’t be in the future."),
        (ADA.replace(",6,", ",11,"), "Leg: Write a number from 0 to 10."),
        (ADA.replace("none", ""), "Contraindications: Write “none”"),
        (ADA.replace("none", "bad back"), "Contraindications: Write “none”"),
        (ADA.replace("left,10", "middle,10"), "Side: Choose left, right or both."),
        (ADA.replace("07700 900555", "call me"), "Telephone: Write a number such as"),
        (ADA.replace("ada@post.example", "ada@"), "Email: Write an address such as"),
        (ADA.replace("Ada Marsh", "Ada\x07Marsh"), "Name: Leave out the characters"),
        (ADA.replace("Ada Marsh", ""), "Name: Write the client’s name."),
        (ADA.replace("Ada Marsh", "\u200b"), "Name: Write the client’s name."),
    ],
)
def test_a_faulty_line_is_said_by_its_number_and_keeps_nobody_else_out(
    therapist: FlaskClient, session: Session, line: str, said: str
) -> None:
    before = names(session)
    page = look(therapist, "\n".join([HEAD, BEA, line]))
    assert page.status_code == 200
    assert "Row 3" in page.text
    assert said in page.text
    assert "Add 1 client, and leave out 1 row" in page.text
    answer = add(therapist, page.text)
    assert answer.status_code == 200
    assert said in answer.text
    assert names(session) == sorted([*before, "Bea Ørsted"])


def test_a_file_of_faulty_lines_alone_adds_nobody(therapist: FlaskClient, session: Session) -> None:
    before = names(session)
    page = look(therapist, f"{HEAD}\n{ADA.replace(',6,', ',,')}")
    assert page.status_code == 422
    assert 'value="add"' not in page.text
    answer = add(therapist, page.text)
    assert answer.status_code == 422
    assert error_at(answer, "file") == "Nobody in this file can be added as it is."
    assert names(session) == before


ALL = (
    f"{HEAD},Findings,Medicines,GP,Allergies,\n"
    '"Bea Ørsted",01632 960123,31/12/1970,Sciatica,R,1 Feb 2026,2,7,Aneurysm;myelopathy,'
    'bea@post.example,"Lifts it 40°.\nNo reflex.",Warfarin,"Dr Okafor, Mill Lane",Latex,\n'
)


def rows_shown(page: str) -> list[str]:
    """Each row of the clients to add, as words."""
    table = page.partition('<table class="list table-cards incoming"')[2].partition("</table>")[0]
    return [words(row.replace("<wbr>", "")) for row in table.split("<tr>")[2:]]


def test_everything_that_would_be_stored_is_shown_before(
    therapist: FlaskClient, session: Session, room: Room
) -> None:
    page = look(therapist, ALL).text
    [row] = rows_shown(page)
    assert 'data-label="Leg">2<' in page
    assert 'data-label="Back">7<' in page
    add(therapist, page)
    look_again(session)
    bea = session.scalars(select(Client).where(Client.name == "Bea Ørsted")).one()
    episode = bea.episodes[0]
    for stored in (
        bea.name, bea.telephone, bea.email, long_date(bea.date_of_birth), bea.gp, bea.medicines,
        *(CONTRAINDICATIONS[code] for code in bea.contraindications), episode.complaint,
        "right side", long_date(episode.onset), *episode.findings.split("\n"),
    ):  # fmt: skip
        assert stored, row
        assert stored.strip() in row
    assert (episode.leg, episode.back, len(bea.contraindications)) == (2, 7, 2)
    assert (bea.therapist_id, bea.weekly_email) == (room.therapist.person_id, False)
    assert "with you, and without the weekly email" in page


def test_nothing_that_decides_is_folded_away(therapist: FlaskClient) -> None:
    page = look(therapist, ALL).text
    folded = page.partition("<details><summary>Findings, Medicines, GP</summary>")
    assert folded[1]
    before, inside = rows_shown(page)[0].split("Findings, Medicines, GP")
    assert all(said in before for said in ("bea@post.example", "aneurysm", "Pressure on the"))
    assert all(said in inside for said in ("No reflex.", "Warfarin", "Dr Okafor"))
    [row] = rows_shown(look(therapist, f"{HEAD}\n{ADA.replace('ada@post.example', '')}").text)
    assert "no email" in row
    assert "None" in row


def test_everything_that_is_wrong_in_a_line_is_said_at_once(therapist: FlaskClient) -> None:
    line = ADA.replace("1/4/1984", "31/13/1984").replace("left,10", "middle,10")
    line = line.replace(",6,", ",66,").replace("07700 900555", "call me")
    page = unescape(look(therapist, "\n".join([HEAD, BEA, line])).text)
    for said in (
        "Date of birth: “31/13/1984” is no day with its whole year.",
        "Leg: Write a number from 0 to 10.",
        "Side: Choose left, right or both.",
        "Telephone: Write a number such as",
    ):
        assert page.count(said) == 1
    assert page.count("Date of birth: ") == page.count("Leg: ") == 1
    assert "Onset: " not in page


def test_days_that_may_be_two_are_refused_where_the_file_writes_both_ways(
    therapist: FlaskClient,
) -> None:
    american = BEA.replace("31/12/1970", "12/31/1970")
    page = look(therapist, "\n".join([HEAD, ADA, american]))
    assert page.text.count("may be two days") == 1
    assert "“12/31/1970” is no day" in page.text
    other = "\n".join([HEAD, ADA.replace("10/2/2026", "2/10/2026"), american])
    assert "2 clients to add" in look(therapist, other, order="month_first").text


def test_who_is_known_already_or_stands_there_twice_is_said_and_left_out(
    therapist: FlaskClient, session: Session
) -> None:
    add(therapist, look(therapist, f"{HEAD}\n{ADA}").text)
    before = names(session)
    twice = BEA.replace("Bea Ørsted", "orsted, bea").replace("orsted, bea", '"Orsted, Bea"')
    page = look(therapist, "\n".join([HEAD, ADA.replace("Ada Marsh", "ADA MARSH"), BEA, twice]))
    assert "1 client to add" in page.text
    assert "2 rows left out" in page.text
    for _ in range(2):
        add(therapist, page.text)
    assert names(session) == sorted([*before, "Bea Ørsted"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "There is no row with a client in this file."),
        (HEAD, "There is no row with a client in this file."),
        ("Name,Phone\nAda,1", "Missing: a column for Date of birth"),
        (f"{HEAD},Telephone\n{ADA},1", "Two columns are called Telephone."),
        (b"PK\x03\x04\0\0", "This is no table of text."),
        ("x" * 300_001, "The file is too big."),
        ("\n".join([HEAD, *[ADA] * (MOST_LINES + 1)]), "Up to 500 clients can be added at once."),
    ],
)
def test_a_file_that_is_no_such_table_is_said_at_the_field(
    therapist: FlaskClient, content: str | bytes, said: str
) -> None:
    answer = look(therapist, content)
    assert answer.status_code == 422
    assert error_at(answer, "file").startswith(said)


def test_nothing_is_kept_without_agreement(therapist: FlaskClient, session: Session) -> None:
    before = names(session)
    page = look(therapist, f"{HEAD}\n{ADA}", consent="")
    assert page.status_code == 422
    assert error_at(page, "consent").startswith("Nothing can be kept")
    assert names(session) == before


def test_a_file_that_was_chosen_is_asked_for_again(therapist: FlaskClient) -> None:
    page = look(therapist, f"{HEAD}\n{ADA}", consent="")
    assert page.status_code == 422
    assert "Choose it again, please." in page.text


def test_all_that_is_missing_is_said_at_once(therapist: FlaskClient) -> None:
    page = therapist.post(PAGE, data={"csrf_token": csrf_token(therapist, PAGE)})
    assert error_at(page, "file") == "Choose the file."
    assert error_at(page, "consent").startswith("Nothing can be kept")
    assert "Choose it again" not in page.text


def test_nobody_added_from_a_file_passes_the_gate_unasked(
    therapist: FlaskClient, session: Session
) -> None:
    add(therapist, look(therapist, f"{HEAD}\n{ADA}").text)
    look_again(session)
    ada = session.scalars(select(Client).where(Client.name == "Ada Marsh")).one()
    assert missing_for_treatment_by_hand(session, ada.episodes[0], NOW)


def test_the_file_to_start_from_is_read_as_it_is(therapist: FlaskClient, room: Room) -> None:
    start = therapist.get("/clients/import/start.csv")
    first = start.data.decode("utf-8-sig").strip()
    assert first == ",".join(HEADERS)
    line = "Ada Marsh,07700 900555,ada@post.example,1/4/1984,Leg,left,10/2/2026,6,3,none,,,"
    assert "1 client to add" in look(therapist, f"{first}\n{line}").text
