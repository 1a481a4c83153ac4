"""A number becomes a link only where it can be dialled, and is refused at the field elsewhere."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.telephones import WRITE_TELEPHONE, call_link, dialled, is_telephone
from tests.desk.browsing import Tab
from tests.make.diary import Care
from tests.make.flags import answer
from tests.make.people import signed_in

WRONG = "call me maybe"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("01632 960 142", "01632960142"),
        ("+44 1632 960142", "+441632960142"),
        ("+44 (0)1632 960142", "+441632960142"),
        ("(01632) 960-142", "01632960142"),
        ("01632 960 142 ext. 5", "01632960142;ext=5"),
        ("01632 960142 x 12", "01632960142;ext=12"),
        (WRONG, ""),
        ("01632 96O 142", ""),
        ("12345", ""),
        ("", ""),
        (None, ""),
        ("1" * 16, ""),
    ],
)
def test_what_was_written_is_dialled_or_not_at_all(written: str | None, number: str) -> None:
    assert dialled(written) == number
    assert is_telephone(written or "") is bool(number)


def test_a_link_calls_and_text_does_not() -> None:
    assert call_link("01632 960 142") == '<a href="tel:01632960142">01632 960 142</a>'
    assert call_link(WRONG) == WRONG
    assert call_link("<b>12</b>") == "&lt;b&gt;12&lt;/b&gt;"
    assert call_link(WRONG, "Call Kit", "btn") == f"Call Kit: {WRONG}"


def test_the_practice_and_its_address_book_refuse_what_cannot_be_dialled(
    app: Flask, session: Session, care: Care, therapist: FlaskClient
) -> None:
    owner = signed_in(app, "owner@homecare.example")
    for browser, page in ((owner, "/practice"), (therapist, "/practice/contacts/new")):
        refused = Tab(browser, page, "telephone").save(telephone=WRONG)
        assert refused.status_code in (400, 422)
        assert WRITE_TELEPHONE in refused.text
        assert WRONG in refused.text
    session.refresh(care.practice)
    assert care.practice.telephone != WRONG


def test_what_is_stored_already_is_text_on_the_page_that_says_whom_to_call(
    app: Flask, session: Session, care: Care
) -> None:
    answer(session, care, "fever")
    me = signed_in(app, "client@homecare.example")
    for stored, links in (("01632 960 142 ext. 5", "tel:01632960142;ext=5"), (WRONG, "")):
        care.practice.telephone = stored
        session.commit()
        for page in ("/red-flags", "/today"):
            read = me.get(page).text
            assert stored in read
            assert (f'href="{links}"' in read) is bool(links)
            assert "tel:call" not in read
