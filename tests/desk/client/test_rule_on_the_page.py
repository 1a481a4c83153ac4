"""What a therapist sees of the rule on a client's page, and what they clear there."""

import re
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.flags.red_flag_answers import clear_episode, decide_background, mark_mistaken
from homecare.rules.policy import RULE_VERSION
from homecare.screening.models import RedFlagAnswer, Screening
from tests.desk.browsing import error_at, of, send
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, flat_weeks, make_flag, on, the_flag
from tests.make.people import acting, make_practice, signed_in

pytestmark = pytest.mark.any_database

DAY = 28


@pytest.fixture(autouse=True)
def day_28(clock: time_machine.Traveller) -> None:
    clock.move_to(at(DAY))


def page_of(browser: FlaskClient, care: Care, part: str = "") -> str:
    return unescape(browser.get(of(care.client.id, part)).text)


def tap_by_mistake(session: Session, care: Care, *codes: str) -> Screening:
    """The client answers, and then says that it was a mistake."""
    screening = answer(session, care, *codes, day=DAY)
    mark_mistaken(acting(session, care.me, at(DAY)), screening)
    session.commit()
    return screening


def press_clear(browser: FlaskClient, care: Care) -> str:
    """Press the one button, with what its form carries."""
    form = re.search(r'<form[^>]*action="(/flags/[^"]*/clear)">(.*?)</form>',
                     browser.get(of(care.client.id)).text, re.DOTALL)  # fmt: skip
    assert form is not None
    hidden = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[2]))
    return browser.post(form[1], data=hidden).location


def test_the_chart_has_the_start_and_the_needed_improvement(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flat_weeks(session, care)
    assess(session, care, DAY)
    page = page_of(therapist, care)
    assert "leg at the start: 6.0" in page
    assert "improvement needed: leg 4.2 or less" in page
    assert "Leg pain 6.0 at the start, 6.0 this week: no change; 30\u00a0% was needed." in page


def test_the_band_follows_the_practices_own_threshold(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    care.practice.policy = {"thresholds": {"improved_share": 0.5}}
    flat_weeks(session, care)
    assert "improvement needed: leg 3.0 or less" in page_of(therapist, care)


def test_what_the_rule_saw_is_there_with_its_version(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    assert "What the rule saw" not in page_of(therapist, care)
    flat_weeks(session, care)
    assess(session, care, DAY)
    page = page_of(therapist, care)
    assert "What the rule saw" in page
    assert "Rated days of 7" in page
    assert f"version {RULE_VERSION}" in page
    assert f'href="{of(care.client.id, "/rule")}"' in page


def test_the_rule_day_by_day(session: Session, care: Care, therapist: FlaskClient) -> None:
    flat_weeks(session, care)
    page = page_of(therapist, care, "/rule")
    rows = re.findall(r'<th scope="row">(.*?)</th>', page)
    assert rows[0] == "Today"
    assert rows[-1] == "Mon 2 Mar"
    assert page.index("Stalled") < page.index("Early days")
    assert "Leg pain 6.0 at the start" in page
    assert "Ask the red-flag questions again." in page
    early = page[page.index("Early days") - 2000 :]
    assert "Have a look: it is too early to decide." in early
    assert "Carry on or refer" not in early


def test_looking_at_the_rule_is_written_down(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    page_of(therapist, care, "/rule")
    line = session.scalars(select(AuditLine).where(AuditLine.subject == "rule")).one()
    assert (line.action, line.client_id) == ("client.view", care.client.id)


def test_a_tap_by_mistake_is_cleared_in_one_tap_after_speaking(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    tap_by_mistake(session, care, "bladder", "fever")
    assert "says: tapped by mistake" in page_of(therapist, care)
    assert press_clear(therapist, care) == "/flags"
    assert the_flag(session, care).status == "cleared"
    cleared = session.scalars(select(RedFlagAnswer)).all()
    assert {row.cleared_reason for row in cleared} == {"Tapped by mistake. I spoke with them."}
    assert {row.cleared_on for row in cleared} == {on(DAY)}


def test_the_flags_page_has_the_reason_filled_in(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    tap_by_mistake(session, care, "bladder")
    page = unescape(therapist.get(f"/flags/{the_flag(session, care).id}").text)
    assert "Sam Reed says that they tapped by mistake." in page
    assert "Tapped by mistake. I spoke with them.</textarea>" in page


@pytest.mark.parametrize("other", ["fever", "background"])
def test_one_tap_never_clears_what_was_no_mistake(
    session: Session, care: Care, therapist: FlaskClient, other: str
) -> None:
    tap_by_mistake(session, care, "bladder")
    if other == "fever":
        answer(session, care, "fever", day=DAY)
    else:
        decide_background(
            acting(session, care.therapist, at(DAY)), care.episode, "cancer", "gp_first"
        )
        session.commit()
    page = page_of(therapist, care)
    assert "says: tapped by mistake" in page
    assert "clear it</button>" not in page


def test_background_is_recorded_after_the_intake_apart_from_new_symptoms(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    where = of(care.client.id)
    assert "Add a background answer" in page_of(therapist, care)
    send(therapist, of(care.client.id, "/background"), where, code="cancer", decision="gp_first")
    page = page_of(therapist, care)
    assert "Have you ever had cancer? Yes: GP first." in page
    assert "Red flag: the exercises are stopped" not in page
    send(therapist, of(care.client.id, "/background"), where, code="cancer", decision="considered")
    assert "Have you ever had cancer? Yes: considered." in page_of(therapist, care)


def test_background_without_a_decision_is_asked_again(care: Care, therapist: FlaskClient) -> None:
    where = of(care.client.id)
    answered = send(therapist, of(care.client.id, "/background"), where, code="cancer")
    assert answered.status_code == 422
    assert error_at(answered, "decision") == "Choose one of these."


@pytest.mark.both_databases
def test_any_red_flag_stands_on_top_of_the_caseload_until_it_is_cleared(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    for kind in ("worsening", "stalled"):
        client, episode = make_client(session, care.therapist, name=f"{kind} Client")
        make_flag(session, Care(care.practice, care.therapist, care.me, client, episode), kind)
    answer(session, care, "fever", day=DAY)
    page = therapist.get("/caseload").text
    names = ["Red flag: speak to them first", "Sam Reed", "worsening Client", "stalled Client"]
    assert sorted(names, key=page.index) == names
    clear_episode(acting(session, care.therapist, at(DAY)), care.episode, "A cold")
    session.commit()
    page = therapist.get("/caseload").text
    assert "Red flag: speak to them first" not in page
    assert page.index("worsening Client") < page.index("Sam Reed")


def test_the_rule_of_another_practices_client_is_not_there(
    app: Flask, session: Session, care: Care
) -> None:
    make_practice(session, "Elsewhere Practice", "owner@elsewhere.example")
    outsider = signed_in(app, "owner@elsewhere.example")
    assert outsider.get(of(care.client.id, "/rule")).status_code == 404


def test_what_is_against_manipulation_is_never_called_not_recorded(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    said = r"Manipulation</dt><dd>(.*?)</dd>"
    assert re.findall(said, page_of(therapist, care)) == ["Nothing against it"]
    care.client.contraindications = ["severe_osteoporosis"]
    session.commit()
    page = page_of(therapist, care)
    assert "Very thin bones (severe osteoporosis)" in page
    assert re.findall(said, page) == []


def test_before_the_night_has_looked_the_means_say_to_which_day_they_are(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller
) -> None:
    flat_weeks(session, care)
    assess(session, care, DAY)
    therapist = signed_in(app, "therapist@homecare.example")
    assert "Last 7 days" in page_of(therapist, care)
    clock.move_to(at(DAY + 1))
    page = page_of(signed_in(app, "therapist@homecare.example"), care)
    assert "7 days to 29 Mar" in page
    assert "Last 7 days" not in page
