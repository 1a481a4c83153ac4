"""The receiver's answer: what is asked, what is kept, who is told, and what moves on."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.flags.models import Flag
from homecare.referrals.answers.models import AnswerFile, LetterAnswer
from homecare.referrals.models import Referral
from tests.accounts.mailbox import mails
from tests.desk.referrals.draft import post
from tests.letters.made import RECEIVER, a_picture, make_letter, send
from tests.letters.receiver import a_stranger, answer, opened, try_year
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.people import NOW, csrf_token, make_practice, signed_in

CANARY = "quixotic-canary"
MARKUP = "<script>alert(1)</script> #panic() {{7*7}}"


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(hours=1))


@pytest.fixture
def flag(session: Session, care: Care) -> Flag:
    return make_flag(session, care)


@pytest.fixture
def letter(session: Session, care: Care, flag: Flag) -> Referral:
    return make_letter(session, care)


@pytest.fixture
def there(session: Session, care: Care, letter: Referral) -> str:
    return send(session, care, letter)[0]


def kept(session: Session) -> list[LetterAnswer]:
    session.rollback()
    session.expire_all()
    rows = list(session.scalars(select(LetterAnswer).order_by(LetterAnswer.id)))
    session.commit()
    return rows


def test_an_answer_reaches_the_letter_and_the_therapist(
    app: Flask, session: Session, letter: Referral, there: str, therapist: FlaskClient
) -> None:
    browser = opened(app, there)
    answer(browser, there, words=f"{CANARY} {MARKUP}")
    assert "Thank you" in browser.get(there).text
    shown = therapist.get(f"/referrals/{letter.id}").text
    assert "Coming back to us" in shown
    assert f"{CANARY} &lt;script&gt;" in shown
    assert "I have read it" in shown
    told = [mail for mail in mails(session) if mail.kind == "letter-answered"]
    assert {mail.to_address for mail in told} >= {"therapist@homecare.example"}
    for mail in mails(session):
        assert CANARY not in mail.text + mail.html + mail.subject
        assert "Sam" not in mail.subject
    session.commit()


def test_it_stands_on_the_list_until_it_is_read_and_on_the_timeline_for_good(
    app: Flask, letter: Referral, there: str, therapist: FlaskClient
) -> None:
    assert "has answered: read it" not in therapist.get("/flags").text
    answer(opened(app, there), there, words=CANARY)
    listed = therapist.get("/flags").text
    assert "Dr Kit Hale has answered: read it" in listed
    assert CANARY not in listed
    post(therapist, f"/referrals/{letter.id}/read")
    assert "has answered: read it" not in therapist.get("/flags").text
    shown = therapist.get(f"/clients/{letter.client_id}").text
    for said in (
        "Letter opened by its link",
        "Answer from Dr Kit Hale",
        CANARY,
        "Link to a letter",
    ):
        assert said in shown


def test_a_letter_without_an_answer_is_on_the_list_after_two_weeks(
    app: Flask, session: Session, letter: Referral, there: str, clock: time_machine.Traveller
) -> None:
    late = "Dr Kit Hale has not answered for two weeks"
    clock.move_to(NOW + timedelta(days=13))
    assert late not in signed_in(app, "therapist@homecare.example").get("/flags").text
    clock.move_to(NOW + timedelta(days=15))
    therapist = signed_in(app, "therapist@homecare.example")
    assert late in therapist.get("/flags").text
    post(therapist, f"/referrals/{letter.id}/answer", next="never_went", how="client")
    assert late not in therapist.get("/flags").text


def test_the_flag_is_marked_as_answered_and_asks_again_as_after_any_decision(
    app: Flask, session: Session, flag: Flag, there: str
) -> None:
    session.refresh(flag)
    assert flag.status == "acted"
    assert flag.holds_until == NOW.date() + timedelta(days=42)
    session.commit()
    answer(opened(app, there), there)
    session.refresh(flag)
    last = flag.transitions[-1]
    assert (last.old, last.new, last.actor_id) == ("acted", "acted", None)
    assert "has answered: Dr Kit Hale: coming back to us" in last.reason
    assert flag.holds_until == NOW.date()
    session.commit()


@pytest.mark.parametrize(("said", "field", "problem"), [
    ({"next": ""}, "words", "Choose what happens next."),
    ({"next": "elsewhere"}, "words", "Choose one of these."),
    ({"seen_on": ""}, "words", "Write the day on which they were seen."),
    ({"seen_on": "2026-03-03"}, "words", "Write a day that is over, or today."),
    ({"seen_on": "2026-03-01"}, "words", "The letter was issued on 2 March 2026."),
    ({"seen_on": "1066-10-14"}, "words", "The letter was issued on 2 March 2026."),
    ({"seen_on": "32 May"}, "words", "Write the date as day, month and year."),
    ({"words": " "}, "seen_on", "Write what you found"),
    ({"words": "Turned \u202e round"}, "seen_on", "Leave out the characters"),
    ({"words": "a" * 4001}, "seen_on", "Write at most 4,000 characters."),
    ({"next": "sent_on"}, "words", "Write to whom they were sent on."),
    ({"next": "waiting"}, "words", "You chose “Not seen yet” above. Leave the day empty"),
    ({"next": "never_went"}, "words", "You chose “They never came” above. Leave the day empty"),
    ({"sent_on_to": "Ms Oak"}, "words", "You chose “Back to you” above. Leave this empty"),
    ({"sent_on_to": "a" * 201}, "words", "Write at most 200 characters."),
])  # fmt: skip
def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(
    app: Flask, session: Session, there: str, said: dict[str, str], field: str, problem: str
) -> None:
    typed = {"words": "Stiff L5 & more", "seen_on": "2026-03-02"}
    shown = answer(opened(app, there), there, **{**typed, **said})
    assert shown.status_code == 422
    assert problem in shown.text
    assert {"words": "Stiff L5 &amp; more", "seen_on": "2026-03-02"}[field] in shown.text
    assert kept(session) == []


def test_they_never_came_needs_no_day_and_no_words(
    app: Flask, session: Session, there: str
) -> None:
    answer(opened(app, there), there, next="never_went", seen_on="", words="")
    assert [one.next for one in kept(session)] == ["never_went"]


def test_a_second_answer_corrects_the_first_and_both_are_kept(
    app: Flask, session: Session, letter: Referral, there: str, therapist: FlaskClient
) -> None:
    browser = opened(app, there)
    answer(browser, there)
    answer(browser, there)  # pressed twice
    answer(browser, there, next="staying")
    assert [one.next for one in kept(session)] == ["back", "staying"]
    shown = therapist.get(f"/referrals/{letter.id}").text
    assert shown.index("Staying with them") < shown.index("An earlier answer, corrected since")


def test_a_file_is_taken_along_and_never_shown(
    app: Flask, session: Session, there: str, therapist: FlaskClient
) -> None:
    answer(opened(app, there), there, file=(a_picture(), "../../<b>evil.html"))
    [row] = kept(session)
    with_file = session.scalars(select(AnswerFile)).one()
    assert (with_file.answer_id, with_file.kind) == (row.id, "jpeg")
    session.commit()
    taken = therapist.get(f"/answers/{row.id}/file")
    assert taken.headers["Content-Disposition"] == "attachment; filename=answer-2026-03-02.jpg"
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    assert b"CANARY" not in taken.data
    make_practice(session, "Elsewhere", "owner@elsewhere.example")
    other = signed_in(app, "owner@elsewhere.example")
    assert other.get(f"/answers/{row.id}/file").status_code == 404


def test_a_file_that_is_refused_keeps_what_was_typed(
    app: Flask, session: Session, there: str
) -> None:
    browser = opened(app, there)
    for sent in (b"MZ\x90", b"%PDF-1.4" + bytes(5 * 1024 * 1024), b""):
        shown = answer(browser, there, file=(sent, "x.pdf"), seen_on="2026-03-01", next="")
        assert shown.status_code == 422
        assert "Stiff L5, no deficit." in shown.text
    shown = answer(browser, there, file=(b"MZ\x90", "x.pdf"))
    assert "Only a PDF or a picture" in shown.text
    assert "Stiff L5, no deficit." in shown.text
    assert kept(session) == []


def test_whoever_has_not_opened_it_answers_nothing_and_sends_no_large_file(
    app: Flask, session: Session, there: str
) -> None:
    stranger = a_stranger(app)
    data = {"csrf_token": csrf_token(stranger, there), "next": "back", "words": "Kept"}
    shown = stranger.post(f"{there}/answer", data=data)
    assert shown.status_code == 403
    assert 'value="Kept"' in shown.text
    large = {**data, "words": "x" * 3_000_000}
    assert stranger.post(f"{there}/answer", data=large).status_code == 413
    assert kept(session) == []


def test_what_was_typed_when_the_hour_was_over_is_kept(
    app: Flask, there: str, clock: time_machine.Traveller
) -> None:
    browser = opened(app, there)
    clock.shift(timedelta(minutes=61))
    shown = try_year(browser, there, next="staying", words="A long find", seen_on="2026-03-02")
    assert shown.status_code == 200
    assert "A long find" in shown.text
    assert "Sam Reed" in shown.text


def test_no_form_is_taken_without_its_token(app: Flask, session: Session, there: str) -> None:
    browser = opened(app, there)
    for address in (there, f"{there}/answer", f"{there}/close"):
        assert browser.post(address, data={"next": "back"}).status_code == 400
    assert kept(session) == []


def test_a_letter_is_shut_in_this_browser(app: Flask, there: str) -> None:
    browser = opened(app, there)
    browser.post(f"{there}/close", data={"csrf_token": csrf_token(browser, there)})
    assert "Sam Reed" not in browser.get(there).text


def test_a_therapist_types_in_what_was_heard(
    session: Session, letter: Referral, therapist: FlaskClient
) -> None:
    page = f"/referrals/{letter.id}/answer"
    assert therapist.get(page).status_code == 200
    said = {"next": "never_went", "how": "client"}
    assert post(therapist, page).status_code == 400
    assert post(therapist, page, **said).status_code == 302
    [row] = kept(session)
    assert (row.next, row.how, row.said_by) == ("never_went", "client", "Dr Kit Hale")
    assert row.read_at is not None
    assert "The client never went" in therapist.get(f"/referrals/{letter.id}").text


def test_the_receiver_is_asked_once_after_two_weeks(
    session: Session, letter: Referral, there: str, clock: time_machine.Traveller,
    app: Flask,
) -> None:  # fmt: skip
    clock.move_to(NOW + timedelta(days=14, hours=2))
    therapist = signed_in(app, "therapist@homecare.example")
    page = f"/referrals/{letter.id}"
    assert "Ask once for an answer" in therapist.get(page).text
    for _ in range(2):
        post(therapist, f"{page}/remind", address=RECEIVER)
    sent = [mail for mail in mails(session) if mail.kind == "letter-link"]
    session.commit()
    assert len(sent) == 2
    assert "short answer would help" in sent[-1].text
    assert "Ask once" not in therapist.get(page).text
    assert a_stranger(app).get(there).status_code == 410


def test_what_is_asked_for_once_they_were_seen_is_not_called_optional(
    app: Flask, letter: Referral, there: str, therapist: FlaskClient
) -> None:
    for browser, page, who in (
        (opened(app, there), there, "you"),
        (therapist, f"/referrals/{letter.id}/answer", "they"),
    ):
        asked = browser.get(page).text
        for field in ("seen_on", "words", "sent_on_to"):
            [label] = re.findall(rf'<label class="form-label" for="{field}">(.*?)</label>', asked)
            assert "optional" not in label
        assert asked.count("Needed once they were seen.") == 2
        assert f"Only if {who} sent them on." in asked
