"""Whatever happens between opening a page and sending it: what was typed is still there."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.make.diary import BRIDGE, Care
from tests.make.people import NOW
from tests.make.typed import form_in, sign_in_on
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

TYPED = "It pulled in the calf after the stairs."


def test_a_form_sent_again_with_other_words_says_so_and_keeps_them(
    session: Session, me: Visitor
) -> None:
    form = me.forms("/today", "/note")[0]
    me.post(form, {"text": "First words."})
    answer = me.post(form, {"text": TYPED})
    assert answer.status_code == 409
    assert "You already sent this form" in words(answer.text)
    assert TYPED in answer.text
    assert session.query(Entry).one().body == {"text": "First words."}


def test_the_page_that_says_so_can_be_sent_at_once(session: Session, me: Visitor) -> None:
    form = me.forms("/today", "/exercise")[0]
    me.post(form, {"outcome": "done"})
    answer = me.post(form, {"outcome": "not"})
    assert answer.status_code == 409
    assert form.fields["entry_id"] not in answer.text


def test_a_note_of_many_lines_is_as_long_as_the_browser_counts_it(me: Visitor) -> None:
    me.report("note", text="\r\n".join(["123456789"] * 100))
    assert me.read().count("123456789") == 100


def test_signed_out_meanwhile_the_note_is_handed_back(session: Session, me: Visitor) -> None:
    form = me.forms("/today", "/note")[0]
    with me.browser.session_transaction() as cookie:
        cookie.pop("_user_id")
    answer = me.post(form, {"text": TYPED})
    assert answer.status_code == 401
    assert "You are signed out" in answer.text
    given = sign_in_on(answer, me.browser, "client@homecare.example")
    assert TYPED in given.text
    assert session.query(Entry).count() == 0
    address, held = form_in(given, "/note", form.action)
    assert me.browser.post(address, data=held).status_code == 302
    session.rollback()
    assert session.query(Entry).one().body == {"text": TYPED}


def test_a_form_from_an_earlier_sign_in_hands_the_note_back(me: Visitor) -> None:
    form = me.forms("/today", "/note")[0]
    answer = me.post(form, {"text": TYPED, "csrf_token": "of last week"})
    assert answer.status_code == 400
    assert TYPED in answer.text


@pytest.mark.parametrize("page", ["/red-flags", "/check"])
def test_red_flags_sent_while_signed_out_say_that_nobody_was_told(me: Visitor, page: str) -> None:
    form = me.forms(page, page)[0]
    with me.browser.session_transaction() as cookie:
        cookie.pop("_user_id")
    answer = me.post(form, {"yes": "saddle_numbness"})
    assert answer.status_code == 401
    assert "Your therapist has NOT been told." in words(answer.text)


def test_a_note_sent_after_its_last_day_is_handed_back(
    clock: time_machine.Traveller, me: Visitor
) -> None:
    form = me.forms("/today", "/note")[0]
    clock.move_to(NOW + timedelta(days=31))
    answer = me.post(form, {"text": TYPED})
    assert answer.status_code == 404
    assert TYPED in answer.text


def test_what_is_sent_after_midnight_is_of_the_day_it_was_written_for(
    clock: time_machine.Traveller, session: Session, me: Visitor
) -> None:
    form = next(f for f in me.forms("/today", "/exercise") if BRIDGE in f.markup)
    clock.move_to(NOW + timedelta(days=1))
    me.post(form, {"outcome": "done"})
    assert session.query(Entry).one().local_date == NOW.date()


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Pacific/Kiritimati"])
def test_a_client_far_from_home_on_the_first_day_can_report(
    session: Session, care: Care, me: Visitor, zone: str
) -> None:
    care.episode.zone = zone
    session.commit()
    form = me.forms("/today", "/pain")[0]
    assert me.post(form, {"leg": "4"}).status_code == 302
    assert session.query(Entry).count() == 1
