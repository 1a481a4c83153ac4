"""Two people with one email address: nobody's report goes into the other's record."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.invitations import invite
from homecare.accounts.queries import login_of
from homecare.clients.models import Client
from homecare.diary.models import Entry
from homecare.programmes.emails import programme_email
from homecare.programmes.models import ProgrammeVersion
from tests.accounts.conftest import ADDRESS
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW, PASSWORD, acting, csrf_token, signed_in
from tests.make.sync import Phone, entry
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

PAGES = ("/today", "/today/2026-03-02", "/today/flare-up", "/today/sheet", "/progress", "/advice",
         "/me", "/check", "/why", "/red-flags")  # fmt: skip
ANNA = "This is the record of Anna Reed"
SAM = "This is the record of Sam Reed"


def invitation_to(session: Session, sam: Care, client: Client) -> str:
    token = invite(
        acting(session, sam.therapist, NOW), role="client", name=client.name, email=ADDRESS,
        client_id=client.id,
    )  # fmt: skip
    session.commit()
    return f"/invitations/{token}"


def choose(browser: FlaskClient, name: str) -> None:
    """Choose a record on the page that asks for it."""
    me = Visitor(browser)
    form = next(f for f in me.forms("/places", "") if name in f.markup)
    assert me.post(form, {}).status_code == 302


def owners(session: Session) -> list[Any]:
    """Whose the stored reports are."""
    session.rollback()
    return list(session.scalars(select(Entry.client_id)))


def test_an_invitation_to_a_known_address_opens_the_record_it_was_for(
    app: Flask, session: Session, sam: Care, anna: Client
) -> None:
    page = invitation_to(session, sam, anna)
    browser = app.test_client()
    token = csrf_token(browser, page)
    assert browser.post(page, data={"password": PASSWORD, "csrf_token": token}).location == "/today"
    me = Visitor(browser)
    assert ANNA in me.read()
    me.report("pain", leg="6")
    assert owners(session) == [anna.id]


def test_an_invitation_says_whose_record_it_opens_to_somebody_of_another_name(
    app: Flask, session: Session, sam: Care, anna: Client
) -> None:
    page = invitation_to(session, sam, anna)
    text = words(signed_in(app, ADDRESS).get(page).text)
    assert f"This opens the record of {anna.name}" in text
    assert f"Open the record of {anna.name}" in text
    assert "Yes, join as" not in text
    assert f"Hello {anna.name}" not in text


@pytest.mark.parametrize(
    ("born", "said"),
    [(date(1990, 4, 1), "born 1990"), (date(1984, 9, 5), "born 5 September 1984")],
)
def test_two_of_one_name_are_told_apart(
    app: Flask, session: Session, sam: Care, both: Client, born: date, said: str
) -> None:
    sam.client.date_of_birth = date(1984, 4, 1)
    both.name, both.date_of_birth = sam.client.name, born
    session.merge(sam.client)
    session.merge(both)
    session.commit()
    text = words(signed_in(app, ADDRESS).get("/places").text)
    assert f"{sam.client.name}, {said}" in text
    assert text.count(f"{sam.client.name}, born") == 2


def test_at_the_next_sign_in_nobody_is_put_silently_into_the_first_record(
    app: Flask, both: Client
) -> None:
    browser = signed_in(app, ADDRESS)
    for page in PAGES[:-1]:
        answer = browser.get(page)
        assert answer.status_code == 302
        assert "/places" in answer.location
    asked = words(browser.get("/today", follow_redirects=True).text)
    assert "Whose record do you want to see?" in asked
    assert "Anna Reed" in asked
    assert "Sam Reed" in asked


def test_whoever_signs_in_again_on_the_same_phone_is_asked_again(app: Flask, both: Client) -> None:
    browser = signed_in(app, ADDRESS)
    place = re.search(r"/places/[\w-]+", browser.get("/places").text)
    assert place is not None
    browser.post(place[0], data={"csrf_token": csrf_token(browser, "/places")})
    assert browser.get("/today").status_code == 200
    browser.post("/sign-out", data={"csrf_token": csrf_token(browser, "/today")})
    token = csrf_token(browser)
    browser.post("/sign-in", data={"email": ADDRESS, "password": PASSWORD, "csrf_token": token})
    assert "/places" in browser.get("/today").location


def test_whoever_chose_comes_to_the_page_they_wanted(app: Flask, both: Client) -> None:
    browser = signed_in(app, ADDRESS)
    me = Visitor(browser)
    asked = browser.get("/check").location
    form = next(f for f in me.forms(asked, "") if "Anna Reed" in f.markup)
    assert me.post(form, {}).location == "/check"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_choice_leads_to_no_other_site(app: Flask, both: Client, elsewhere: str) -> None:
    me = Visitor(signed_in(app, ADDRESS))
    form = next(f for f in me.forms("/places", "") if "Anna Reed" in f.markup)
    assert me.post(form, {"next": elsewhere}).location == "/today"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_names_whose_record_it_is_and_offers_the_other(
    app: Flask, both: Client, page: str
) -> None:
    browser = signed_in(app, ADDRESS)
    choose(browser, "Anna Reed")
    shown = browser.get(page).text
    assert ANNA in words(shown)
    assert 'href="/places"' in shown
    choose(browser, "Sam Reed")
    assert SAM in words(browser.get(page).text)


def test_a_record_of_another_name_than_the_sign_ins_is_named(
    app: Flask, session: Session, sam: Care
) -> None:
    sam.client.name = "Anna Reed"
    session.commit()
    assert ANNA in Visitor.of(app, ADDRESS).read()


def test_whoever_has_one_record_of_their_own_name_is_told_nothing(app: Flask, sam: Care) -> None:
    assert "This is the record of" not in Visitor.of(app, ADDRESS).read()


def test_what_a_phone_keeps_names_the_record_too(app: Flask, both: Client) -> None:
    browser = signed_in(app, ADDRESS)
    choose(browser, "Anna Reed")
    kit = browser.get("/today/kit").json
    assert kit is not None
    assert kit["owner"] == str(both.id)
    assert all(ANNA in words(page) for pages in kit["pages"].values() for page in pages.values())


def test_a_page_opened_for_one_record_stores_nothing_in_the_other(
    app: Flask, session: Session, sam: Care, both: Client
) -> None:
    me = Visitor(signed_in(app, ADDRESS))
    choose(me.browser, "Sam Reed")
    note = me.forms("/today", "/note")[0]
    choose(me.browser, "Anna Reed")
    refused = me.post(note, {"text": "My foot is numb"})
    assert refused.status_code == 409
    assert "You wrote it on a page of Sam Reed" in words(refused.text)
    assert "The record open now is Anna Reed" in words(refused.text)
    assert "My foot is numb" in words(refused.text)
    assert owners(session) == []


def test_what_was_refused_is_sent_by_one_press_for_whom_it_was_written(
    app: Flask, session: Session, sam: Care, both: Client
) -> None:
    me = Visitor(signed_in(app, ADDRESS))
    choose(me.browser, "Sam Reed")
    pain = me.forms("/today", "/pain")[0]
    choose(me.browser, "Anna Reed")
    refused = me.post(pain, {"leg": "6"})
    fields = dict(pain.fields, leg="6", change_over=str(sam.client.id))
    assert f'value="{sam.client.id}"' in refused.text
    assert me.browser.post(pain.action, data=fields).status_code == 302
    assert owners(session) == [sam.client.id]
    assert SAM in me.read()


@pytest.mark.parametrize(
    ("page", "action", "fields"),
    [
        ("/red-flags", "/red-flags", {"yes": "bladder"}),
        ("/check", "/check", {"change": "0", "none": "y"}),
        ("/why", "/why", {"reason": "no_time"}),
        ("/me", "/me", {"zone": "Europe/Paris"}),
    ],
)
def test_neither_does_any_other_form(
    app: Flask, session: Session, both: Client, page: str, action: str, fields: dict[str, str]
) -> None:
    me = Visitor(signed_in(app, ADDRESS))
    choose(me.browser, "Sam Reed")
    form = me.forms(page, action)[0]
    choose(me.browser, "Anna Reed")
    refused = me.post(form, fields)
    assert refused.status_code == 409
    assert "Nothing was stored" in words(refused.text)
    if page == "/red-flags":
        assert "Your therapist has NOT been told" in words(refused.text)


def test_a_form_that_names_no_record_is_asked_whose_it_is(
    app: Flask, session: Session, sam: Care, both: Client
) -> None:
    me = Visitor(signed_in(app, ADDRESS))
    choose(me.browser, "Anna Reed")
    pain = me.forms("/today", "/pain")[0]
    del pain.fields["record"]
    refused = me.post(pain, {"leg": "6"})
    assert refused.status_code == 409
    assert "Send it for Sam Reed" in words(refused.text)
    assert owners(session) == []
    me.post(pain, {"leg": "6", "change_over": str(sam.client.id)})
    assert owners(session) == [sam.client.id]


def test_what_a_phone_kept_for_one_record_goes_there_whichever_is_open(
    app: Flask, session: Session, sam: Care, both: Client
) -> None:
    phone = Phone.of(app, sam.client.id)
    choose(phone.browser, "Anna Reed")
    assert phone.statuses(entry()) == ["stored"]
    assert owners(session) == [sam.client.id]


def test_a_help_page_is_never_behind_the_question(app: Flask, both: Client) -> None:
    page = words(signed_in(app, ADDRESS).get("/red-flags").text)
    assert "999" in page
    assert "Say whose record this is" in page


def test_a_mail_about_a_changed_programme_names_whose_it_is(
    session: Session, sam: Care, both: Client
) -> None:
    login = login_of(session, sam.practice.id, both.id)
    version = session.scalars(
        select(ProgrammeVersion).where(ProgrammeVersion.client_id == both.id)
    ).one()
    assert login is not None
    mail = programme_email(
        login, ADDRESS, sam.therapist, version, [], "https://h.example", stopped=False
    )
    assert "Hello Anna Reed" in mail.text
    assert mail.to_name == "Anna Reed"
    assert "Anna" not in mail.subject


def test_a_link_in_a_mail_opens_the_record_it_is_about(app: Flask, sam: Care, both: Client) -> None:
    me = Visitor(signed_in(app, ADDRESS))
    for page in ("/today", "/today/2026-03-02", "/check", "/me", "/red-flags"):
        me.browser.get(f"/today?record={sam.client.id}")
        assert SAM in me.read("/today")
        assert ANNA in me.read(f"{page}?record={both.id}")
        assert ANNA in me.read("/today")


def test_a_link_about_somebody_elses_record_opens_none_of_it(
    app: Flask, session: Session, sam: Care, both: Client
) -> None:
    other, _ = make_client(session, sam.therapist, name="Not Theirs", email=None)
    browser = signed_in(app, ADDRESS)
    assert "/places" in browser.get(f"/today?record={other.id}").location
