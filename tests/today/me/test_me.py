"""Me: own details, settings, and taking the diary along."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from homecare.accounts.consent import CONSENT_WORDING, record_consent
from homecare.accounts.models import Consent
from homecare.clients.models import Client, Episode
from tests.make.diary import Care, record, told
from tests.make.people import NOW, acting
from tests.today.visiting import DONE, OpenPhone, Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

WORDING = CONSENT_WORDING["email"]
SETTINGS = {
    "zone": "Europe/London",
    "weekly_email": "y",
    "check_in_email": "y",
    "on": "y",
    "times-0": "07:30",
    "times-1": "18:00",
    "times-2": "",
    "days": ["0", "2", "4"],
    "only_if_not_logged": "y",
}


def test_it_shows_what_the_practice_holds(me: Visitor) -> None:
    page = me.read("/me")
    for held in ("Sam Reed", "client@homecare.example", "07700 900123", "Theo Therapist"):
        assert held in page


def test_it_leads_to_a_new_password(me: Visitor) -> None:
    assert 'href="/me/password"' in me.browser.get("/me").text


def test_it_says_who_decides_about_deletion(me: Visitor) -> None:
    assert "The practice owner decides" in me.read("/me")


def test_it_shows_what_was_agreed_to_and_when(session: Session, care: Care, me: Visitor) -> None:
    wording = CONSENT_WORDING["health_data"]
    record_consent(acting(session, care.therapist, NOW), care.client.id, "health_data", wording)
    session.commit()
    page = me.read("/me")
    assert wording in page
    assert "Agreed on 2 March 2026" in page


def test_what_was_agreed_to_has_the_days_of_the_client(
    session: Session, care: Care, me: Visitor
) -> None:
    care.client.zone = "Pacific/Auckland"
    late = NOW + timedelta(hours=3)  # after midnight there
    act = acting(session, care.therapist, late)
    consent = record_consent(act, care.client.id, "email", WORDING)
    consent.withdrawn_at = late + timedelta(days=1)
    session.commit()
    assert "Agreed on 3 March 2026, taken back on 4 March 2026" in me.read("/me")


def test_reminders_are_kept_as_they_were_set(session: Session, care: Care, me: Visitor) -> None:
    assert me.send("/me", "/me", SETTINGS).status_code == 302
    session.expire_all()
    client = session.get_one(Client, care.client.id)
    assert client.reminder == {
        "on": True, "times": ["18:00", "07:30"], "days": 21, "only_if_not_logged": True,
        "set_at": "2026-03-02T09:00+00:00",
    }  # fmt: skip
    markup = me.browser.get("/me").text
    assert markup.index('value="07:30"') < markup.index('value="18:00"')
    assert 'value="2" checked' in markup
    assert 'value="1" checked' not in markup


def test_the_weekly_mail_can_be_stopped(session: Session, care: Care, me: Visitor) -> None:
    me.send("/me", "/me", {**SETTINGS, "weekly_email": []})
    session.expire_all()
    assert session.get_one(Client, care.client.id).weekly_email is False


def test_the_days_follow_the_chosen_clock(session: Session, care: Care, me: Visitor) -> None:
    me.send("/me", "/me", {**SETTINGS, "zone": "Pacific/Auckland"})
    session.expire_all()
    assert session.get_one(Episode, care.episode.id).zone == "Pacific/Auckland"
    assert "Monday 2 March" in me.read("/today")


@pytest.mark.parametrize(
    ("field", "typed", "told_back"),
    [
        ("zone", "Mars/Base", "Write a time zone such as Europe/London."),
        ("times-0", "half past", "Write a time, such as 18:00."),
        ("times-1", "25:00", "Write a time, such as 18:00."),
        ("zone", "", "Write a time zone such as Europe/London."),
        ("zone", "x" * 5000, "Write a time zone such as Europe/London."),
        ("days", [], "Choose at least one day."),
        ("days", ["9"], "Choose from these."),
    ],
)
def test_a_setting_that_can_not_be_is_refused_at_its_field(
    session: Session, care: Care, me: Visitor, field: str, typed: object, told_back: str
) -> None:
    answer = me.send("/me", "/me", {**SETTINGS, field: typed})
    assert answer.status_code == 422
    assert told_back in words(answer.text)
    session.expire_all()
    assert session.get_one(Client, care.client.id).reminder == {}


def test_a_reminder_needs_one_time(session: Session, care: Care, me: Visitor) -> None:
    answer = me.send("/me", "/me", {**SETTINGS, "times-0": "", "times-1": ""})
    assert answer.status_code == 422
    assert 'id="times-0-error"' in answer.text
    assert answer.text.count("Write a time, such as 18:00.") == 2  # at its field, and on top
    session.expire_all()
    assert session.get_one(Client, care.client.id).reminder == {}


def test_any_of_the_times_will_do(session: Session, care: Care, me: Visitor) -> None:
    typed = {**SETTINGS, "times-0": "", "times-1": "", "times-2": "20:00"}
    assert me.send("/me", "/me", typed).status_code == 302
    session.expire_all()
    assert session.get_one(Client, care.client.id).reminder["times"] == ["20:00"]


def test_what_was_typed_stays_beside_its_error(care: Care, me: Visitor) -> None:
    answer = me.send("/me", "/me", {**SETTINGS, "times-2": "25:00", "zone": "Mars/Base"})
    assert 'value="25:00"' in answer.text
    assert 'value="Mars/Base"' in answer.text


@pytest.mark.parametrize("typed", ["New York", "america/new_york", " new  york "])
def test_a_clock_is_found_by_its_city(
    session: Session, care: Care, me: Visitor, typed: str
) -> None:
    assert me.send("/me", "/me", {**SETTINGS, "zone": typed}).status_code == 302
    session.expire_all()
    assert session.get_one(Client, care.client.id).zone == "America/New_York"


def test_another_clock_leaves_what_was_written_where_it_was(
    session: Session, care: Care, me: Visitor
) -> None:
    record(session, care, told(seq=1))
    me.send("/me", "/me", {**SETTINGS, "zone": "Pacific/Auckland"})
    whole = json.loads(me.browser.get("/me/diary.json").text)
    assert {(e["local_date"], e["zone"]) for e in whole["entries"]} == {
        ("2026-03-02", "Europe/London")
    }
    assert [d["on"] for d in whole["days"]] == ["2026-03-02"]


def test_settings_without_the_forms_token_change_nothing(
    session: Session, care: Care, me: Visitor
) -> None:
    assert me.browser.post("/me", data=SETTINGS).status_code == 400
    session.expire_all()
    assert session.get_one(Client, care.client.id).reminder == {}


def test_forty_times_at_once_are_refused(session: Session, care: Care, me: Visitor) -> None:
    many = [f"{hour:02}:{minute:02}" for hour in range(10) for minute in (0, 15, 30, 45)]
    answer = me.send("/me", "/me", {**SETTINGS, "times-0": many})
    assert "Write a time, such as 18:00." in words(answer.text)
    session.expire_all()
    assert session.get_one(Client, care.client.id).reminder == {}


def test_a_day_ticked_forty_times_is_one_day(session: Session, care: Care, me: Visitor) -> None:
    me.send("/me", "/me", {**SETTINGS, "days": ["0"] * 40})
    session.expire_all()
    assert session.get_one(Client, care.client.id).reminder["days"] == 1


def test_stopping_the_weekly_mail_takes_back_the_consent_to_it(
    session: Session, care: Care, me: Visitor
) -> None:
    record_consent(acting(session, care.therapist, NOW), care.client.id, "email", WORDING)
    session.commit()
    me.send("/me", "/me", {**SETTINGS, "weekly_email": []})
    assert "taken back on 2 March 2026" in me.read("/me")
    me.send("/me", "/me", SETTINGS)
    assert me.read("/me").count(WORDING) == 2
    assert session.query(Consent).filter(Consent.withdrawn_at.is_(None)).count() == 1


def test_a_change_made_meanwhile_is_not_overwritten(
    session: Session, care: Care, me: Visitor
) -> None:
    form = me.forms("/me", "/me")[0]
    me.send("/me", "/me", SETTINGS)
    answer = me.post(form, {**SETTINGS, "times-0": "09:00"})
    assert answer.status_code == 409
    assert "Meanwhile somebody changed this to 07:30 and 18:00 – save again" in words(answer.text)
    session.expire_all()
    assert session.get_one(Client, care.client.id).reminder["times"] == ["18:00", "07:30"]


def test_signing_out_everywhere_else_ends_other_visits_and_not_this_one(
    app: Flask, me: Visitor
) -> None:
    other_phone = Visitor.of(app, "client@homecare.example")
    me.send("/me", "/sign-out-everywhere", {})
    assert other_phone.browser.get("/today").status_code == 302
    assert "signed out on every other phone" in me.read("/today")


@pytest.mark.browser
@pytest.mark.any_database
def test_what_is_on_this_phone_is_told_and_can_be_cleared(open_today: OpenPhone) -> None:
    page = open_today()
    expect(page.locator("html[data-phone=ready]")).to_have_count(1)
    page.goto("/me")
    expect(page.locator("#here")).to_contain_text("Nothing that is kept on this phone waits")
    page.get_by_role("button", name="Clear my days from this phone").click()
    expect(page.locator("#here")).to_contain_text("Nothing of your diary is kept")


@pytest.mark.browser
@pytest.mark.any_database
def test_signing_out_everywhere_else_keeps_what_was_not_sent(open_today: OpenPhone) -> None:
    page = open_today(service_workers="block")  # what it sends could not be stopped from here
    expect(page.locator("html[data-phone=ready]")).to_have_count(1)
    page.route("**/api/v1/sync/**", lambda route: route.abort())
    page.get_by_role("button", name=DONE).click()
    expect(page.locator("#outbox")).to_contain_text("1 entry is saved on this phone")
    page.goto("/me")
    expect(page.locator("#here")).to_contain_text("1 entry is only on this phone")
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.locator("main")).to_contain_text("signed out on every other phone")
    page.unroute("**/api/v1/sync/**")
    page.reload()
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
