"""Progress, and the therapist's advice."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.intake import Complaint
from homecare.clients.operations import record_visit, reopen
from homecare.diary.days import close_days
from homecare.diary.models import DiaryDay
from tests.make.diary import ROLLS, Care, make_care, record, statements, told
from tests.make.people import NOW, acting
from tests.today.visiting import Visitor
from tests.typesetting.pdfs import words_of

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

DAY = timedelta(days=1)


def ten_days(session: Session, care: Care) -> None:
    """Ten days with the leg going from 7 to 4, of which eight have a report."""
    for i, leg in enumerate([7, 7, 6, 6, None, None, 4, 4, 4, 4]):
        at = NOW + i * DAY
        if leg is not None:
            record(session, care, told("pain", {"leg": leg, "back": 2}, at.date(), seq=i), at)
            done = {"line": ROLLS, "outcome": "done"}
            record(session, care, told("exercise", done, at.date(), seq=i), at)
    close_days(session, NOW + 10 * DAY)
    session.commit()


def test_it_tells_the_week_the_start_and_one_picture(
    session: Session, care: Care, clock: time_machine.Traveller, me: Visitor
) -> None:
    ten_days(session, care)
    clock.move_to(NOW + 9 * DAY)
    page = me.read("/progress")
    assert "exercises due in the 7 days before today. You reported 2 exercises today." in page
    assert "at the start" in page
    assert "Leg pain went from 6.2 at the start to 4.8 over the last 7 days: 1.4 less." in page
    markup = me.browser.get("/progress").text
    assert markup.count('role="img" aria-labelledby="narrow-title narrow-desc"') == 1


def test_a_silent_day_is_no_zero_in_the_table(
    session: Session, care: Care, clock: time_machine.Traveller, me: Visitor
) -> None:
    ten_days(session, care)
    clock.move_to(NOW + 9 * DAY)
    page = me.read("/progress")
    assert "7 Mar" not in page.partition("The chart as a table")[2]
    assert "8 Mar 4 2 2 of 3" in page


def test_a_year_weighs_little_and_older_days_are_a_link_away(session: Session, app: Flask) -> None:
    began = NOW - 364 * DAY
    care = make_care(session, began, email=".year", onset=began.date())
    of = {
        "practice_id": care.practice.id,
        "client_id": care.client.id,
        "closed": True,
        "logged": True,
    }
    session.execute(insert(DiaryDay), [
        {**of, "episode_id": care.episode.id, "on": began.date() + i * DAY, "due": 3,
         "reported": i % 4, "leg": 4 + i % 3, "back": i % 4}
        for i in range(364)
    ])  # fmt: skip
    session.commit()
    me = Visitor.of(app, "client.year@homecare.example")
    page = me.browser.get("/progress").text
    assert len(page.encode()) < 50_000
    few = me.read("/progress").partition("The chart as a table")[2]
    assert "1 Mar 4 3 3 of 3" in few
    assert "1 Jan" not in few
    (older,) = re.findall(r'<a class="tap" href="([^"]*)">Every day since the start', page)
    assert "table=whole" in older
    whole = me.browser.get(html.unescape(older)).text
    assert '<details class="change" id="table" open>' in whole
    assert "Every day since the start" not in whole
    assert whole.count('<th scope="row">') == 364


def test_on_the_first_day_it_promises_nothing(me: Visitor) -> None:
    page = me.read("/progress")
    assert "You have just begun" in page
    assert "Too few scores yet to compare with the start." in page
    assert "Your chart begins tomorrow" in page
    assert "<svg" not in me.browser.get("/progress").text.partition("<main")[2]


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ({"leg": 3, "back": 0}, "Leg pain went from 0.0 at the start to 3.0 over the last 7 days"),
        ({"leg": 0, "back": 0}, "No pain at the start, and none since."),
    ],
)
def test_who_began_without_pain_is_told_what_became_of_it(
    app: Flask,
    session: Session,
    clock: time_machine.Traveller,
    scores: dict[str, int],
    said: str,
) -> None:
    care = make_care(session, leg=0, back=0)
    for i in range(1, 20):
        now = scores if i > 3 else {"leg": 0, "back": 0}
        record(session, care, told("pain", now, NOW.date() + i * DAY, seq=i), NOW + i * DAY)
    clock.move_to(NOW + 20 * DAY)
    page = Visitor.of(app, "client@homecare.example").read("/progress")
    assert said in page
    assert "Too few scores" not in page


def test_this_week_is_two_sentences(
    session: Session, care: Care, clock: time_machine.Traveller, me: Visitor
) -> None:
    ten_days(session, care)
    clock.move_to(NOW + 9 * DAY)
    assert (
        "You reported 10 of the 21 exercises due in the 7 days before today."
        " You reported 2 exercises today."
        " Leg pain averaged 4.8 (6.2 at the start) and back pain averaged 2.0 (2.5 at the start)."
        " Scores on 5 of 7 days. "
    ) in me.read("/progress")


def test_who_went_quiet_is_told_how_to_begin_again_and_is_not_scolded(
    session: Session, care: Care, clock: time_machine.Traveller, me: Visitor
) -> None:
    ten_days(session, care)
    clock.move_to(NOW + 20 * DAY)
    close_days(session, NOW + 20 * DAY)
    session.commit()
    page = me.read("/progress")
    assert (
        "No exercise was logged in the 7 days before today; one today is enough to begin again."
        in page
    )
    assert "There is no average, as no scores were given in the 7 days before today." in page
    assert "Your last scores were leg 4, back 2 on 11 March 2026." in page


def test_it_tells_what_happened_on_the_way(
    session: Session, care: Care, clock: time_machine.Traveller, me: Visitor
) -> None:
    ten_days(session, care)
    clock.move_to(NOW + 9 * DAY)
    page = me.read("/progress").partition("Since the start")[2]
    assert "times reported." in page
    assert "programme was changed" not in page


def test_the_number_of_statements_does_not_grow_with_the_history(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller, me: Visitor
) -> None:
    with statements(session) as at_first:
        me.read("/progress")
    ten_days(session, care)
    clock.move_to(NOW + 9 * DAY)
    me.read("/progress")  # the first visit of a day notes that the sign-in is used
    with statements(session) as later:
        me.read("/progress")
    # That the sign-in was used is noted once a day at most, whatever the page.
    later = [statement for statement in later if not statement.startswith("UPDATE sign_in")]
    assert len(later) == len(at_first) <= 9


def test_advice_is_the_therapists_and_has_an_end(me: Visitor) -> None:
    page = me.read("/advice")
    assert "Your therapist’s advice" in page
    assert "Your limit: 30 minutes" in page
    assert "Until Monday 30 March" in page
    assert "proven" not in page


def test_when_no_advice_holds_the_page_says_what_comes_here(
    clock: time_machine.Traveller, me: Visitor
) -> None:
    clock.move_to(NOW + 29 * DAY)
    assert "No advice just now" in me.read("/advice")


def test_the_sheet_can_be_printed(me: Visitor) -> None:
    page = me.read("/today/sheet")
    assert "Knee rolls" in page
    assert "print.css" in me.browser.get("/today/sheet").text


def test_the_sheet_can_be_saved_as_a_pdf_that_leads_back_here(me: Visitor) -> None:
    page = me.browser.get("/today/sheet").text
    for address in ("/today/sheet.pdf", "/today/sheet.pdf?large=1"):
        assert f'href="{address}"' in page
        answer = me.browser.get(address)
        assert answer.headers["Content-Disposition"] == "attachment; filename=exercises.pdf"
        words = words_of(answer.data)
        assert "Knee rolls" in words
        assert "Tick it off" in words


def test_while_exercises_are_on_hold_there_is_no_sheet(me: Visitor) -> None:
    me.send("/red-flags", "/red-flags", {"yes": ["fever"]})
    assert me.browser.get("/today/sheet").location == "/today"
    assert me.browser.get("/today/sheet.pdf").location == "/today"


def test_the_care_before_and_after_a_discharge_stays_readable(
    session: Session, care: Care, clock: time_machine.Traveller, app: Flask
) -> None:
    ten_days(session, care)
    discharge(acting(session, care.therapist, NOW + 10 * DAY), care.episode, ended="stopped")
    session.commit()
    clock.move_to(NOW + 200 * DAY)
    me = Visitor.of(app, "client@homecare.example")
    last = me.read("/progress")
    assert "Your care from 2 March 2026 to 12 March 2026" in last
    assert "Leg pain went from 6.2 at the start" in last
    assert "topped" not in last  # how it ended is the therapist's own word
    act = acting(session, care.therapist, NOW + 200 * DAY)
    again = Complaint(complaint="It is back", side="right", onset=NOW.date(), leg=3, back=2)
    reopen(act, care.client, again)
    session.commit()
    assert "Earlier care 2 March 2026 to 12 March 2026" in me.read("/progress")
    earlier = me.read(f"/progress/{care.episode.id}")
    assert "Your care from 2 March 2026 to 12 March 2026" in earlier
    assert "Leg pain went from 6.2 at the start" in earlier


def test_since_the_start_counts_from_the_start_however_long_ago(
    session: Session, app: Flask, clock: time_machine.Traveller
) -> None:
    began = NOW - 460 * DAY
    care = make_care(session, began, email=".long", onset=began.date())
    record_visit(acting(session, care.therapist, began), care.episode, began.date())
    of = {"practice_id": care.practice.id, "client_id": care.client.id, "logged": True}
    session.execute(insert(DiaryDay), [
        {**of, "episode_id": care.episode.id, "on": began.date() + i * DAY, "due": 3,
         "reported": 2, "closed": True, "leg": 5, "back": 2}
        for i in range(460)
    ])  # fmt: skip
    session.commit()
    page = Visitor.of(app, "client.long@homecare.example").read("/progress")
    assert "Exercise: 920 of 1380 times reported." in page
    assert "1 visit so far." in page


def test_after_pain_came_back_it_says_which_start_it_means(
    session: Session, care: Care, clock: time_machine.Traveller, app: Flask
) -> None:
    record_visit(acting(session, care.therapist, NOW), care.episode, NOW.date())
    for i in range(1, 40):
        now = {"leg": 0 if i < 10 else 5, "back": 0}
        record(session, care, told("pain", now, NOW.date() + i * DAY, seq=i), NOW + i * DAY)
    clock.move_to(NOW + 40 * DAY)
    me = Visitor.of(app, "client@homecare.example")
    page = me.read("/progress")
    assert "Leg pain averaged 5.0 (5.0 at the new start)" in page
    anew = "The start of your pain is counted anew from 12 March 2026."
    assert anew in page
    assert page.index(anew) < page.index("Leg pain went from 5.0 at the new start to 5.0")
    assert "1 visit since 2 March 2026." in page
    assert "leg clearly better than at the new start" in me.browser.get("/progress").text
