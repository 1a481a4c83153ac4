"""What was sent when the sign-in had ended comes back after signing in, to its author alone."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.models import Visit
from tests.desk.browsing import THERAPIST, of
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.people import PASSWORD, make_therapist, signed_in, token_on
from tests.make.referrals import make_contact, make_draft
from tests.make.typed import form_in, form_of, sign_in_on
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")

TYPED = "Gluteals, forty minutes"
COLLEAGUE = "colleague@homecare.example"
ENDINGS = ["cookie gone", "sign-in ended"]


def end(browser: FlaskClient, how: str) -> None:
    """The session ends while a page stands open: with its token, or without."""
    with browser.session_transaction() as cookie:
        if how == "cookie gone":
            cookie.clear()
        else:
            cookie.pop("_user_id")


def forms(session: Session, care: Care, kind: str) -> tuple[str, str, dict[str, str]]:
    """Where something is typed on the desk: the page, the form's address, and what is typed."""
    contact = make_contact(session, care.therapist, kind="gp")
    letter = f"/referrals/{make_draft(session, care.therapist, care.episode, contact).id}"
    flag = f"/flags/{make_flag(session, care).id}"
    client = of(care.client.id)
    record = (f"{client}/edit", "/edit", {"findings": TYPED})
    kinds = {
        "record": record,
        "visit": (client, "/visits", {"note": TYPED}),
        "appointment": (client, "/appointments", {"next_appointment": "2026-03-09T10:00"}),
        "days away": (client, "/away", {"first_day": "2026-03-09", "reason": TYPED}),
        "letter": (letter, letter, {"message": TYPED}),
        "programme": (f"{client}/programme", "/programme", {"note": TYPED, "do": "save"}),
        "added exercise": (f"{client}/programme", "/programme", {"note": TYPED, "do": "add"}),
        "week": (f"{client}/week", "/week", {"2026-03-02:note": TYPED}),
        "decision": (flag, "/snooze", {"snooze-reason": TYPED, "snooze-days": "3"}),
        "other decision": (flag, "/act", {"act-reason": TYPED, "act-what": "call"}),
        "new client": ("/clients/new", "/clients/new", {"complaint": TYPED}),
        "address book": ("/practice/contacts/new", "/contacts/new", {"name": TYPED}),
        "discharge": (f"{client}/discharge", "/discharge", {"reason": TYPED}),
    }
    return kinds[kind]


KINDS = (
    "record", "visit", "appointment", "days away", "letter", "programme", "added exercise",
    "week", "decision", "other decision", "new client", "address book", "discharge",
)  # fmt: skip


@pytest.mark.parametrize("how", ENDINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_of_the_desk_is_given_back_as_it_was(
    app: Flask, session: Session, care: Care, kind: str, how: str
) -> None:
    page, action, typed = forms(session, care, kind)
    browser = signed_in(app, THERAPIST)
    address, standing = form_of(browser, page, action)
    end(browser, how)
    before = stored(session)
    asked = browser.post(address, data={**standing, **typed})
    assert asked.status_code == 401
    assert TYPED not in unescape(asked.text)
    given = sign_in_on(asked, browser, THERAPIST)
    assert "You were signed out before this was saved" in words(given.text)
    again, held = form_in(given, action, address)
    assert typed.items() - {("do", "save"), ("do", "add")} <= held.items()
    assert stored(session) == before
    assert again.split("#")[0] == address.split("#")[0]
    assert 'name="homecare-given-back"' in given.text


@pytest.mark.parametrize("how", ENDINGS)
def test_what_was_given_back_is_saved_once_by_its_own_button(
    app: Flask, session: Session, care: Care, how: str
) -> None:
    page, action, typed = forms(session, care, "visit")
    browser = signed_in(app, THERAPIST)
    address, standing = form_of(browser, page, action)
    end(browser, how)
    given = sign_in_on(browser.post(address, data={**standing, **typed}), browser, THERAPIST)
    again, held = form_in(given, action, address)
    assert browser.post(again, data=held).status_code == 302
    assert [visit.note for visit in session.query(Visit)] == [TYPED]


def test_a_wrong_password_first_loses_nothing(app: Flask, session: Session, care: Care) -> None:
    page, action, typed = forms(session, care, "visit")
    browser = signed_in(app, THERAPIST)
    address, standing = form_of(browser, page, action)
    end(browser, ENDINGS[0])
    asked = browser.post(address, data={**standing, **typed})
    wrong = sign_in_on(asked, browser, THERAPIST, password="not this one at all")
    assert "do not match" in words(wrong.text)
    given = sign_in_on(wrong, browser, THERAPIST)
    assert typed.items() <= form_in(given, action, address)[1].items()


@pytest.mark.parametrize("how", ENDINGS)
def test_a_colleague_who_signs_in_there_sees_none_of_it(
    app: Flask, session: Session, care: Care, how: str
) -> None:
    make_therapist(session, care.practice, COLLEAGUE, "Cleo Colleague")
    page, action, typed = forms(session, care, "visit")
    browser = signed_in(app, THERAPIST)
    address, standing = form_of(browser, page, action)
    end(browser, how)
    asked = browser.post(address, data={**standing, **typed})
    answer = sign_in_on(asked, browser, COLLEAGUE)
    assert TYPED not in answer.text
    carried = re.search(r'name="not_saved" value="([^"]+)"', asked.text)
    assert carried is not None
    planted = browser.post(address, data={"not_saved": carried[1], "csrf_token": ""})
    assert planted.status_code == 400
    assert TYPED not in planted.text
    assert session.query(Visit).count() == 0


def test_sent_while_a_colleague_is_signed_in_it_is_not_shown_to_them(
    app: Flask, session: Session, care: Care
) -> None:
    make_therapist(session, care.practice, COLLEAGUE, "Cleo Colleague")
    page, action, typed = forms(session, care, "visit")
    browser = signed_in(app, THERAPIST)
    address, standing = form_of(browser, page, action)
    theirs = signed_in(app, COLLEAGUE)
    answer = theirs.post(address, data={**standing, **typed})
    assert answer.status_code == 400
    assert TYPED not in answer.text


def test_signed_in_again_on_another_page_the_old_one_is_shown_again_at_once(
    app: Flask, session: Session, care: Care
) -> None:
    page, action, typed = forms(session, care, "visit")
    address, standing = form_of(signed_in(app, THERAPIST), page, action)
    later = signed_in(app, THERAPIST)
    given = later.post(address, data={**standing, **typed})
    assert typed.items() <= form_in(given, action, address)[1].items()
    assert session.query(Visit).count() == 0


def test_a_button_alone_is_pressed_again_and_only_then_does_something(
    app: Flask, session: Session, care: Care
) -> None:
    browser = signed_in(app, THERAPIST)
    make_contact(session, care.therapist, kind="gp")
    flag = make_flag(session, care)
    address, standing = form_of(browser, f"/flags/{flag.id}", "/refer")
    end(browser, ENDINGS[0])
    before = stored(session)
    asked = browser.post(address, data={**standing, "pressed": "yes"})
    given = sign_in_on(asked, browser, THERAPIST)
    assert "This was not done yet" in words(given.text)
    assert stored(session) == before
    again, held = form_in(given, "/refer", address)
    assert browser.post(again, data=held).status_code == 302
    assert stored(session) != before


def test_the_words_are_in_no_address(app: Flask, session: Session, care: Care) -> None:
    page, action, typed = forms(session, care, "visit")
    browser = signed_in(app, THERAPIST)
    address, standing = form_of(browser, page, action)
    end(browser, ENDINGS[0])
    asked = browser.post(address, data={**standing, **typed})
    data = {"email": THERAPIST, "password": PASSWORD, "csrf_token": token_on(asked.text)}
    carried = re.search(r'name="not_saved" value="([^"]+)"', asked.text)
    assert carried is not None
    answer = browser.post("/sign-in", data={**data, "not_saved": carried[1]})
    assert answer.status_code == 307
    assert answer.location == address.split("#")[0]


LOOKED = ("client.view", "caseload.view", "flags.view", "sign_in.in", "sign_in.out",
          "sign_in.failed")  # fmt: skip


def stored(session: Session) -> list[str]:
    """What was done so far, but looking and signing in."""
    session.rollback()
    lines = session.query(AuditLine).order_by(AuditLine.id)
    return [line.action for line in lines if line.action not in LOOKED]
