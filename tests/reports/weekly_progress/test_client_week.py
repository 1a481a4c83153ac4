"""What the weekly email tells a client: true figures, calmly, and nothing that could harm."""

from dataclasses import replace
from datetime import date, timedelta
from email.policy import SMTP
from html import unescape
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from config import Settings
from homecare.database import new_id
from homecare.diary.days import close_days
from homecare.mail.message import Email, as_mime
from homecare.mail.outbox import queue
from homecare.progress.queries import CourseDay
from homecare.questions.operations import answer_check
from homecare.reports.weekly_progress.email import weekly_client_email
from homecare.reports.weekly_progress.figures import (
    WeekFigures,
    all_written,
    gap_sentence,
    pain_sentence,
    reported_sentences,
)
from tests.make.diary import ROLLS, Care, record, told
from tests.make.people import acting
from tests.make.reports import MAIL_TIME, MONDAY, WEEK, answer_red_flag, disable_login, make_week

pytestmark = pytest.mark.any_database

WITHOUT_GAPS = [scores or (4, 2) for scores in WEEK]
DAYS = [MONDAY + timedelta(days=number) for number in range(7)]


def written(session: Session, settings: Settings, care: Care) -> Email:
    session.expire_all()
    email = weekly_client_email(session, settings, care.episode, MONDAY)
    assert email is not None
    return email


def a_week(**changes: object) -> WeekFigures:
    days = tuple(
        CourseDay(on, leg=4, back=2, due=2, reported=2, logged=True, closed=True) for on in DAYS
    )
    week = WeekFigures(days=days, leg=4.26, back=2.0, leg_before=5.14, back_before=2.2,
                       needs="3 days")  # fmt: skip
    return replace(week, **changes)  # type: ignore[arg-type]


def test_the_figures_are_those_of_the_diary(session: Session, settings: Settings) -> None:
    email = written(session, settings, make_week(session))
    assert "your pain was 4.6 out of 10 in the leg and 2.2 in the back" in email.text
    assert "the week before it was 6.0 and 3.5." in email.text
    # Five days with the bridge once and one of two knee rolls, of three times due on seven days.
    assert "You reported 10 of the 21 exercises due this week." in email.text
    assert "You gave scores on 5 of 7 days." in email.text
    assert "Not logged so far: Wednesday 4 March and Sunday 8 March." in email.text


def test_it_leads_to_the_latest_day_without_a_report(session: Session, settings: Settings) -> None:
    email = written(session, settings, make_week(session))
    assert "https://homecare.example/today/2026-03-08?record=" in email.text
    assert 'href="https://homecare.example/today/2026-03-08?record=' in email.html


def test_a_day_with_only_a_note_is_logged(session: Session, settings: Settings) -> None:
    care = make_week(session)
    record(session, care, told("note", {"text": "Long drive"}, date(2026, 3, 8)), MAIL_TIME)
    email = written(session, settings, care)
    assert "Not logged so far: Wednesday 4 March." in email.text
    assert "Without a score so far: Sunday 8 March." in email.text


def test_a_week_without_gaps_leads_to_today(session: Session, settings: Settings) -> None:
    care = make_week(session, WITHOUT_GAPS)
    email = written(session, settings, care)
    # One of the two times that the rolls were due each day was never spoken of.
    assert "Something is written for every day." in email.text
    assert "https://homecare.example/today?record=" in email.text
    assert "/today/2026" not in email.text


def test_only_a_week_with_nothing_missing_is_called_filled_in(
    session: Session, settings: Settings
) -> None:
    care = make_week(session, WITHOUT_GAPS)
    for day in DAYS:
        again = told("exercise", {"line": ROLLS, "outcome": "not"}, day, id=new_id())
        record(session, care, again, MAIL_TIME)
    close_days(session, MAIL_TIME)
    session.commit()
    for words in written(session, settings, care).text, written(session, settings, care).html:
        assert "Every day is filled in." in words
        assert "Something is written" not in words


def test_a_day_without_a_score_is_named_and_offered(session: Session, settings: Settings) -> None:
    care = make_week(session, [*WITHOUT_GAPS[:6], (None, None)])
    email = written(session, settings, care)
    assert "You gave scores on 6 of 7 days." in email.text
    for words in email.text, email.html:
        assert "Without a score so far: Sunday 8 March." in words
        assert "https://homecare.example/today/2026-03-08?record=" in words
        assert "every day" not in words.lower()


def test_the_chart_is_inside_the_mail_and_told_in_words(
    session: Session, settings: Settings
) -> None:
    email = written(session, settings, make_week(session))
    [part] = email.parts
    assert part.content_type == "image/png"
    assert part.drawn().startswith(b"\x89PNG")
    assert 'src="cid:chart"' in email.html
    assert "Leg pain, averaged over 7 days" in part.alt
    assert part.alt in email.text


def test_the_whole_mail_weighs_little_and_its_chart_is_fine_enough_for_a_phone(
    session: Session, settings: Settings
) -> None:
    row = queue(session, written(session, settings, make_week(session)), MAIL_TIME)
    assert row is not None
    assert len(as_mime(row, "practice@homecare.example").as_bytes(policy=SMTP)) <= 60_000
    with Image.open(BytesIO(row.parts[0].content)) as chart:
        assert chart.width >= 800


def test_an_uncleared_red_flag_takes_the_place_of_everything_else(
    session: Session, settings: Settings
) -> None:
    care = make_week(session)
    answer_red_flag(session, care)
    email = written(session, settings, care)
    assert "your therapist has not cleared it yet" in email.text
    assert "https://homecare.example/red-flags" in email.text
    for word in ("reported", "average", "fever", "/today", "chart"):
        assert word not in email.text.lower()
        assert word not in email.html.lower()
    assert not email.parts


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("bladder", "Call 999, or go to A&E now. Do not wait for your therapist."),
        ("leg_weaker", "Go to A&E today."),
        ("fever", "Call your GP, or 111, and ask to be seen urgently."),
    ],
)
def test_it_says_what_to_do_as_urgently_as_the_page(
    session: Session, settings: Settings, code: str, first: str
) -> None:
    care = make_week(session)
    answer_red_flag(session, care, code)
    email = written(session, settings, care)
    assert first in email.text
    assert first in unescape(email.html)


def test_once_it_is_cleared_the_usual_mail_is_back(session: Session, settings: Settings) -> None:
    care = make_week(session)
    answer_red_flag(session, care).cleared_at = MAIL_TIME
    session.commit()
    assert "You reported 10 of the 21" in written(session, settings, care).text


def test_a_background_answer_changes_nothing(session: Session, settings: Settings) -> None:
    care = make_week(session)
    answer_red_flag(session, care, "osteoporosis")
    assert "You reported 10 of the 21" in written(session, settings, care).text


def test_it_goes_to_the_address_of_the_login(session: Session, settings: Settings) -> None:
    care = make_week(session)
    assert written(session, settings, care).to_address == "client@homecare.example"


def test_without_a_login_it_goes_to_the_address_of_the_record(
    session: Session, settings: Settings
) -> None:
    care = make_week(session)
    disable_login(session, care)
    care.client.email = care.client.confirmed_email = "sam.reed@post.example"
    session.commit()
    assert written(session, settings, care).to_address == "sam.reed@post.example"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "On average your pain was 4.3 out of 10 in the leg and 2.0 in the back; "
             "the week before it was 5.1 and 2.2."),
        ({"back": None}, "On average your pain was 4.3 out of 10 in the leg; "
                         "the week before it was 5.1."),
        ({"leg_before": None},
         "On average your pain was 4.3 out of 10 in the leg and 2.0 in the back."),
        ({"leg": 5.0, "back": None, "over": {"leg": "two weeks"}},
         "On average your pain was 5.0 out of 10 in the leg over the last two weeks."),
        ({"leg": 4.8, "back": 2.4, "over": {"leg": "two weeks", "back": "two weeks"}},
         "On average your pain was 4.8 out of 10 in the leg and 2.4 in the back over the last "
         "two weeks."),
        ({"leg": 4.8, "back": 2.4, "over": {"leg": "two weeks", "back": "10 days"}},
         "On average your pain was 4.8 out of 10 in the leg over the last two weeks and 2.4 in "
         "the back over the last 10 days."),
        ({"leg": 4.8, "back": 2.4, "over": {"leg": "two weeks"}},
         "On average your pain was 4.8 out of 10 in the leg over the last two weeks and 2.4 in "
         "the back."),
        ({"leg": None, "back": None, "days": (CourseDay(MONDAY, leg=4, logged=True),)},
         "You gave scores on 1 day; an average needs at least 3 days."),
        ({"leg": None, "back": None, "days": (CourseDay(MONDAY, logged=True),)},
         "You gave scores on no day; an average needs at least 3 days."),
    ],
)  # fmt: skip
def test_the_week_in_one_sentence(changes: dict[str, object], sentence: str) -> None:
    assert pain_sentence(a_week(**changes)) == sentence


def test_a_long_gap_is_counted_and_not_listed() -> None:
    days = tuple(CourseDay(on, logged=on.day < 5) for on in DAYS)
    assert gap_sentence(a_week(days=days)) == "4 of 7 days are not logged so far."


def test_many_days_without_a_score_are_not_counted_once_more() -> None:
    days = tuple(CourseDay(on, leg=4 if on.day < 5 else None, logged=True) for on in DAYS)
    assert gap_sentence(a_week(days=days)) == ""
    assert reported_sentences(a_week(days=days))[-1] == "You gave scores on 3 of 7 days."


def test_days_away_are_told_and_nothing_is_asked_of_them() -> None:
    away = tuple(CourseDay(on, away=on.day > 5, logged=on.day <= 5) for on in DAYS)
    week = a_week(days=away)
    assert reported_sentences(week)[-1] == ("On 3 days you were away, so nothing was due then.")
    assert not week.not_logged


def test_it_leads_to_the_weekly_check_until_that_is_answered(
    session: Session, settings: Settings
) -> None:
    care = make_week(session)
    assert "https://homecare.example/check?record=" in written(session, settings, care).text
    answer_check(
        acting(session, care.me, MAIL_TIME), care.episode, entry_id=new_id(), change=1, answers={},
    )  # fmt: skip
    session.commit()
    assert "/check" not in written(session, settings, care).text


@pytest.mark.parametrize(
    ("away", "said"),
    [(0, "Something is written for every day."),
     (4, "Something is written for each of the other days."), (7, "")],
)  # fmt: skip
def test_nothing_is_said_to_be_written_for_days_away(away: int, said: str) -> None:
    days = tuple(
        CourseDay(on, away=True)
        if place < away
        else CourseDay(on, leg=4, due=2, logged=True, closed=True)
        for place, on in enumerate(DAYS)
    )
    assert all_written(a_week(days=days)) == said
