"""The check-in's link: it opens one page, without a sign-in, and opening it reports nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from homecare.clients.episodes.discharge import discharge
from homecare.diary.models import Entry
from homecare.reports.check_ins.email import LASTS, check_in_email, login_of_episode, token_of
from tests.make.diary import Care, the_day
from tests.make.people import NOW, acting
from tests.make.reports import disable_login
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

HOUR = timedelta(hours=1)


@pytest.fixture
def link(session: Session, settings: Settings, care: Care) -> str:
    place = login_of_episode(session, care.episode.id)
    assert place is not None
    token = token_of(settings, care.episode.id, place.id, NOW + LASTS)
    session.commit()  # what is read after this is read anew
    return f"/check-in/{token}"


@pytest.fixture
def anybody(app: Flask) -> Visitor:
    """Whoever holds the phone; not signed in."""
    return Visitor(app.test_client())


def test_opening_the_link_reports_nothing_and_names_nobody(
    session: Session, care: Care, anybody: Visitor, link: str
) -> None:
    for _ in range(3):
        page = anybody.read(link)
    assert "How are you, compared with before?" in page
    assert care.client.name not in page
    assert session.query(Entry).count() == 0


@pytest.mark.parametrize("said", ["better", "same", "worse"])
def test_one_tap_is_stored_and_confirmed(
    session: Session, care: Care, anybody: Visitor, link: str, said: str
) -> None:
    answer = anybody.send(link, link, {"answer": said})
    assert answer.location == link
    assert "Thank you" in anybody.read(link)
    day = the_day(session, care.episode.id)
    assert day is not None
    assert day.check_in == said
    (entry,) = session.query(Entry)
    assert (entry.kind, entry.written_by) == ("check_in", care.me.person_id)


def test_another_tap_corrects_it_and_the_same_form_twice_is_one(
    session: Session, care: Care, anybody: Visitor, link: str
) -> None:
    form = anybody.forms(link, link)[0]
    for _ in range(2):
        anybody.post(form, {"answer": "worse"})
    assert session.query(Entry).count() == 1
    session.commit()
    anybody.send(link, link, {"answer": "better"})
    day = the_day(session, care.episode.id)
    assert day is not None
    assert day.check_in == "better"


def test_an_answer_that_is_none_of_the_three_is_asked_again(
    session: Session, anybody: Visitor, link: str
) -> None:
    answer = anybody.send(link, link, {"answer": "fine"})
    assert answer.status_code == 422
    assert "Tap one of the three." in words(answer.text)
    assert session.query(Entry).count() == 0


def test_after_two_weeks_the_link_has_ended(
    app: Flask, clock: time_machine.Traveller, anybody: Visitor, link: str
) -> None:
    clock.move_to(NOW + LASTS - HOUR)
    assert anybody.browser.get(link).status_code == 200
    clock.move_to(NOW + LASTS)
    answer = anybody.browser.get(link)
    assert answer.status_code == 410
    assert "This link has ended" in words(answer.text)


def test_an_answer_by_a_link_that_ended_meanwhile_is_said_not_to_be_sent(
    session: Session, clock: time_machine.Traveller, anybody: Visitor, link: str
) -> None:
    [form] = anybody.forms(link, link)
    clock.move_to(NOW + LASTS)
    answer = anybody.post(form, {"answer": "worse"})
    assert answer.status_code == 410
    said = words(answer.text)
    assert "Your answer was not sent" in said
    assert "Your therapist has not been told." in said
    assert session.query(Entry).count() == 0


def test_it_opens_nothing_once_the_address_it_was_mailed_to_was_replaced(
    session: Session, settings: Settings, care: Care, anybody: Visitor
) -> None:
    email = check_in_email(session, settings, care.episode, NOW.date(), NOW.date())
    assert email is not None
    link = re.findall(r"/check-in/[\w.-]+", email.text)[0]
    assert anybody.browser.get(link).status_code == 200
    care.client.email = "new@post.example"
    session.commit()
    assert anybody.browser.get(link).status_code == 410


def test_a_link_that_was_tampered_with_opens_nothing(anybody: Visitor, link: str) -> None:
    for wrong in (link[:-2], link.replace(".", "x."), "/check-in/nothing"):
        assert anybody.browser.get(wrong).status_code == 410


def test_it_opens_nothing_else(anybody: Visitor, link: str) -> None:
    anybody.send(link, link, {"answer": "same"})
    for page in ("/today", "/me", "/progress", "/check"):
        assert anybody.browser.get(page).location.startswith("/sign-in?")


def test_after_discharge_or_without_a_login_it_has_ended(
    session: Session, care: Care, anybody: Visitor, link: str
) -> None:
    disable_login(session, care)
    assert anybody.browser.get(link).status_code == 410


def test_after_discharge_it_has_ended(
    session: Session, care: Care, anybody: Visitor, link: str
) -> None:
    discharge(acting(session, care.therapist, NOW), care.episode, "all better")
    session.commit()
    assert anybody.browser.get(link).status_code == 410


def test_after_discharge_it_says_when_the_care_ended_and_whom_to_call(
    session: Session, care: Care, anybody: Visitor, link: str
) -> None:
    care.practice.telephone = "01632 960142"
    discharge(acting(session, care.therapist, NOW), care.episode, ended="better")
    session.commit()
    said = words(anybody.browser.get(link).text)
    assert "Your care here has ended" in said
    assert "Your care ended on 2 March 2026" in said
    assert "01632 960142" in said
    assert "two weeks" not in said
    assert "your own page" not in said


def test_the_address_is_told_to_no_other_page(anybody: Visitor, link: str) -> None:
    assert anybody.browser.get(link).headers["Referrer-Policy"] == "no-referrer"


def test_a_flood_of_tries_is_stopped(anybody: Visitor) -> None:
    answers = [anybody.browser.get("/check-in/guess").status_code for _ in range(301)]
    assert answers[:300] == [410] * 300, "thirty people who open theirs ten times are no flood"
    assert answers[300] == 429


def test_somebody_else_signed_in_on_this_phone_answers_for_the_link_alone(
    app: Flask, session: Session, care: Care, link: str
) -> None:
    therapist = Visitor.of(app, "therapist@homecare.example")
    therapist.send(link, link, {"answer": "same"})
    (entry,) = session.query(Entry)
    assert entry.written_by == care.me.person_id
