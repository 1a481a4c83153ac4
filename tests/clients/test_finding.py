"""What somebody is found by: tables of spellings, numbers and days; on any database."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients import operations
from homecare.clients.finding import found_by, same_name, sought
from homecare.clients.models import Client
from homecare.clients.queries import who_is
from homecare.clients.written_days import DAY_FIRST, MONTH_FIRST, days_in, is_ambiguous, read_day
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import acting, make_practice

PEOPLE = {
    "Ørjan Ås": ["ørjan", "ORJAN", "orjan as", "Ås Ørjan", "oerjan", "aas", "rja", "ås"],
    "Seán O’Brien": ["sean", "o'brien", "O’BRIEN", "obrien", "o brien", "oʼbrien", "SEÁN"],
    "Jürgen Müller": ["muller", "mueller", "Müller", "MÜLLER", "Mu\u0308ller", "juergen m"],
    "Gesa Mueller-Lüdenscheid": ["Müller", "muellerludenscheid", "ludenscheid mueller"],
    "Łukasz Żółć": ["lukasz", "zolc", "ŁUKASZ", "Żółć"],
    "İpek Işık": ["ipek", "İPEK", "isik", "IŞIK", "ışık"],
    "Zoe\u0308 Franc\u0327ois": ["zoë", "zoe", "françois", "FRANCOIS"],
    "Thị Hương Đặng": ["dang", "huong", "Đặng Hương"],
    "Anna Strauß": ["strauss", "STRAUSS", "strauß", "STRAUẞ"],
    "Ｍａｒｉ Sato": ["mari sato", "sato, mari"],
    "Οδυσσεύς Νικολαΐδης": ["οδυσσευς", "ΟΔΥΣΣΕΥΣ", "νικολαιδης"],
    "Алёна Жукова": ["алена", "ЖУКОВА"],
}  # fmt: skip
NOBODY = ["brian", "orjan mueller", "1_0", "%", "’", "anna sato", "\u200b"]


@pytest.mark.parametrize(
    ("name", "words"), [(name, words) for name, ways in PEOPLE.items() for words in ways]
)
def test_a_name_is_found_however_it_is_written(session: Session, name: str, words: str) -> None:
    _, owner = make_practice(session)
    make_client(session, owner, name=name, telephone="01632 960001")
    make_client(session, owner, name="Bea Stone", telephone="01632 960002")
    assert found(session, words) == [name]


def found(session: Session, words: str) -> list[str]:
    """The names of those whom somebody finds in these words."""
    return list(session.scalars(select(Client.name).where(who_is(words)).order_by(Client.name)))


@pytest.mark.parametrize(
    "words",
    ["jo_hall@post.example", "JO_Hall@Post.example", "<jo_hall@post.example>,", "jo_hall@",
     "@post.example", "hall jo_hall@post.example", "'jo_hall@post.example'"],
)  # fmt: skip
def test_whoever_answers_a_mail_finds_its_sender(session: Session, words: str) -> None:
    _, owner = make_practice(session)
    make_client(session, owner, name="Jo Hall", email="jo_hall@post.example")
    make_client(session, owner, name="Jo Hallam", email="jochall@other.example")
    make_client(session, owner, name="Post Example", email=None)
    assert found(session, words) == ["Jo Hall"]


@pytest.mark.parametrize(
    "words", ["jo@post.exampl.e", "ham jo_hall@post.example", "jochall@post.example"]
)
def test_an_address_finds_nobody_elses(session: Session, words: str) -> None:
    _, owner = make_practice(session)
    make_client(session, owner, name="Jo Hall", email="jo_hall@post.example")
    assert found(session, words) == []


def test_whoever_signs_in_with_an_address_is_found_by_it(session: Session, care: Care) -> None:
    care.client.email = None
    session.commit()
    assert found(session, "client@homecare.example") == [care.client.name]
    assert found(session, "therapist@homecare.example") == []


def test_nobody_is_found_by_less_than_all_the_words(session: Session) -> None:
    _, owner = make_practice(session)
    for name in PEOPLE:
        make_client(session, owner, name=name, telephone="01632 960001")
    assert [words for words in NOBODY if found(session, words)] == []


@pytest.mark.parametrize(
    "kept", ["07700 900123", "+44 7700 900123", "+44 (0)7700 900123", "0044 7700-900123"]
)
@pytest.mark.parametrize(
    "typed",
    ["07700900123", "07700 900 123", "(07700) 900123", "07700-900-123", "+447700900123",
     "+44 7700 900123", "+44 (0) 7700 900123", "0044 7700 900123", "447700900123", "900123",
     "0 7 7 0 0 9 0 0 1 2 3", "tel 07700 900123", "reed 900123", "+44 7700"],
)  # fmt: skip
def test_a_telephone_is_found_however_it_is_written(
    session: Session, kept: str, typed: str
) -> None:
    _, owner = make_practice(session)
    make_client(session, owner, name="Sam Reed", telephone=kept)
    make_client(session, owner, name="Bea Stone", telephone="07700 900124")
    expected = ["Bea Stone", "Sam Reed"] if typed == "+44 7700" else ["Sam Reed"]
    assert found(session, typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["5/3/1970", "05/03/1970", "5.3.1970", "5-3-70", "5 3 1970", "05031970", "050370", "1970-03-05",
     "1970/3/5", "19700305", "5 March 1970", "5th of March 1970", "5mar70", "March 5, 1970",
     "5-Mar-1970", "born 5/3/1970", "dob 05.03.1970", "reed 5/3/1970", "5/3/1970 sam"],
)  # fmt: skip
def test_a_birthday_is_found_however_it_is_written(session: Session, typed: str) -> None:
    _, owner = make_practice(session)
    make_client(session, owner, name="Sam Reed", date_of_birth=date(1970, 3, 5))
    make_client(session, owner, name="Bea Stone", date_of_birth=date(1970, 5, 3))
    assert found(session, typed) == ["Sam Reed"]


def test_what_is_changed_is_found_as_it_is_now(session: Session) -> None:
    _, owner = make_practice(session)
    client, _ = make_client(session, owner, name="Ana Peña", telephone="01632 960001")
    act = acting(session, owner)
    operations.amend_client(act, client, name="Ana Núñez", telephone="01632 960777")
    session.commit()
    ways = ("pena", "nunez", "960001", "960777")
    assert [bool(found(session, words)) for words in ways] == [False, True, False, True]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ørjan Ås", "ørjan ås", True),
        ("Ørjan Ås", "ORJAN AS", True),
        ("Ørjan Ås", "Oerjan  Aas", True),
        ("Seán O’Brien", "sean o'brien", True),
        ("Jürgen Müller", "Mueller, Juergen", True),
        ("Anne-Marie Lee", "Annemarie Lee", True),
        ("Anne-Marie Lee", "Lee Anne Marie", True),
        ("Ana Peña", "Ana Perez", False),
        ("Sam Reed", "Samuel Reed", False),
        ("Jan Ås", "Jan Es", False),
    ],
)
def test_a_name_is_the_same_whatever_its_letters(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_what_is_no_day_stays_words_and_numbers() -> None:
    assert days_in("31/2/1970") == ("31/2/1970", ())
    assert sought("12/31/1970").days == (date(1970, 12, 31),)
    assert sought("Smith 12").numbers == ("12",)


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("3/4/1970", date(1970, 4, 3), date(1970, 3, 4)),
        ("1970-04-03", date(1970, 4, 3), date(1970, 4, 3)),
        ("3 Apr 1970", date(1970, 4, 3), date(1970, 4, 3)),
        ("13/4/1970", date(1970, 4, 13), None),
        ("3/4/70", None, None),
        ("3/4/1970 or so", None, None),
        ("", None, None),
    ],
)
def test_a_day_is_read_in_the_order_that_is_said(
    text: str, day_first: date | None, month_first: date | None
) -> None:
    assert (read_day(text, DAY_FIRST), read_day(text, MONTH_FIRST)) == (day_first, month_first)
    assert is_ambiguous(text) == (text == "3/4/1970")


def test_what_is_kept_names_nobody_twice() -> None:
    assert found_by("Sam Reed", "01632 960001 ext 12") == "sam reed\n01632960001"
