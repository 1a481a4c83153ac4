"""Many weekly checks that say the same are one line of what happened; any other stays its own."""

from datetime import UTC, date, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.database import new_id
from homecare.desk.client.decision_events import of_rounds
from homecare.desk.client.events import events
from homecare.diary.ledger import LOG, WEB, EntryRow
from homecare.screening.models import WEEKLY_CHECK, RedFlagAnswer, Screening
from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import at, visit
from tests.make.people import signed_in

FIRST = date(2026, 3, 9)


def lines(*changes: int) -> list[str]:
    """The weekly checks of what happened, the newest first; one change a week."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    answers = [
        EntryRow(
            new_id(), WEB, week, LOG, None, "check", FIRST + timedelta(weeks=week),
            "Europe/London", at, False, {"change": change},
        )
        for week, change in enumerate(changes)
    ]  # fmt: skip
    zone, began = "Europe/London", date(2026, 3, 2)
    episode = Episode(leg=6, back=4, intake_on=began, opened_at=at, zone=zone)
    shown = events(episode, {}, answers)
    return [f"{event.on:%d %b}: {event.text}" for event in shown if event.title == "Weekly check"]


def test_the_same_answer_week_after_week_is_one_line() -> None:
    (line,) = lines(*[0] * 33)
    assert line.startswith("19 Oct: ")
    assert "The same 33 times, since 9 March 2026" in line


def test_another_answer_stands_alone_and_begins_a_new_line() -> None:
    assert [line[:6] for line in lines(0, 0, 0, 1, 0, 0, 0)] == ["20 Apr", "30 Mar", "23 Mar"]


def test_two_of_a_kind_stay_two() -> None:
    assert [line[:6] for line in lines(0, 0)] == ["16 Mar", "09 Mar"]


def rounds(*answers: str) -> list[tuple[Screening, str]]:
    """Red-flag questions week after week, each with a yes or with none."""
    return [
        (
            Screening(
                source=WEEKLY_CHECK,
                on=FIRST + timedelta(weeks=week),
                answered_at=datetime(2026, 3, 9, 9, tzinfo=UTC) + timedelta(weeks=week),
                answers=[RedFlagAnswer(code=code)] if code else [],
            ),
            "Sam Reed",
        )
        for week, code in enumerate(answers)
    ]


def test_questions_without_a_yes_week_after_week_are_one_line() -> None:
    (event,) = of_rounds(rounds(*[""] * 52), {})
    assert event.on == FIRST + timedelta(weeks=51)
    assert event.text == "None of these, the same 52 times, since 9 March 2026."


def test_a_yes_always_stands_alone() -> None:
    shown = list(of_rounds(rounds("", "", "", "night_pain", "", ""), {}))
    assert [event.kind for event in shown] == ["", "flag", "", ""]
    assert "night" in shown[1].text


def test_much_that_happened_is_folded_by_months(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    visit(session, care, *range(0, 120, 4))
    clock.move_to(at(120))
    page = signed_in(app, "therapist@homecare.example").get(of(care.client.id)).text
    shown, _, rest = page.partition("<summary>Earlier: ")
    assert shown.count("<time") == 3
    months = ["June 2026: 4", "May 2026: 8", "April 2026: 7"]
    assert [line for line in months if f"<summary>{line}</summary>" in rest] == months
    assert rest.count(">Visit</") == 27


def test_little_that_happened_is_folded_once(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    visit(session, care, *range(0, 40, 4))
    clock.move_to(at(40))
    page = signed_in(app, "therapist@homecare.example").get(of(care.client.id)).text
    assert page.count("<summary>Earlier: ") == 1
    assert "<summary>March 2026" not in page
