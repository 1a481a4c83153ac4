"""The scores of the intake count on its day, so every table of days has them and says whose they
are: whoever does the sum again from what is shown comes to the mean that is shown."""

import csv
import io
import re
from collections.abc import Callable
from statistics import mean

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from homecare.diary.days import close_days
from homecare.mail.message import Email
from homecare.progress.queries import CourseDay, course
from homecare.reports.weekly_progress.email import weekly_client_email
from homecare.reports.weekly_progress.figures import WeekFigures, pain_sentence
from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import at, on, rate
from tests.make.people import signed_in
from tests.typesetting.pdfs import words_of

LEG = {1: 5, 2: 5, 3: 6, 4: 5, 5: 5}
INTAKE, BACK = 6, 4
THEIRS = "Scores of the intake."


@pytest.fixture(autouse=True)
def a_week_after_the_intake(session: Session, care: Care, clock: time_machine.Traveller) -> None:
    for day, leg in LEG.items():
        rate(session, care, leg, 2, [day])
    close_days(session, at(7))
    session.commit()
    clock.move_to(at(7))


def of_desk(app: Flask, care: Care) -> list[str]:
    page = signed_in(app, "therapist@homecare.example").get(of(care.client.id)).text
    (diary,) = re.findall(r'<table class="list diary".*?</table>', page, re.S)
    return re.findall(r'</th>\s*<td class="number">(\d+|–)</td>', diary)


def of_record(app: Flask, care: Care) -> list[str]:
    answer = signed_in(app, "therapist@homecare.example").get(of(care.client.id, "/record.json"))
    assert answer.json is not None
    return [either(day["intake_leg"], day["leg"]) for day in answer.json["days"]]


def of_spreadsheet(app: Flask, _care: Care) -> list[str]:
    sheet = signed_in(app, "client@homecare.example").get("/me/days.csv").data.decode("utf-8-sig")
    return [either(day["intake_leg"], day["leg"]) for day in csv.DictReader(io.StringIO(sheet))]


def of_progress(app: Flask, _care: Care) -> list[str]:
    page = signed_in(app, "client@homecare.example").get("/progress").text
    return re.findall(r"</th><td>(\d+|–)</td>", page)


def either(of_intake: object, of_diary: object) -> str:
    return next((str(score) for score in (of_intake, of_diary) if score not in (None, "")), "–")


@pytest.mark.parametrize("table", [of_desk, of_record, of_spreadsheet, of_progress])
def test_the_mean_of_the_week_recomputes_from_every_table_of_days(
    app: Flask, session: Session, care: Care, table: Callable[[Flask, Care], list[str]]
) -> None:
    shown = [int(score) for score in table(app, care) if score != "–"]
    assert sorted(shown) == sorted([INTAKE, *LEG.values()])
    seen = course(session, care.episode, on(0), on(6), on(7)).mean("leg")
    assert mean(shown) == pytest.approx(seen)


def test_each_says_whose_scores_they_are(app: Flask, care: Care, therapist: FlaskClient) -> None:
    assert THEIRS in therapist.get(of(care.client.id)).text
    pages = " ".join(words_of(therapist.get(of(care.client.id, "/record.pdf")).data).split())
    assert f"2 March 2026 {INTAKE} {BACK}" in pages
    assert THEIRS in pages
    progress = " ".join(signed_in(app, "client@homecare.example").get("/progress").text.split())
    assert "2 Mar (start)" in progress
    assert "The scores of 2 March are those of the start of your care." in progress


def test_what_was_reported_of_that_day_stands_beside_them(
    app: Flask, session: Session, care: Care, therapist: FlaskClient
) -> None:
    rate(session, care, 9, 8, [0])
    beside = "Scores of the intake; reported that day: leg 9, back 8."
    assert beside in therapist.get(of(care.client.id)).text
    assert beside in " ".join(
        words_of(therapist.get(of(care.client.id, "/record.pdf")).data).split()
    )
    taken = therapist.get(of(care.client.id, "/record.json")).json
    assert taken is not None
    first = taken["days"][0]
    assert [first[name] for name in ("leg", "intake_leg", "back", "intake_back")] == [9, 6, 8, 4]
    progress = signed_in(app, "client@homecare.example").get("/progress").text
    assert "You reported that day: leg 9, back 8." in progress


def test_who_enters_that_day_is_told_that_the_scores_of_the_intake_count(
    care: Care, therapist: FlaskClient
) -> None:
    stand = "On the day of the intake{} its scores count: leg 6, back 4. Others are kept beside"
    for address, day in ((f"/week?from={on(0)}", " (Mon 2 Mar)"), (f"/diary?day={on(0)}", "")):
        assert stand.format(day) in therapist.get(of(care.client.id, address)).text, address
    for address in (f"/week?from={on(7)}", f"/diary?day={on(1)}"):
        assert "scores count" not in therapist.get(of(care.client.id, address)).text, address


def test_days_with_scores_are_counted_with_the_start_and_say_so(
    app: Flask, session: Session, settings: Settings, care: Care
) -> None:
    care.client.confirmed_email = care.client.email
    session.commit()
    with_start = "on 6 of 7 days, the start of your care among them."
    page = signed_in(app, "client@homecare.example").get("/progress").text
    assert f"Scores {with_start}" in " ".join(page.split())
    assert f"You gave scores {with_start}" in mail(session, settings, care).text


def test_the_start_alone_is_called_the_start() -> None:
    first = CourseDay(on(0), leg=INTAKE, back=BACK, closed=True)
    exercised = CourseDay(on(1), due=2, reported=2, logged=True, closed=True)
    week = WeekFigures((first, exercised), None, None, None, None, intake_on=on(0), needs="3 days")
    assert pain_sentence(week) == (
        "You gave scores on 1 day: the day your care began; an average needs at least 3 days."
    )


def mail(session: Session, settings: Settings, care: Care) -> Email:
    written = weekly_client_email(session, settings, care.episode, on(0))
    assert written is not None
    return written
