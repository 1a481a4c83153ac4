"""A sign-in is taken back from the wrong person at once, and the client is invited anew."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.accounts.invitations import invite
from homecare.accounts.models import Consent, Invitation, Membership
from homecare.accounts.queries import login_of
from homecare.acting import CLIENT
from homecare.clients.addresses import ask_client
from homecare.clients.models import Client
from homecare.clients.sign_in.taking_back import take_back
from homecare.diary.models import Entry
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from homecare.reports.check_ins.email import LASTS, login_of_episode, token_of
from tests.accounts.mailbox import forget, link_in, mails
from tests.desk.browsing import of
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import (
    NOW,
    PASSWORD,
    acting,
    csrf_token,
    make_client_login,
    make_membership,
    make_person,
    make_practice,
    make_therapist,
    signed_in,
    token_on,
)
from tests.make.sync import ENTRIES, TOKEN, Phone, entries_stored, entry
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")

WRONG, RIGHT = "client@homecare.example", "right@homecare.example"
ENDED = "Your practice has ended your sign-in to this record"


@pytest.fixture
def desk(app: Flask, care: Care) -> FlaskClient:
    """The therapist's browser."""
    return signed_in(app, "therapist@homecare.example")


def take(desk: FlaskClient, care: Care) -> str:
    """Take the sign-in back on the pages alone; answers the page that asked."""
    record = desk.get(of(care.client.id)).text
    (there,) = re.findall(r'href="([^"]+)">This is the wrong person', record)
    asked = desk.get(there).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked))
    assert desk.post(there, data=fields).status_code == 302
    return asked


def test_the_page_says_what_will_happen_and_ends_it_at_once(
    app: Flask, desk: FlaskClient, care: Care
) -> None:
    wrong = signed_in(app, WRONG)
    assert wrong.get("/today").status_code == 200
    asked = words(take(desk, care))
    for said in (f"Is {WRONG} the wrong person?", "at once, on any phone", "stays in the diary",
                 f"{WRONG} is taken out of the record", "invite Sam Reed anew"):  # fmt: skip
        assert said in asked
    for page in ("/today", "/progress", "/me", "/today/kit"):
        answer = wrong.get(page)
        assert answer.status_code == 403
        assert "Your sign-in to this record has ended" in answer.text
        assert care.client.telephone not in answer.text
    assert "has ended it" in wrong.get("/").text
    assert "has ended it" in signed_in(app, WRONG).get("/").text


def test_what_was_sent_just_then_is_said_not_to_be_stored_and_handed_back(
    app: Flask, desk: FlaskClient, care: Care
) -> None:
    wrong = signed_in(app, WRONG)
    token = csrf_token(wrong, "/today")
    take(desk, care)
    note = {"csrf_token": token, "text": "Slept badly on <i>both</i> sides."}
    answer = wrong.post("/today/2026-03-02/note", data=note)
    assert answer.status_code == 403
    assert "What you just sent was not stored." in answer.text
    assert "Slept badly on &lt;i&gt;both&lt;/i&gt; sides." in answer.text
    assert "just sent" not in wrong.get("/today").text


@pytest.mark.parametrize("page", ["/red-flags", "/check"])
def test_whose_red_flag_answers_come_just_then_is_led_to_what_to_do_first(
    app: Flask, desk: FlaskClient, care: Care, page: str
) -> None:
    wrong = signed_in(app, WRONG)
    token = csrf_token(wrong, "/today")
    take(desk, care)
    answer = wrong.post(page, data={"csrf_token": token, "yes": "bladder"})
    assert answer.status_code == 403
    said = words(answer.text)
    told = said.index("Your answers were not sent. Your therapist has NOT been told.")
    assert told < said.rindex("Your sign-in to this record has ended")
    assert 'href="/red-flags">See what to do now</a>' in answer.text
    assert told < said.index("By what you ticked: get help now.") < said.index("Call 999")
    assert 'href="tel:999"' in answer.text


def test_the_right_person_is_invited_and_the_wrong_one_stays_out(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    wrong = signed_in(app, WRONG)
    take(desk, care)
    page = f"{of(care.client.id)}/invitation"
    shown = desk.post(page, data={"how": "screen", "csrf_token": csrf_token(desk, page)}).text
    (link,) = set(re.findall(r"/invitations/[\w-]+", shown))
    right = app.test_client()
    data = {"email": RIGHT, "password": PASSWORD, "csrf_token": csrf_token(right, link)}
    assert right.post(link, data=data).location == "/today"
    assert "Today" in right.get("/today").text
    assert wrong.get("/today").status_code == 403
    assert f"signs in with {RIGHT}" in words(desk.get(page).text)


def test_a_phone_hears_why_and_stores_nothing_more(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    phone = Phone.of(app, care.client.id)
    phone.send(entry())
    token = phone.token()
    take(desk, care)
    asked = phone.browser.get(f"{TOKEN}?owner={care.client.id}")
    assert (asked.status_code, ENDED in asked.json["error"]) == (410, True)
    sent = phone.browser.post(ENTRIES, json=phone.batch(entry(seq=2)),
                              headers={"X-CSRFToken": token})  # fmt: skip
    assert sent.status_code in (403, 410)
    assert ENDED in sent.json["error"]
    somebody = phone.browser.get(f"{TOKEN}?owner={NOW.year}")
    assert somebody.status_code == 403
    assert entries_stored(session) == 1
    assert session.scalars(select(Entry.written_by)).one() == care.me.person_id


def test_other_records_and_practices_of_the_person_stay_open(
    app: Flask, desk: FlaskClient, session: Session, care: Care
) -> None:
    other, _owner = make_practice(session, "Hill Practice", "owner2@homecare.example")
    therapist = make_therapist(session, other, "therapist2@homecare.example")
    theirs, _ = make_client(session, therapist, name="Sam Reed", email=WRONG)
    own = login_of(session, care.practice.id, care.client.id)
    assert own is not None
    make_membership(session, other, own.person, CLIENT, theirs.id)
    phone = Phone.of(app, care.client.id)
    take(desk, care)
    assert phone.browser.get("/today").status_code == 200
    assert phone.browser.get(f"{TOKEN}?owner={care.client.id}").status_code == 410
    assert phone.browser.get(f"{TOKEN}?owner={theirs.id}").status_code == 200
    sent = phone.post(phone.batch(entry()))
    assert (sent.status_code, entries_stored(session)) == (410, 0)


def test_links_in_mail_to_the_wrong_person_open_nothing_even_for_the_right_one(
    app: Flask, session: Session, settings: Settings, care: Care
) -> None:
    place = login_of_episode(session, care.episode.id)
    assert place is not None
    check_in = f"/check-in/{token_of(settings, care.episode.id, place.id, NOW + LASTS)}"
    forget(session, WRONG)
    ask_client(session, settings, NOW, care.client)
    session.commit()
    confirm = link_in(mails(session)[0])
    assert app.test_client().get(check_in).status_code == 200
    take_back(acting(session, care.therapist), session.get_one(Client, care.client.id), place)
    session.commit()
    assert app.test_client().get(check_in).status_code == 410
    make_right(session, care)
    assert app.test_client().get(check_in).status_code == 410
    browser = app.test_client()
    page = browser.get(confirm).text
    if "csrf_token" in page:  # it may confirm their own address, never the record's
        browser.post(confirm, data={"csrf_token": token_on(page)})
    session.expire_all()
    client = session.get_one(Client, care.client.id)
    assert (client.email, client.confirmed_email) == (None, None)


def make_right(session: Session, care: Care) -> Membership:
    """The right person joins, with an address of their own."""
    right = make_person(session, RIGHT, "Sam Reed")
    return make_membership(session, care.practice, right, CLIENT, care.client.id)


def test_what_waits_to_leave_and_what_they_agreed_to_ends_and_the_invitation_too(
    app: Flask, session: Session, care: Care
) -> None:
    wrong = acting(session, care.me)
    record_consent(wrong, care.client.id, "email", CONSENT_WORDING["email"])
    care.client.check_in_email = False
    waiting = Email(kind="weekly-progress", to_address=WRONG, subject="A week", text="…",
                    practice_id=care.practice.id, client_id=care.client.id)  # fmt: skip
    queue(session, waiting, NOW)
    session.commit()
    place = login_of(session, care.practice.id, care.client.id)
    assert place is not None
    act = acting(session, care.therapist)
    take_back(act, session.get_one(Client, care.client.id), place)
    session.commit()
    session.expire_all()
    assert session.scalars(select(OutboxMail.status)).all() == ["failed"]
    assert session.scalars(select(Consent.withdrawn_at)).all() == [NOW]
    assert session.get_one(Client, care.client.id).weekly_email is False
    assert session.get_one(Client, care.client.id).check_in_email is True
    token = invite(act, role=CLIENT, name="Sam Reed", client_id=care.client.id)
    session.commit()
    assert app.test_client().get(f"/invitations/{token}").status_code == 200


def test_the_record_says_that_the_sign_in_was_taken_back_and_not_that_nobody_was_invited(
    desk: FlaskClient, session: Session, care: Care
) -> None:
    make_used_invitation(session, care)
    take(desk, care)
    record = words(desk.get(of(care.client.id)).text)
    assert "The sign-in was taken back" in record
    assert f"Invite {care.client.name} anew." in record
    assert "Not invited yet" not in record


@pytest.mark.both_databases
def test_of_several_that_were_taken_back_the_record_names_the_last_and_who_signs_in_now(
    desk: FlaskClient, session: Session, care: Care
) -> None:
    make_used_invitation(session, care)
    place = login_of(session, care.practice.id, care.client.id)
    assert place is not None
    place.disabled_at = NOW
    for day in (3, 1, 2):
        person = make_person(session, f"before.{day}@post.example", "Sam Reed")
        before = make_membership(session, care.practice, person, CLIENT, care.client.id)
        session.get_one(Membership, before.id).disabled_at = NOW + timedelta(days=day)
        session.commit()
    record = words(desk.get(of(care.client.id)).text)
    assert "The sign-in was taken back Thu 5 Mar" in record
    make_client_login(session, care.practice, care.client.id, "right@post.example", "Sam Reed")
    record = words(desk.get(of(care.client.id)).text)
    assert "in with right@post.example" in record
    assert "was taken back" not in record


def make_used_invitation(session: Session, care: Care) -> None:
    """The invitation by which the wrong person joined."""
    session.add(
        Invitation(
            practice_id=care.practice.id, token_hash="0" * 64, role=CLIENT, email=WRONG,
            name="Sam Reed", client_id=care.client.id, made_by=care.therapist.person_id,
            made_at=NOW, expires_at=NOW + LASTS, used_at=NOW,
        )
    )  # fmt: skip
    session.commit()


def test_twice_is_once_and_the_record_tells_who_did_it(
    desk: FlaskClient, session: Session, care: Care
) -> None:
    place = login_of(session, care.practice.id, care.client.id)
    assert place is not None
    take(desk, care)
    again = desk.get(f"{of(care.client.id)}/wrong-person")
    assert (again.status_code, again.location) == (302, of(care.client.id))
    record = words(desk.get(of(care.client.id)).text)
    assert record.count("Sign-in taken back from the wrong person") == 1
    assert "Sam Reed could open this record until then." in record
    owner = words(signed_in(desk.application, "owner@homecare.example").get("/practice/audit").text)
    assert "Took a client’s sign-in back from the wrong person" in owner.replace("&#39;", "'")
