"""The start of the figures counted anew after an answer, where the therapist says so."""

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.assessment.history import history_of
from homecare.assessment.models import Verdict
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.progress.queries import course
from homecare.referrals.models import Referral
from homecare.rules.assessment import assess as judge
from homecare.rules.policy import DEFAULT
from tests.desk.referrals.draft import post
from tests.letters.made import make_letter
from tests.make.diary import DAY, Care
from tests.make.flags import assess, at, on, rate
from tests.make.people import acting, make_practice, make_therapist, signed_in

DAYS = range(1, 30)
TODAY = 30
SEEN = 12


@pytest.fixture
def letter(session: Session, care: Care, clock: time_machine.Traveller) -> Referral:
    """Pain of 6, and of 4 from the day on which somebody was seen; thirty days have passed."""
    letter = make_letter(session, care, at(5))
    rate(session, care, 6, 3, [day for day in DAYS if day < SEEN])
    rate(session, care, 4, 3, [day for day in DAYS if day >= SEEN])
    assess(session, care, TODAY)
    clock.move_to(at(TODAY))
    return letter


@pytest.fixture
def desk(app: Flask, letter: Referral) -> FlaskClient:
    return signed_in(app, "therapist@homecare.example")


def answered(desk: FlaskClient, letter: Referral, **said: str) -> None:
    whole = {"next": "back", "how": "paper", "seen_on": on(SEEN).isoformat(), "words": "Injected."}
    assert post(desk, f"/referrals/{letter.id}/answer", **{**whole, **said}).status_code == 302


def starts_of(session: Session, care: Care) -> set[float]:
    """The start of the leg, by whoever tells it."""
    session.rollback()
    session.expire_all()
    episode, today = session.get_one(Episode, care.episode.id), on(TODAY)
    kept = session.query(Verdict).filter_by(episode_id=episode.id).one().figures["start"]["leg"]
    told = judge(history_of(session, episode, today), DEFAULT, today).figures["start"]["leg"]
    shown = course(session, episode, today, today - DAY).start.leg
    session.commit()
    return {kept, told, shown}


def test_it_is_offered_once_somebody_has_seen_them(desk: FlaskClient, letter: Referral) -> None:
    offered, page = "Count the start of the figures anew", f"/referrals/{letter.id}"
    assert offered not in desk.get(page).text
    answered(desk, letter, next="never_went", seen_on="", words="")
    assert offered not in desk.get(page).text
    answered(desk, letter)
    assert offered in desk.get(page).text
    shown = desk.get(f"{page}/new-start").text
    assert f'value="{on(SEEN).isoformat()}"' in shown
    assert "Injected." in shown


def test_every_figure_follows_and_the_timeline_tells_it(
    session: Session, care: Care, desk: FlaskClient, letter: Referral
) -> None:
    answered(desk, letter)
    post(desk, f"/referrals/{letter.id}/new-start", on=on(SEEN).isoformat())
    assert starts_of(session, care) == {4}
    told = desk.get(f"/clients/{care.client.id}").text
    assert "The start of the figures counted anew" in told
    assert "From 14 March 2026." in told
    post(desk, f"/referrals/{letter.id}/new-start", on=on(SEEN).isoformat(), as_before="1")
    assert starts_of(session, care) == {6}
    assert "Not any more from 14 March 2026." in desk.get(f"/clients/{care.client.id}").text


def test_pressed_twice_it_is_told_once(
    session: Session, care: Care, desk: FlaskClient, letter: Referral
) -> None:
    answered(desk, letter)
    for _ in range(2):
        post(desk, f"/referrals/{letter.id}/new-start", on=on(SEEN).isoformat())
    assert desk.get(f"/clients/{care.client.id}").text.count("From 14 March 2026.") == 1


@pytest.mark.parametrize(("day", "problem"), [
    ("", "Write the day to count from."),
    ("soon", "Write the date as day, month and year."),
    (on(0).isoformat(), "Write a day after the first visit here, and not one to come."),
    (on(TODAY + 1).isoformat(), "Write a day after the first visit here, and not one to come."),
    ("9999-12-31", "Write a day after the first visit here, and not one to come."),
])  # fmt: skip
def test_a_day_that_cannot_be_is_refused_at_its_field(
    session: Session, care: Care, desk: FlaskClient, letter: Referral, day: str, problem: str
) -> None:
    answered(desk, letter)
    shown = post(desk, f"/referrals/{letter.id}/new-start", on=day)
    assert shown.status_code == 400
    assert problem in shown.text
    assert starts_of(session, care) == {6}


def test_without_an_answer_or_after_the_care_it_is_refused(
    session: Session, care: Care, desk: FlaskClient, letter: Referral
) -> None:
    page = f"/referrals/{letter.id}/new-start"
    assert "nothing to count anew from" in post(desk, page, on=on(SEEN).isoformat()).text
    answered(desk, letter)
    discharge(acting(session, care.therapist, at(TODAY)), care.episode)
    session.commit()
    assert "This care has ended." in post(desk, page, on=on(SEEN).isoformat()).text


def test_another_practice_finds_no_such_letter(
    app: Flask, session: Session, letter: Referral
) -> None:
    other, _ = make_practice(session, owner_email="owner@elsewhere.example")
    make_therapist(session, other, email="therapist@elsewhere.example")
    session.commit()
    stranger = signed_in(app, "therapist@elsewhere.example")
    page = f"/referrals/{letter.id}/new-start"
    assert stranger.get(page).status_code == 404
    assert post(stranger, page, on=on(SEEN).isoformat()).status_code == 404
