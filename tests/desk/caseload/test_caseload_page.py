"""The caseload, as each kind of person sees it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.clients import operations
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.diary.models import DiaryDay
from homecare.flags.decisions import record_action
from homecare.flags.models import Flag
from homecare.language import long_date
from tests.make.clients import TODAY, make_client
from tests.make.people import (
    NOW,
    acting,
    make_client_login,
    make_practice,
    make_therapist,
    signed_in,
)

pytestmark = pytest.mark.usefixtures("clock")

LONG_AGO = NOW - timedelta(days=40)
WORDS = [{"code": "why", "text": "Leg pain 6.0 at the start, 6.1 this week."}]


def _of(episode: Episode) -> dict[str, Any]:
    return {
        "practice_id": episode.practice_id,
        "client_id": episode.client_id,
        "episode_id": episode.id,
    }


def _judged(session: Session, episode: Episode, state: str, text: str = "", **more: Any) -> None:
    reasons = [{"code": state, "text": text}] if text else WORDS
    session.add(
        Verdict(
            **_of(episode), on=TODAY, state=state, proposes="none", reasons=reasons,
            rule_version="1", judged_at=NOW, **{"figures": {}, **more},
        )
    )  # fmt: skip
    session.commit()


def _flagged(session: Session, episode: Episode, kind: str, **more: Any) -> None:
    flag = Flag(
        **_of(episode), kind=kind, proposes="visit", raised_at=NOW,
        figures={}, rule_version="1", **{"raised_on": TODAY, "reasons": WORDS, **more},
    )  # fmt: skip
    session.add(flag)
    session.commit()


def test_the_week_of_an_older_flag_is_named(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner)
    _flagged(session, episode, "stalled", raised_on=TODAY - timedelta(days=10))
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    assert "6.1 in the week to 19 February 2026." in page
    assert "this week." not in page


def test_the_same_sentence_is_not_said_twice_because_one_names_its_week(
    app: Flask, session: Session
) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner)
    said, raised_on = "18 of 70 sessions reported over 14 days", TODAY - timedelta(days=4)
    of_the_flag = [{"code": "little_reported", "text": f"{said}."}]
    _flagged(session, episode, "not_following", raised_on=raised_on, reasons=of_the_flag)
    week = f"{said} to {long_date(raised_on - timedelta(days=1))}."
    _judged(session, episode, "not_following", week)
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    assert page.count(week) == 1
    assert "Now:" not in page


def test_a_state_that_was_decided_on_says_what_was_done(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, name="Re Ferred")
    _judged(session, episode, "stalled")
    _flagged(session, episode, "stalled")
    flag = session.scalars(select(Flag)).one()
    record_action(acting(session, owner, NOW), flag, "refer", "letter to Dr Kit Hale")
    session.commit()
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    assert _names_in_order(page, ["Everyone else", "Re Ferred"]) == ["Everyone else", "Re Ferred"]
    assert "Referred: letter to Dr Kit Hale" in page


def test_an_urgent_client_of_a_colleague_is_named_above_my_own(
    app: Flask, session: Session
) -> None:
    practice, _ = make_practice(session)
    therapist = make_therapist(session, practice)
    _, urgent = make_client(session, therapist, name="Ur Gent")
    _flagged(session, urgent, "urgent")
    _, calm = make_client(session, therapist, name="Ca Lm")
    _flagged(session, calm, "stalled")
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    line = " ".join(page[page.index("Urgent with a colleague:") :].split("</p>")[0].split())
    assert "Ur Gent</a> (Theo Therapist)" in line
    assert "Ca Lm" not in page
    assert (
        "with a colleague" not in signed_in(app, "therapist@homecare.example").get("/caseload").text
    )
    everybody = signed_in(app, "owner@homecare.example").get("/caseload?whose=all").text
    assert "with a colleague" not in everybody


def test_an_urgent_client_of_another_practice_is_not_told(app: Flask, session: Session) -> None:
    make_practice(session)
    _, stranger = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    _, urgent = make_client(session, stranger, name="Ur Gent")
    _flagged(session, urgent, "urgent")
    assert "Ur Gent" not in signed_in(app, "owner@homecare.example").get("/caseload").text


def _scored(session: Session, episode: Episode, legs: dict[int, int]) -> None:
    """Scores of the leg, by how many days ago."""
    for ago, leg in legs.items():
        day = TODAY - timedelta(days=ago)
        session.add(DiaryDay(**_of(episode), on=day, leg=leg, logged=True))
    session.commit()


def _the_row(app: Flask) -> str:
    return _row(signed_in(app, "owner@homecare.example").get("/caseload").text)


def _row(page: str) -> str:
    """The words of the table's one row."""
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<tbody>") :]).split())


def _names_in_order(page: str, names: list[str]) -> list[str]:
    return sorted((name for name in names if name in page), key=page.index)


def test_whoever_needs_the_therapist_first_stands_first(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    kinds = ["not_following", "review", "quiet", "stalled", "gp", "urgent"]
    for kind in kinds:
        _, episode = make_client(session, owner, name=f"Flag {kind}")
        _flagged(session, episode, kind)
    _, few = make_client(session, owner, name="Few Scores")
    _judged(session, few, "too_few")
    _, well = make_client(session, owner, name="Well Enough")
    _judged(session, well, "improving")
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    expected = [*(f"Flag {kind}" for kind in reversed(kinds)), "Few Scores", "Well Enough"]
    assert _names_in_order(page, expected) == expected
    for heading in ("Urgent", "Stalled", "Gone quiet", "To review", "Everyone else"):
        assert heading in page


def test_a_row_says_state_reason_pain_and_the_next_visit(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, LONG_AGO, onset=LONG_AGO.date(), leg=6, back=4)
    _flagged(session, episode, "stalled")
    _scored(session, episode, {0: 1, 1: 6, 3: 5, 7: 7, 8: 1})
    appointment = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
    operations.record_visit(acting(session, owner, NOW), episode, TODAY, "", appointment)
    session.commit()
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    assert "Leg pain 6.0 at the start, 6.1 this week." in page
    assert "Leg 6" in page
    assert "6.0\n" in page
    assert "3 of 7 days" in page
    assert "today" in page
    assert "Mon 9 Mar, 14:30" in page


def test_days_without_a_report_are_not_taken_for_a_report(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner)
    session.add(DiaryDay(**_of(episode), on=TODAY, due=4, closed=True))
    session.commit()
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    assert "nothing yet" in page
    assert "no scores this week" in page


def test_a_snoozed_flag_is_quiet_until_its_day(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, snoozed = make_client(session, owner, name="Asleep")
    _judged(session, snoozed, "stalled")
    _flagged(session, snoozed, "stalled", status="snoozed", snoozed_until=TODAY + timedelta(days=1))
    _, awake = make_client(session, owner, name="Woken")
    _flagged(session, awake, "quiet", status="snoozed", snoozed_until=TODAY)
    page = signed_in(app, "owner@homecare.example").get("/caseload").text
    assert _names_in_order(page, ["Gone quiet", "Woken", "Everyone else", "Asleep"]) == [
        "Gone quiet", "Woken", "Everyone else", "Asleep",
    ]  # fmt: skip
    assert "Set aside until tomorrow" in page


def test_my_own_clients_come_first_and_a_switch_shows_all(app: Flask, session: Session) -> None:
    practice, owner = make_practice(session)
    therapist = make_therapist(session, practice)
    make_client(session, owner, name="Of The Owner")
    make_client(session, therapist, name="Of The Therapist")
    browser = signed_in(app, "therapist@homecare.example")
    mine, everybodys = browser.get("/caseload").text, browser.get("/caseload?whose=all").text
    assert "Of The Therapist" in mine
    assert "Of The Owner" not in mine
    assert "Of The Owner" in everybodys
    assert "Olive Owner" in everybodys


def test_a_search_finds_anybody_and_keeps_the_name_out_of_the_address(
    app: Flask, session: Session, search: Callable[[FlaskClient, str], str]
) -> None:
    practice, owner = make_practice(session)
    make_therapist(session, practice)
    make_client(session, owner, name="Bea 100% Brown")
    _, gone = make_client(session, owner, name="Gone Brown")
    discharge(acting(session, owner, NOW), gone)
    session.commit()
    browser = signed_in(app, "therapist@homecare.example")
    page = search(browser, "brown")
    assert "Bea 100% Brown" in page
    assert "Gone Brown" in page
    assert "Nobody found" in search(browser, "1_0")


@pytest.fixture
def search() -> Callable[[FlaskClient, str], str]:
    from tests.make.people import csrf_token

    def ask(browser: FlaskClient, name: str) -> str:
        data = {"name": name, "csrf_token": csrf_token(browser, "/caseload")}
        answer = browser.post("/caseload", data=data)
        assert name not in answer.location
        return browser.get(answer.location).text

    return ask


def test_discharged_clients_are_apart(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner, name="Gone Home")
    discharge(acting(session, owner, NOW), episode)
    session.commit()
    browser = signed_in(app, "owner@homecare.example")
    assert "Gone Home" not in browser.get("/caseload").text
    assert "Gone Home" in browser.get("/caseload?whose=discharged").text


def test_an_empty_caseload_says_what_to_do(app: Flask, session: Session) -> None:
    make_practice(session)
    page = signed_in(app, "owner@homecare.example").get("/caseload")
    assert "You have no clients yet" in page.text
    assert "Add a client" in page.text


def test_another_practice_is_never_listed(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    make_practice(session, "Elsewhere", "therapist@elsewhere.example")
    make_client(session, owner)
    page = signed_in(app, "therapist@elsewhere.example").get("/caseload?whose=all").text
    assert "Sam Reed" not in page


def test_a_client_may_not_look_and_a_stranger_signs_in(app: Flask, session: Session) -> None:
    practice, owner = make_practice(session)
    client, _ = make_client(session, owner)
    make_client_login(session, practice, client.id)
    assert signed_in(app, "client@homecare.example").get("/caseload").status_code == 403
    answer = app.test_client().get("/caseload")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location
