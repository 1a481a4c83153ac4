"""The page with the rule's thresholds: read by everybody, changed by the owner, tried first."""

import html
import re
from dataclasses import fields

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import AuditLine, Practice
from homecare.assessment.thresholds import policy_of
from homecare.desk.rule.words import GROUPS
from homecare.rules.policy import DESIGN, Policy
from homecare.typesetting.characters import held_together
from tests.desk.browsing import Tab
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, flags_of, flat_weeks
from tests.make.people import csrf_token, make_practice, make_therapist, signed_in

pytestmark = pytest.mark.any_database

DAY = 60
PAGE = "/practice/rule"


@pytest.fixture(autouse=True)
def day_60(clock: time_machine.Traveller) -> None:
    clock.move_to(at(DAY))


@pytest.fixture
def owner(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, "owner@homecare.example")


def as_shown(page: str) -> dict[str, str]:
    """What the page's form would send if nobody typed anything."""
    inputs = [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall("<input[^>]*>", page)
    ]
    return {
        tag["name"]: html.unescape(tag.get("value", ""))
        for tag in inputs
        if tag.get("type") != "checkbox" and tag.get("name", "csrf_token") != "csrf_token"
    }


def in_words(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", html.unescape(page)))


def send(browser: FlaskClient, where: str = "/effect", **typed: str) -> TestResponse:
    """Send the form as it is shown, with some values typed over."""
    shown = as_shown(browser.get(PAGE).text)
    token = csrf_token(browser, "/practice")
    return browser.post(PAGE + where, data={**shown, **typed, "csrf_token": token})


def confirm(browser: FlaskClient, effect: TestResponse) -> TestResponse:
    """Press Save on the page that shows the effect."""
    token = csrf_token(browser, "/practice")
    return browser.post(PAGE, data={**as_shown(effect.text), "csrf_token": token})


def policy(session: Session) -> Policy:
    session.rollback()
    session.expire_all()
    return policy_of(session.scalars(select(Practice)).one())


def test_every_threshold_stands_there_with_its_source_and_how_sure_we_are(
    app: Flask, session: Session
) -> None:
    practice, _ = make_practice(session)
    make_therapist(session, practice)
    page = html.unescape(signed_in(app, "therapist@homecare.example").get(PAGE).text)
    for item in fields(Policy):
        assert item.metadata["label"] in page
        if item.metadata["source"] != DESIGN:
            assert held_together(item.metadata["source"]) in page
    assert "(found)" in page
    assert "(from memory)" in page
    assert re.search(r"<span>\s*ours\s*</span>", page)
    assert "30\u00a0%" in page
    assert "Show the effect" not in page
    assert "The owner of the practice can change" in page


def test_the_page_begins_with_what_is_the_practices_own(
    session: Session, owner: FlaskClient
) -> None:
    assert "uses the usual number everywhere" in owner.get(PAGE).text
    confirm(owner, send(owner, severe_evaluations="1", improved_share="40"))
    page = owner.get(PAGE).text
    said = in_words(page[: page.index('<details class="calm"')])
    assert "Better by this share: 40 %, usually 30 %" in said
    assert "Severe twice running counts from … at so many weekly looks running: 1" in said
    assert "uses the usual number everywhere" not in page


def test_a_group_is_folded_unless_something_in_it_has_to_be_put_right(owner: FlaskClient) -> None:
    assert not re.search("<details[^>]* open", owner.get(PAGE).text)
    refused = send(owner, severe_mean="8").text
    opened = refused[refused.index('<details class="calm" open') :]
    assert opened.index("To the GP") < opened.index("</details>")
    assert len(re.findall("<details[^>]* open", refused)) == 1


def test_numbers_stand_with_what_they_count(owner: FlaskClient) -> None:
    said = in_words(owner.get(PAGE).text)
    assert "without scores checks 5 checks (3 to 5)" in said
    assert "hardly moved times 2 times (0 to 3)" in said


def test_no_threshold_stands_without_its_group() -> None:
    grouped = [name for _, names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(item.name for item in fields(Policy))


def test_the_practices_page_leads_there(owner: FlaskClient) -> None:
    assert f'href="{PAGE}"' in owner.get("/practice").text


def test_what_is_fixed_has_no_field(owner: FlaskClient) -> None:
    page = owner.get(PAGE).text
    assert 'name="stall_day"' in page
    assert 'name="mean_days"' not in page
    assert "What nobody can change" in page


def test_the_effect_is_shown_before_anything_is_saved(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    flat_weeks(session, care, days=56, leg=4)
    page = send(owner, stall_day="35").text
    assert "Save these thresholds?" in page
    assert "day 21" in page
    assert "day 35" in page
    assert "changed something for 1 client of 1" in page
    assert "Sam Reed" in page
    assert "later: " in page
    assert policy(session) == Policy()


def test_what_would_not_come_any_more_is_called_gone(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    flat_weeks(session, care, days=40, leg=4)
    assert "gone; was on" in send(owner, stall_mean="5").text


def test_without_last_years_diaries_it_says_so(app: Flask, session: Session) -> None:
    make_practice(session)
    page = send(signed_in(app, "owner@homecare.example"), stall_day="28").text
    assert "nothing to try it on" in page


@pytest.mark.both_databases
def test_save_asks_once_and_the_next_look_uses_the_new_numbers(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    saved = confirm(owner, send(owner, stall_mean="4.5", improved_share="40"))
    assert saved.location == PAGE
    assert "from now on" in owner.get(PAGE).text
    assert policy(session) == Policy(stall_mean=4.5, improved_share=0.4)
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "practice.rule")).all()
    assert sorted(line.subject for line in lines) == ["improved_share: 0.4", "stall_mean: 4.5"]
    assert "stall_mean: 4.5" in owner.get("/practice/audit").text


def test_the_night_judges_by_the_practices_own_numbers(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    flat_weeks(session, care, days=28, leg=4)
    answer(session, care, day=27)
    confirm(owner, send(owner, stall_mean="4.5", review_visits="6"))
    session.expire_all()
    assess(session, care, 28)
    assert flags_of(session, care) == []


def test_the_two_settings_of_the_practices_page_are_the_same_numbers(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    confirm(owner, send(owner, review_visits="5", always_propose="y"))
    now = policy(session)
    assert (now.review_visits, now.always_propose) == (5, True)
    assert 'value="5"' in owner.get("/practice").text


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("severe_mean", "8", "from 5 to 7"),
        ("worse_points", "3", "from 1.5 to 2"),
        ("check_days", "14", "from 1 to 7"),
        ("improved_share", "90", "from 20 to 50"),
        ("stall_day", "soon", "Write a"),
        ("stall_day", "nan", "Write a"),
        ("stall_mean", "nan", "from 2 to 5"),
        ("stall_day", "", "from 14 to 42"),
    ],
)
def test_what_is_not_safe_is_refused_at_its_field_and_kept(
    session: Session, owner: FlaskClient, care: Care, name: str, typed: str, said: str
) -> None:
    for where in ("/effect", ""):
        answered = send(owner, where, **{name: typed})
        assert answered.status_code == 422
        assert said in answered.text
        assert as_shown(answered.text)[name] == typed
    assert policy(session) == Policy()


def test_nothing_changed_is_not_asked_about(owner: FlaskClient) -> None:
    answered = send(owner)
    assert answered.status_code == 422
    assert "Nothing is different" in answered.text


@pytest.mark.both_databases
def test_two_owners_do_not_overwrite_each_other(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    older = send(owner, stall_day="28")
    confirm(owner, send(owner, stall_day="35"))
    answered = confirm(owner, older)
    assert answered.status_code == 409
    assert "Meanwhile somebody changed this to “35”" in html.unescape(answered.text)
    assert as_shown(answered.text)["stall_day"] == "28"
    assert policy(session).stall_day == 35


def test_what_another_owner_changed_meanwhile_is_said_before_anything_is_saved_and_stays(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    older = send(owner, stall_day="28")
    confirm(owner, send(owner, severe_mean="6"))
    answered = confirm(owner, older)
    assert answered.status_code == 409
    assert "Somebody changed these meanwhile:" in answered.text
    again = Tab(owner, PAGE, "stall_day")
    again.fields |= {name: [value] for name, value in as_shown(answered.text).items()}
    confirm(owner, again.save())
    now = policy(session)
    assert (now.stall_day, now.severe_mean) == (28, 6)


def test_what_lies_outside_the_bounds_in_the_database_counts_as_not_set(
    session: Session, care: Care
) -> None:
    kept = {"severe_mean": 9, "stall_day": "soon", "stall_mean": 4, "unknown": 1, "check_days": 2.5}
    care.practice.policy = {"thresholds": kept, "review_after_visits": 40}
    session.commit()
    assert policy(session) == Policy(stall_mean=4.0)


def test_a_comma_or_a_word_in_a_number_is_answered_with_what_to_write(owner: FlaskClient) -> None:
    answered = send(owner, stall_mean="2,5", stall_day="soon")
    assert answered.status_code == 422
    page = html.unescape(answered.text)
    assert "Write a number from 2 to 5, with a point if it needs one: 0.5." in page
    assert "Write a whole number from 14 to 42." in page
    assert "Not a valid" not in page
