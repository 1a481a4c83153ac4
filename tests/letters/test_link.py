"""A letter behind its link: what opens it, what does not, and what nobody else learns."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.consent import withdraw_consent
from homecare.accounts.models import AuditLine, Consent
from homecare.mail.models import OutboxMail
from homecare.mail.undelivered import count_undelivered
from homecare.referrals.contacts import amend_contact
from homecare.referrals.models import Referral
from homecare.referrals.operations import withdraw_referral
from homecare.referrals.sending.models import LetterLink
from homecare.referrals.sending.operations import end_links, send_link
from tests.accounts.mailbox import mails
from tests.letters.made import RECEIVER, contact_of, make_letter, send
from tests.letters.receiver import BORN, a_stranger, opened, try_year
from tests.make.diary import Care
from tests.make.people import NOW, acting, csrf_token

WRONG = "1955"


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(hours=1))


@pytest.fixture
def letter(session: Session, care: Care) -> Referral:
    return make_letter(session, care)


@pytest.fixture
def there(session: Session, care: Care, letter: Referral) -> str:
    return send(session, care, letter)[0]


def anew(session: Session, model: type) -> list:  # type: ignore[type-arg]
    session.rollback()
    session.expire_all()
    rows = list(session.scalars(select(model)))
    session.commit()
    return rows


def test_the_page_asks_for_the_year_and_says_nothing_else(app: Flask, there: str) -> None:
    shown = a_stranger(app).get(there)
    assert shown.status_code == 200
    assert "Their year of birth" in shown.text
    assert "wrote to you on 2 March 2026 about somebody" in shown.text
    for secret in ("Sam Reed", "Kit Hale", "sciatica", RECEIVER):
        assert secret not in shown.text
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["Cache-Control"] == "no-store"
    assert "noindex" in shown.headers["X-Robots-Tag"]


def test_whoever_sends_it_is_told_to_say_by_telephone_whom_it_is_about_until_it_is_open(
    app: Flask, session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    contact_of(session, letter).telephone = "01632 960 333"
    session.commit()
    page = f"/referrals/{letter.id}"
    asked = " ".join(therapist.get(page).text.split())
    said = "a letter of 2 March 2026, about whom, and that their year of birth opens it."
    assert "Tell Dr Kit Hale by telephone" in asked
    assert 'href="tel:01632960333"' in asked
    assert asked.count(said) == 1
    there, _ = send(session, care, letter)
    assert therapist.get(page).text.count(said) == 2  # also beside the link that went
    opened(app, there)
    assert therapist.get(page).text.count(said) == 1


def test_the_right_year_opens_the_letter_for_an_hour_in_this_browser_only(
    app: Flask, there: str, clock: time_machine.Traveller
) -> None:
    browser = a_stranger(app)
    answer = try_year(browser, there)
    cookie = next(
        c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Secure-letter=")
    )
    for said in ("HttpOnly", f"Path={there}", "SameSite=Strict"):
        assert said in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    assert "Sam Reed" in browser.get(there).text
    assert "Sam Reed" not in a_stranger(app).get(there).text
    clock.shift(timedelta(minutes=61))
    assert "Sam Reed" not in browser.get(there).text


def test_the_page_of_the_letter_is_what_was_issued(app: Flask, there: str) -> None:
    taken = opened(app, there).get(f"{there}/letter.pdf")
    assert taken.data.startswith(b"%PDF-")
    assert taken.headers["Content-Disposition"] == "attachment; filename=letter.pdf"
    assert a_stranger(app).get(f"{there}/letter.pdf").status_code == 302


def test_five_wrong_years_end_the_link_and_the_practice_is_told(
    app: Flask, session: Session, there: str, clock: time_machine.Traveller
) -> None:
    browser = a_stranger(app)
    for left in (4, 3, 2, 1):
        assert f"{left} tr" in try_year(browser, there, WRONG).text
        clock.shift(timedelta(minutes=1))
    assert try_year(browser, there, WRONG).status_code == 410
    ended = browser.get(there)
    assert ended.status_code == 410
    assert "wrong five times" in ended.text
    told = [mail for mail in mails(session) if mail.kind == "letter-tried"]
    assert {mail.to_address for mail in told} >= {"therapist@homecare.example"}
    assert all("Sam" not in mail.text + mail.subject for mail in told)
    session.commit()


def test_a_wrong_year_makes_the_next_one_wait_and_a_wait_compares_nothing(
    app: Flask, session: Session, there: str, clock: time_machine.Traveller
) -> None:
    browser = a_stranger(app)
    try_year(browser, there, WRONG)
    for _ in range(8):
        assert try_year(browser, there).status_code == 429
    assert anew(session, LetterLink)[0].wrong_tries == 1
    clock.shift(timedelta(seconds=5))
    assert try_year(browser, there).status_code == 302


@pytest.mark.parametrize(
    "year", ["", "abc", "80", "٣", "1980.5", "-1980", "9" * 40, "<b>", "१९८०x"]
)
def test_what_is_no_year_opens_nothing_and_breaks_nothing(
    app: Flask, session: Session, there: str, year: str
) -> None:
    browser = a_stranger(app)
    assert try_year(browser, there, year).status_code == 422
    assert "Sam Reed" not in browser.get(there).text
    assert anew(session, LetterLink)[0].wrong_tries == 0


@pytest.mark.parametrize("token", ["nothing", "..%2f", "%00", "a" * 3000, "<script>", "é"])
def test_a_link_that_never_was_names_nobody(app: Flask, token: str) -> None:
    shown = a_stranger(app).get(f"/letters/{token}")
    assert shown.status_code in (400, 404)
    assert "Riverside" not in shown.text


def end(session: Session, care: Care, letter: Referral, how: str) -> None:
    act = acting(session, care.therapist, NOW)
    if how == "letter withdrawn":
        withdraw_referral(act, letter, "It went to the wrong clinic")
    elif how == "consent withdrawn":
        withdraw_consent(act, session.get_one(Consent, letter.consent_id))
    elif how == "address changed":
        amend_contact(act, contact_of(session, letter), email="other@hale.example")
    elif how == "by hand":
        end_links(act, letter)
    elif how == "newer link":
        send_link(act, letter, RECEIVER)
    elif how == "written again":
        session.add(Referral(
            practice_id=letter.practice_id, client_id=letter.client_id,
            episode_id=letter.episode_id, contact_id=letter.contact_id, made_by=letter.made_by,
            made_at=NOW, issued_at=NOW, status="issued", replaces_id=letter.id,
        ))  # fmt: skip
    session.commit()


@pytest.mark.parametrize("how", [
    "letter withdrawn", "consent withdrawn", "address changed", "by hand", "newer link",
    "written again",
])  # fmt: skip
def test_a_link_ends_at_once_also_where_it_was_open(
    app: Flask, session: Session, care: Care, letter: Referral, there: str, how: str
) -> None:
    browser = opened(app, there)
    end(session, care, letter, how)
    for address in (there, f"{there}/letter.pdf"):
        shown = browser.get(address)
        assert shown.status_code == 410
        assert "This link has ended" in shown.text
        assert "Sam Reed" not in shown.text
        assert "Riverside Practice" in shown.text
    assert try_year(a_stranger(app), "/sign-in").status_code != 500


def test_a_link_ends_after_thirty_days(
    app: Flask, there: str, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + timedelta(days=30, minutes=-5))
    assert a_stranger(app).get(there).status_code == 200
    clock.move_to(NOW + timedelta(days=30))
    assert a_stranger(app).get(there).status_code == 410


def test_every_opening_is_in_the_audit_trail_without_an_actor_and_on_the_letter(
    app: Flask, session: Session, letter: Referral, there: str, therapist: FlaskClient
) -> None:
    opened(app, there).get(f"{there}/letter.pdf")
    lines = {line.action: line for line in anew(session, AuditLine)}
    for action in ("letter opened", "letter page taken"):
        assert lines[action].actor_id is None
        assert lines[action].client_id == letter.client_id
    shown = therapist.get(f"/referrals/{letter.id}").text
    assert re.search(r"<li>Opened [^<]*10:00</li>", shown)
    assert "<li>Taken along as a file " in shown


def test_only_a_hash_of_the_token_is_kept(session: Session, there: str) -> None:
    token = there.rpartition("/")[2]
    assert len(token) >= 22
    assert token not in "".join(str(vars(row)) for row in anew(session, LetterLink))


def test_the_mail_names_nobody_and_nothing(session: Session, there: str) -> None:
    mail = next(mail for mail in mails(session) if mail.kind == "letter-link")
    session.commit()
    assert mail.has_secret
    for word in ("Sam", "Reed", BORN, "pain", "leg", "back ", "client"):
        assert word not in mail.subject + mail.text + mail.html.partition("</head>")[2]


def test_a_cookie_of_one_letter_opens_no_other(
    app: Flask, session: Session, care: Care, there: str
) -> None:
    other, _ = send(session, care, make_letter(session, care, name="Dr Jo Ant"))
    browser = opened(app, there)
    cookie = browser.get_cookie("__Secure-letter", path=there)
    assert cookie is not None
    browser.set_cookie("__Secure-letter", cookie.value, path=other)
    assert "Their year of birth" in browser.get(other).text


@pytest.mark.any_database
def test_shutting_what_is_no_letter_writes_no_cookie(app: Flask, there: str) -> None:
    """Its address may be longer than a browser keeps."""
    browser = opened(app, there)
    typed = {"csrf_token": csrf_token(browser, there)}
    for address in (f"/letters/{'a' * 3000}", "/letters/nothing"):
        answer = browser.post(f"{address}/close", data=typed)
        assert answer.status_code == 302
        assert "letter=" not in "".join(answer.headers.getlist("Set-Cookie"))
    assert "Sam Reed" in browser.get(there).text


def test_a_mail_that_failed_is_told_and_never_sent_again_by_a_press(
    session: Session, there: str, therapist: FlaskClient
) -> None:
    mail = next(mail for mail in mails(session) if mail.kind == "letter-link")
    mail.status, mail.error = "uncertain", "lost"
    session.commit()
    shown = therapist.get("/practice/mail").text
    assert "Link to a letter" in shown
    assert f"/practice/mail/{mail.id}/again" not in shown
    assert "did not get through" in therapist.get("/caseload").text
    assert [m.status for m in anew(session, OutboxMail) if m.kind == "letter-link"] == ["uncertain"]


def test_a_link_sent_twice_before_its_mail_left_comes_once_and_opens(
    app: Flask, session: Session, care: Care, letter: Referral, there: str
) -> None:
    newer = send(session, care, letter)[0]
    sent = [mail for mail in anew(session, OutboxMail) if mail.kind == "letter-link"]
    assert sorted(mail.status for mail in sent) == ["failed", "queued"]
    assert count_undelivered(session, NOW) == 0
    assert a_stranger(app).get(there).status_code == 410
    assert "Sam Reed" in opened(app, newer).get(newer).text


def test_mail_that_waits_with_a_link_that_was_ended_does_not_leave(
    session: Session, care: Care, letter: Referral, there: str
) -> None:
    end_links(acting(session, care.therapist), letter)
    session.commit()
    assert [m.status for m in mails(session) if m.kind == "letter-link"] == ["failed"]
