"""What a field of a record said before somebody changed it stays readable."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.accounts.queries import login_of
from homecare.acting import CLIENT, Act, Actor
from homecare.clients.amended.models import RecordChange
from homecare.clients.episodes.discharge import discharge, undo_discharge
from homecare.clients.episodes.zones import choose_zone, follow_practice
from homecare.clients.hand_over import hand_back, hand_over
from homecare.clients.operations import amend_client, record_away
from homecare.clients.sign_in.taking_back import take_back
from homecare.flags.red_flag_answers import decide_background
from tests.desk.browsing import INTAKE, of, opened, send
from tests.make.diary import TODAY, Care
from tests.make.flags import at
from tests.make.people import NOW, acting, make_practice, make_therapist, signed_in

LATER = NOW + timedelta(days=9)
LONG = "Numb along the outer foot; Achilles reflex weaker than on the other side, straight leg 40°"


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


def happened(browser: FlaskClient, care: Care) -> list[str]:
    page = browser.get(of(care.client.id, "/timeline")).text
    lines = re.findall(r"<li[^>]*>\s*<time.*?</li>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def told(browser: FlaskClient, care: Care) -> list[str]:
    """What the lines of changed records say, the newest first."""
    lines = [line.partition("Record changed") for line in happened(browser, care)]
    return [after.strip() for _, found, after in lines if found]


EVERY_FIELD: list[tuple[str, Any, str]] = [
    ("name", "Samuel Rowe", "Name: {} → Samuel Rowe."),
    ("email", "other@post.example", "Email address: {} → other@post.example."),
    ("telephone", "0161 496 0999", "Telephone: {} → 0161 496 0999."),
    ("date_of_birth", date(1981, 2, 3), "Date of birth: {} → 3 February 1981."),
    ("gp", "Dr Ida Moss", "GP: nothing → Dr Ida Moss."),
    ("medicines", "Naproxen", "Medicines: nothing → Naproxen."),
    (
        "contraindications", ["fracture"],
        "Reasons against manipulation: nothing → ",
    ),
    ("complaint", "Stiff back", "Complaint: {} → Stiff back."),
    ("side", "right", "Side: left → right."),
    ("onset", TODAY - timedelta(days=99), "When it began: "),
    ("leg", 0, "First leg score: {} → 0."),
    ("back", 9, "First back score: {} → 9."),
    ("findings", "Weak toe", "Findings: nothing → Weak toe."),
    ("weekly_email", False, "Weekly email: on → off."),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "said"), EVERY_FIELD)
def test_what_a_field_said_stands_on_the_timeline_with_whose_hand_it_was(
    therapist: FlaskClient, session: Session, care: Care, field: str, value: Any, said: str
) -> None:
    row = care.client if hasattr(care.client, field) else care.episode
    before = getattr(row, field)
    shown = f"{before:%-d %B %Y}" if isinstance(before, date) else before
    amend_client(
        acting(session, care.therapist, at(2)), care.client, care.episode, **{field: value}
    )
    session.commit()
    [line] = told(therapist, care)
    assert line.startswith(said.format(shown))
    [change] = json.loads(therapist.get(of(care.client.id, "/record.json")).text)["record_changes"]
    plain = value.isoformat() if isinstance(value, date) else value
    assert (change["field"], change["new"], change["by"]) == (field, plain, "Theo Therapist")
    assert change["old"] == (
        before.isoformat() if isinstance(before, date) else before or None
    ) or (change["old"] == before)


def test_a_long_text_is_folded_with_what_it_said_and_says(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    for day, text in ((2, LONG), (3, f"{LONG}.\nToe stands again")):
        act = acting(session, care.therapist, at(day))
        amend_client(act, care.client, care.episode, findings=text, side="right")
    session.commit()
    second, first = told(therapist, care)
    assert first.startswith("Side: left → right. Changed: findings. Findings, before and after")
    assert first.endswith(f"Before nothing After {LONG}")
    assert second == (
        f"Changed: findings. Findings, before and after Before {LONG} "
        f"After {LONG}. Toe stands again"
    )


def test_a_record_saved_as_it_stood_says_nothing(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    act = acting(session, care.therapist, at(2))
    amend_client(act, care.client, care.episode, gp=None or "", findings=care.episode.findings)
    session.commit()
    assert not told(therapist, care)


Change = Callable[[Session, Care], Any]


def _other_reason(session: Session, care: Care) -> None:
    for day, why in ((2, "Holiday"), (3, "In hospital")):
        act = acting(session, care.therapist, at(day))
        record_away(act, care.episode, TODAY + timedelta(20), TODAY + timedelta(22), why)


def _other_decision(session: Session, care: Care) -> None:
    for day, decision in ((2, "considered"), (3, "gp_first"), (4, "gp_first")):
        act = acting(session, care.therapist, at(day))
        decide_background(act, care.episode, "cancer", decision)


def _discharge_undone(session: Session, care: Care) -> None:
    discharge(acting(session, care.therapist, at(2)), care.episode, "Moves to York")
    undo_discharge(acting(session, care.therapist, at(3)), care.episode)


def _own_clock(session: Session, care: Care) -> None:
    actor = Actor(care.practice.id, CLIENT, "Sam", care.therapist.person_id, care.client.id)
    choose_zone(Act(session, actor, at(2)), care.episode, "Europe/Paris")


def _practice_clock(session: Session, care: Care) -> None:
    practice = session.get_one(Practice, care.practice.id)
    before, practice.zone = practice.zone, "Europe/Dublin"
    session.flush()
    follow_practice(acting(session, care.therapist, at(2)), practice, before)


def _taken_back(session: Session, care: Care) -> None:
    place = login_of(session, care.practice.id, care.client.id)
    assert place
    for day in (2, 3):
        take_back(acting(session, care.therapist, at(day)), care.client, place)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_taken_back, "Email address: client@homecare.example → nothing."),
        (_other_reason, "Why they were away: Holiday → In hospital."),
        (_other_decision, ": considered → GP first."),
        (_discharge_undone, "What was written at the discharge: Moves to York → nothing."),
        (_own_clock, "Time zone: Europe/London → Europe/Paris."),
        (_practice_clock, "Time zone: Europe/London → Europe/Dublin."),
    ],
)
def test_whatever_else_is_put_right_keeps_what_it_said(
    therapist: FlaskClient, session: Session, care: Care, change: Change, said: str
) -> None:
    change(session, care)
    session.commit()
    [line] = told(therapist, care)
    assert said in line


def test_whose_client_it_was_is_kept_by_name_and_told_once(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    tess = make_therapist(session, care.practice, "tess@homecare.example", "Tess Stone")
    had, has = care.therapist.person_id, tess.person_id
    assert had
    assert has
    amend_client(acting(session, care.therapist, at(2)), care.client, therapist_id=has)
    hand_over(acting(session, care.therapist, at(3)), has, had)
    hand_back(acting(session, care.therapist, at(3) + timedelta(hours=1)), has)
    session.commit()
    kept = session.execute(select(RecordChange.old, RecordChange.new).order_by(RecordChange.at))
    theo, stone = "Theo Therapist", "Tess Stone"
    assert [tuple(row) for row in kept] == [(theo, stone), (stone, theo), (theo, stone)]
    lines = happened(therapist, care)
    assert sum("From Theo Therapist to Tess Stone." in line for line in lines) == 2
    assert not told(therapist, care)


def test_a_correction_after_a_discharge_stands_in_the_care_that_ended(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    discharge(acting(session, care.therapist, at(2)), care.episode)
    amend_client(acting(session, care.therapist, at(3)), care.client, telephone="0161 496 0999")
    session.commit()
    [line] = told(therapist, care)
    assert line.endswith("→ 0161 496 0999.")


def test_the_same_words_sent_by_the_form_again_are_no_change(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    data: dict[str, Any] = {
        **INTAKE,
        "therapist_id": str(care.therapist.person_id),
        "contraindications": [],
    }
    words = "Naproxen 250\r\nat night"
    page = of(care.client.id, "/edit")
    for _ in range(2):
        answer = send(
            therapist, page, **{**data, "opened": opened(therapist, page), "medicines": words}
        )
        assert answer.location == of(care.client.id)
    [line] = told(therapist, care)
    assert "Medicines, before and after Before nothing After Naproxen 250 at night" in line


def test_nobody_of_another_practice_reads_it(app: Flask, session: Session, care: Care) -> None:
    amend_client(acting(session, care.therapist, at(2)), care.client, medicines="Naproxen")
    make_practice(session, "Elsewhere", "therapist@elsewhere.example")
    session.commit()
    stranger = signed_in(app, "therapist@elsewhere.example")
    for part in ("/timeline", "/record.json", "/record.pdf"):
        answer = stranger.get(of(care.client.id, part))
        assert answer.status_code == 404
