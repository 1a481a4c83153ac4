"""A corrected address is written to and signed in with, once it has confirmed itself."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.models import Person
from homecare.acting import CLIENT
from homecare.clients.models import Client
from homecare.mail.message import Email
from tests.accounts.mailbox import forget, link_in, mails, press, sent_to
from tests.accounts.test_confirmed_addresses import change
from tests.desk.browsing import of
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import PASSWORD, csrf_token, make_membership, make_person, signed_in
from tests.snapshots import assert_as_approved
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

OLD, NEW = "client@homecare.example", "new@post.example"


@pytest.fixture
def desk(app: Flask, care: Care) -> FlaskClient:
    """The therapist's browser."""
    return signed_in(app, "therapist@homecare.example")


def correct(desk: FlaskClient, session: Session, care: Care, email: str = NEW) -> str:
    """Correct the address on the record's page; answers the link that was mailed to it."""
    change(desk, f"{of(care.client.id)}/edit", {"email": email})
    return link_in(next(mail for mail in mails(session) if mail.to_address == email))


def test_until_it_is_confirmed_both_pages_say_which_address_holds(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    me = Visitor.of(app, OLD)
    correct(desk, session, care)
    record = words(desk.get(of(care.client.id)).text)
    assert f"Until then {OLD} is signed in with" in record
    assert "Once they have signed in with that and pressed the button in the mail" in record
    mine = me.read("/me")
    assert "Until then you sign in with" in mine
    assert "and after that with the new one" in mine
    assert signed_in(app, OLD).get("/me").status_code == 200
    assert sent_to(session, OLD) == set()


def test_confirmed_it_is_signed_in_with_and_the_old_one_is_not(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    open_already = signed_in(app, OLD)
    link = correct(desk, session, care)
    assert "with this address from now on" in press(app, link, by=OLD)
    assert signed_in(app, NEW).get("/me").status_code == 200
    with pytest.raises(AssertionError, match="Sign in"):
        signed_in(app, OLD)
    assert open_already.get("/me").status_code == 200, "a phone that is signed in stays so"
    record = words(desk.get(of(care.client.id)).text)
    assert f"Signs in with {NEW}." in record
    assert "Address not confirmed" not in record
    assert "Signs in with the confirmed address from now on" in record


@pytest.mark.parametrize("whose", ["another record", "their work here", "somebody's"])
def test_a_sign_in_that_opens_more_or_an_address_that_is_taken_stays_and_it_is_said(
    app: Flask, desk: FlaskClient, session: Session, care: Care, whose: str
) -> None:
    person = session.get_one(Person, care.me.person_id)
    if whose == "another record":
        anna, _ = make_client(session, care.therapist, name="Anna Reed", email=OLD)
        make_membership(session, care.practice, person, CLIENT, anna.id)
    elif whose == "their work here":
        make_membership(session, care.practice, person)
    else:
        make_person(session, NEW, "Somebody Else")
    link = correct(desk, session, care)
    assert "The sign-in stays as it is" in words(desk.get(of(care.client.id)).text)
    press(app, link, by=OLD)
    session.rollback()
    session.expire_all()
    assert session.get_one(Person, care.me.person_id).email == OLD
    assert session.get_one(Client, care.client.id).confirmed_email == NEW
    signed_in(app, OLD)


def test_a_link_to_set_a_password_in_the_old_mailbox_ends(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    press(app, correct(desk, session, care), by=OLD)
    session.rollback()
    session.expire_all()
    assert session.get_one(Person, care.me.person_id).links_ended_at is not None


def notices(session: Session) -> list[tuple[str, str]]:
    return [(m.to_address, m.text) for m in mails(session) if m.kind == "address-changed"]


def test_the_old_address_is_told_once_the_new_one_holds_and_reads_nothing_about_anybody(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    link = correct(desk, session, care)
    assert notices(session) == []
    press(app, link, by=OLD)
    [(to, text)] = notices(session)
    assert to == OLD
    assert "writes to another address from now on" in text
    assert "Sign in with the new one" in text
    for secret in (care.client.name, NEW, care.episode.complaint, "exercise", "pain"):
        assert secret not in text
    [row] = [m for m in mails(session) if m.kind == "address-changed"]
    body = (row.subject, row.text, row.html)
    assert_as_approved("address-changed", Email(row.kind, row.to_address, *body, row.to_name))


def test_an_address_that_nobody_confirmed_is_told_nothing(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    forget(session, OLD)
    press(app, correct(desk, session, care), by=OLD)
    assert notices(session) == []


def test_an_address_of_the_record_alone_is_told_when_it_is_replaced(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    press(app, correct(desk, session, care, "first@post.example"), by=OLD)
    press(app, correct(desk, session, care), by="first@post.example")
    assert [to for to, _ in notices(session)] == [OLD, "first@post.example"]


def test_whoever_reads_in_the_new_mailbox_alone_gets_neither_sign_in_nor_mail(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    link = correct(desk, session, care)
    [asked] = [m for m in mails(session) if m.to_address == NEW]
    assert "sign in there with the address you have used until now" in asked.text
    stranger = app.test_client()
    page = stranger.get(link)
    assert page.status_code == 200
    assert "Sign in first" in page.text
    for secret in (care.client.name, OLD, NEW, "Yes, this is my address"):
        assert secret not in page.text
    pressed = stranger.post(link, data={"csrf_token": csrf_token(stranger, "/sign-in")})
    assert pressed.status_code == 403
    nothing_moved(app, session, care)


def test_somebody_else_who_signs_in_here_does_not_take_it_over_either(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    make_person(session, "other@post.example", "Somebody Else")
    link = correct(desk, session, care)
    for who in ("other@post.example", "therapist@homecare.example"):
        assert "Sign out" in press(app, link, by=who)
    nothing_moved(app, session, care)


def nothing_moved(app: Flask, session: Session, care: Care) -> None:
    session.rollback()
    session.expire_all()
    assert session.get_one(Person, care.me.person_id).email == OLD
    assert session.get_one(Client, care.client.id).confirmed_email != NEW
    signed_in(app, OLD)


def test_the_page_leads_over_the_sign_in_and_back(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    link = correct(desk, session, care)
    browser = app.test_client()
    way = f"/sign-in?next={link}"
    assert f'href="{way}"' in browser.get(link).text
    there = browser.post(way, data={"email": OLD, "password": PASSWORD, "next": link,
                                    "csrf_token": csrf_token(browser, way)})  # fmt: skip
    assert there.location == link
    browser.post(link, data={"csrf_token": csrf_token(browser, link)})
    assert "with this address from now on" in browser.get(link).text
