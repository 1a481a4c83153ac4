"""Me: own details, settings, and taking the diary along."""

import csv
import io
import json

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from homecare.accounts.consent import CONSENT_WORDING
from homecare.accounts.models import Consent
from homecare.accounts.operations import record_consent
from homecare.clients.models import Client, Episode
from homecare.today.export import cell
from tests.make import NOW
from tests.make_diary import BRIDGE, Care, make_care, record, told
from tests.today.visiting import DONE, OpenPhone, Visitor, words

WORDING = CONSENT_WORDING["email"]
SETTINGS = {
    "zone": "Europe/London",
    "weekly_email": "y",
    "on": "y",
    "at": "07:30",
    "days": ["0", "2", "4"],
    "only_if_not_logged": "y",
}


def test_it_shows_what_the_practice_holds(me: Visitor) -> None:
    page = me.read("/me")
    for held in ("Sam Reed", "sam.reed@post.example", "07700 900123", "Theo Therapist"):
        assert held in page


def test_it_leads_to_a_new_password(me: Visitor) -> None:
    assert 'href="/me/password"' in me.browser.get("/me").text


def test_it_says_who_decides_about_deletion(me: Visitor) -> None:
    assert "The practice owner decides" in me.read("/me")


def test_it_shows_what_was_agreed_to_and_when(session: Session, care: Care, me: Visitor) -> None:
    wording = CONSENT_WORDING["health_data"]
    record_consent(session, care.therapist, NOW, care.client.id, "health_data", wording)
    session.commit()
    page = me.read("/me")
    assert wording in page
    assert "Agreed on 2 March 2026" in page


def test_reminders_are_kept_as_they_were_set(session: Session, care: Care, me: Visitor) -> None:
    assert me.send("/me", "/me", SETTINGS).status_code == 302
    session.expire_all()
    client = session.get_one(Client, care.client.id)
    assert client.reminder == {"on": True, "at": "07:30", "days": 21, "only_if_not_logged": True}
    markup = me.browser.get("/me").text
    assert 'value="07:30"' in markup
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
        ("at", "", "Write a time, such as 18:00."),
        ("at", "half past", "Write a time, such as 18:00."),
        ("at", "25:00", "Write a time, such as 18:00."),
        ("zone", "", "Write a time zone such as Europe/London."),
        ("zone", "x" * 5000, "Write a time zone such as Europe/London."),
        ("days", [], "Choose at least one day."),
        ("days", ["9"], "not a valid choice"),
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


def test_what_was_typed_stays_beside_its_error(care: Care, me: Visitor) -> None:
    answer = me.send("/me", "/me", {**SETTINGS, "at": "25:00", "zone": "Mars/Base"})
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
    filled(session, care)
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
    answer = me.send("/me", "/me", {**SETTINGS, "at": many})
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
    record_consent(session, care.therapist, NOW, care.client.id, "email", WORDING)
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
    answer = me.post(form, {**SETTINGS, "at": "09:00"})
    assert answer.status_code == 409
    assert "changed somewhere else" in words(answer.text)
    session.expire_all()
    assert session.get_one(Client, care.client.id).reminder["at"] == "07:30"


def table(me: Visitor, page: str) -> list[dict[str, str]]:
    """A table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(me.browser.get(page).data.decode("utf-8-sig"))))


def filled(session: Session, care: Care) -> None:
    record(session, care, told(seq=1))
    record(session, care, told("exercise", {"line": BRIDGE, "outcome": "done"}, seq=2))
    record(session, care, told("note", {"text": "Sore, “quite”\nsore"}, seq=3))


def test_the_export_holds_every_day_and_entry(session: Session, care: Care, me: Visitor) -> None:
    filled(session, care)
    whole = json.loads(me.browser.get("/me/diary.json").text)
    assert whole["client"]["name"] == "Sam Reed"
    assert [e["kind"] for e in whole["entries"]] == ["pain", "exercise", "note"]
    assert whole["entries"][2]["body"] == {"text": "Sore, “quite”\nsore"}
    assert [(d["on"], d["leg"], d["reported"]) for d in whole["days"]] == [("2026-03-02", 5, 1)]


def test_the_tables_open_in_a_spreadsheet(session: Session, care: Care, me: Visitor) -> None:
    filled(session, care)
    entries = table(me, "/me/entries.csv")
    assert json.loads(entries[2]["body"]) == {"text": "Sore, “quite”\nsore"}
    days = table(me, "/me/days.csv")
    assert (days[0]["on"], days[0]["leg"], days[0]["sitting"]) == ("2026-03-02", "5", "")


def test_a_spreadsheet_is_told_which_letters_these_are(me: Visitor) -> None:
    for page in ("/me/days.csv", "/me/entries.csv"):
        assert me.browser.get(page).data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_words_become_a_formula(begin: str) -> None:
    assert cell(f"{begin}HYPERLINK()") == f"'{begin}HYPERLINK()"


@pytest.mark.parametrize("value", [-3, None, "sore = bad", 'O\'Neill, "Sam"'])
def test_what_is_no_formula_stays_as_it_is(value: object) -> None:
    assert cell(value) == value


def test_an_empty_diary_can_be_taken_along(care: Care, me: Visitor) -> None:
    assert table(me, "/me/entries.csv") == []
    assert json.loads(me.browser.get("/me/diary.json").text)["entries"] == []


def test_the_export_holds_programme_visits_and_consents(
    session: Session, care: Care, me: Visitor
) -> None:
    record_consent(session, care.therapist, NOW, care.client.id, "email", WORDING)
    session.commit()
    whole = json.loads(me.browser.get("/me/diary.json").text)
    assert [e["name"] for e in whole["programmes"][0]["exercises"]] == ["Knee rolls", "Bridge"]
    assert [a["kind"] for a in whole["programmes"][0]["advice"]] == ["sitting", "bath"]
    assert [c["wording"] for c in whole["agreed_to"]] == [WORDING]
    assert "findings" not in whole["episodes"][0]


def test_the_export_is_a_download_with_a_name_that_says_nothing(me: Visitor) -> None:
    answer = me.browser.get("/me/diary.json")
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-diary.json"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_export_holds_nobody_elses(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    other = make_care(session, email="2", name="Another Person")
    filled(session, other)
    for page in ("/me/diary.json", "/me/days.csv", "/me/entries.csv"):
        text = me.browser.get(page).text
        assert "Another Person" not in text
        assert "quite" not in text
        assert str(other.episode.id) not in text


def test_signing_out_everywhere_else_ends_other_visits_and_not_this_one(
    app: Flask, me: Visitor
) -> None:
    other_phone = Visitor.of(app, "client@homecare.example")
    me.send("/me", "/sign-out-everywhere", {})
    assert other_phone.browser.get("/today").status_code == 302
    assert "signed out on every other phone" in me.read("/today")


@pytest.mark.browser
def test_what_is_on_this_phone_is_told_and_can_be_cleared(open_today: OpenPhone) -> None:
    page = open_today()
    expect(page.locator("html[data-phone=ready]")).to_have_count(1)
    page.goto("/me")
    expect(page.locator("#here")).to_contain_text("Everything you wrote on this phone has been")
    page.get_by_role("button", name="Clear my days from this phone").click()
    expect(page.locator("#here")).to_contain_text("Nothing of your diary is kept")


@pytest.mark.browser
def test_signing_out_everywhere_else_keeps_what_was_not_sent(open_today: OpenPhone) -> None:
    page = open_today()
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
