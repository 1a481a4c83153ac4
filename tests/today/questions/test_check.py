"""The weekly check: asked once a week, answered on one page, and never without its red flags."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import clear_episode
from homecare.mail.models import OutboxMail
from homecare.screening.models import Screening
from tests.desk.browsing import of
from tests.make.diary import Care, statements, the_day
from tests.make.flags import assess
from tests.make.people import NOW, acting
from tests.today.visiting import Visitor, words
from tests.typesetting.pdfs import words_of

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

PAGE = "/check"
CARD = "Answer the weekly check"
WELL: dict[str, Any] = {"change": "1", "nerves": "no", "none": "y"}
WEEK, DAY = timedelta(days=7), timedelta(days=1)


@pytest.fixture
def me(app: Flask, care: Care, clock: time_machine.Traveller) -> Visitor:
    """A client a week after the intake, when the first check is due."""
    clock.move_to(NOW + WEEK)
    return Visitor.of(app, "client@homecare.example")


def send(me: Visitor, **answers: Any) -> Any:
    return me.send(PAGE, PAGE, {**WELL, **answers})


def codes(session: Session) -> dict[str, bool]:
    session.expire_all()
    (screening,) = session.query(Screening)
    return {answer.code: answer.unsure for answer in screening.answers}


def test_it_is_asked_on_today_from_the_seventh_day(
    app: Flask, care: Care, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + WEEK - DAY)
    me = Visitor.of(app, "client@homecare.example")
    assert CARD not in me.read("/today")
    clock.move_to(NOW + WEEK)
    assert CARD in me.read("/today")


def test_once_answered_it_is_asked_again_on_the_weekday_of_the_intake(
    me: Visitor, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + WEEK + 2 * DAY)
    answer = send(me)
    assert answer.location == "/today"
    assert "the next is on Monday 16 March" in me.read("/today")
    assert CARD not in me.read("/today")
    clock.move_to(NOW + 2 * WEEK)
    assert CARD in me.read("/today")


def test_another_day_is_not_the_place_to_ask(me: Visitor) -> None:
    assert CARD not in me.read("/today/2026-03-05")


@pytest.mark.both_databases
def test_it_stores_the_change_and_a_clear_round_of_questions(
    session: Session, care: Care, me: Visitor
) -> None:
    send(me, change="-2")
    day = the_day(session, care.episode.id, (NOW + WEEK).date())
    assert day is not None
    assert day.change == -2
    (screening,) = session.query(Screening)
    assert (screening.source, screening.on, screening.answers) == ("check", day.on, [])


@pytest.mark.parametrize(
    ("answers", "stored"),
    [
        ({"nerves": "numb"}, {"new_numbness": False}),
        ({"nerves": "weak"}, {"leg_weaker": False}),
        ({"nerves": "both"}, {"new_numbness": False, "leg_weaker": False}),
        ({"nerves": "unsure"}, {"new_numbness": True, "leg_weaker": True}),
        ({"none": "", "yes": ["bladder", "fever"]}, {"bladder": False, "fever": False}),
        ({"none": "", "yes": ["fever"], "nerves": "numb"}, {"fever": False, "new_numbness": False}),
    ],
)
def test_each_answer_becomes_its_red_flags(
    session: Session, me: Visitor, answers: dict[str, Any], stored: dict[str, bool]
) -> None:
    send(me, **answers)
    assert codes(session) == stored


def test_a_yes_shows_first_what_to_do_and_tells_the_therapist(
    session: Session, care: Care, me: Visitor
) -> None:
    answer = send(me, nerves="weak")
    assert answer.location == "/red-flags"
    assert me.read("/red-flags").index("Get help today") < me.read("/red-flags").index("Call 111")
    assert "Get help today" in me.read(PAGE)
    assert session.query(Flag).one().kind == "urgent"
    assert "therapist@homecare.example" in {m.to_address for m in session.query(OutboxMail)}
    assert "Your exercises are on hold" in me.read("/today")


def test_a_yes_tapped_by_mistake_stands_until_the_therapist_clears_it(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    send(me, none="", yes=["chest_pain"])
    me.send("/red-flags", "/mistake", {})
    assert "reads that it was a mistake" in me.read("/red-flags")
    send(me)  # correcting the check takes no red flag back
    assert "on hold" in me.read("/today")
    clear_episode(acting(session, care.therapist, NOW + WEEK), care.episode, "A slip")
    session.commit()
    assert "Knee rolls" in me.read("/today")


def test_nobody_is_asked_while_a_red_flag_stands(
    me: Visitor, clock: time_machine.Traveller
) -> None:
    me.send("/red-flags", "/red-flags", {"yes": ["fever"]})
    clock.move_to(NOW + 2 * WEEK)
    assert CARD not in me.read("/today")


@pytest.mark.both_databases
def test_it_can_be_corrected_for_the_rest_of_its_week(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    send(me, change="3")
    clock.move_to(NOW + WEEK + 6 * DAY)
    assert "You answered: Monday 9 March." in me.read(PAGE)
    assert 'value="3" checked' in me.browser.get(PAGE).text
    send(me, change="-1")
    day = the_day(session, care.episode.id, (NOW + WEEK).date())
    assert day is not None
    assert day.change == -1
    clock.move_to(NOW + 2 * WEEK)
    assert "You answered" not in me.read(PAGE)


@pytest.mark.both_databases
def test_the_same_page_sent_twice_is_one_check(session: Session, me: Visitor) -> None:
    form = me.forms(PAGE, PAGE)[0]
    for _ in range(2):
        assert me.post(form, WELL).status_code == 302
    assert session.query(Entry).count() == 1
    assert session.query(Screening).count() == 1


def test_a_yes_on_a_page_that_was_sent_before_is_heard_all_the_same(
    session: Session, me: Visitor
) -> None:
    form = me.forms(PAGE, PAGE)[0]
    me.post(form, WELL)
    me.post(form, {**WELL, "nerves": "weak"})
    me.post(form, {**WELL, "change": "-3", "none": "", "yes": ["bowel"]})
    said = {a.code for screening in session.query(Screening) for a in screening.answers}
    assert said == {"leg_weaker", "bowel"}


@pytest.mark.parametrize(
    "answers",
    [{"change": ""}, {"change": "4"}, {"nerves": ""}, {"none": ""},
     {"none": "", "yes": ["cancer"]}],
)  # fmt: skip
def test_what_is_not_answered_is_asked_again_and_nothing_is_lost(
    session: Session, me: Visitor, answers: dict[str, Any]
) -> None:
    answer = send(me, **{"change": "-1", **answers})
    assert answer.status_code == 422
    assert "Please check what you wrote" in words(answer.text)
    assert "change" in answers or 'value="-1" checked' in answer.text
    assert session.query(Screening).count() == session.query(Entry).count() == 0


def test_much_worse_twice_running_is_worsening(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    for week in (1, 2):
        clock.move_to(NOW + week * WEEK)
        send(me, change="-2")
    assess(session, care, 15)
    assert [flag.kind for flag in session.query(Flag)] == ["worsening"]


def test_today_still_takes_eight_statements(session: Session, me: Visitor) -> None:
    with statements(session) as sent:
        assert CARD in me.read("/today")
    assert len(sent) <= 8, "\n".join(sent)


def test_the_export_tells_it_in_words(me: Visitor) -> None:
    send(me, change="-2")
    assert "Much worse, compared with the start." in me.browser.get("/me/entries.csv").text
    assert "Much worse, compared with the start." in me.browser.get("/me/diary.json").text


def test_an_answer_that_was_a_slip_is_put_right_from_what_is_seen_then(me: Visitor) -> None:
    assert "Change your answers" not in me.browser.get("/progress").text
    send(me, change="-3")
    link = f'<a href="{PAGE}">Change your answers</a>'
    assert link in me.browser.get("/today").text
    progress = me.read("/progress")
    assert "Your weekly check, today: very much worse than at the start." in progress
    assert "Change your answers" in progress
    send(me, change="3")
    assert "very much better than at the start" in me.read("/progress")
    send(me, change="0")
    assert "about the same as at the start" in me.read("/progress")


@pytest.mark.both_databases
def test_what_it_said_before_it_was_answered_again_stays_readable(
    session: Session, care: Care, me: Visitor, therapist: FlaskClient
) -> None:
    send(me, change="1")
    send(me, change="1")
    line = "Weekly check “A little better, compared with the start.” replaced by “Very much worse"
    record = of(care.client.id)
    assert "replaced by" not in words(therapist.get(f"{record}/timeline").text)
    send(me, change="-3")
    assert line in words(therapist.get(f"{record}/timeline").text)
    pages = " ".join(words_of(therapist.get(f"{record}/record.pdf").data).split())
    assert "A little better, compared with the start until 9 March 2026" in pages
