"""After red-flag answers are cleared, Today says for a week that they were looked at."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.clients.operations import record_away
from homecare.flags.red_flag_answers import (
    clear_answers,
    clear_episode,
    mark_mistaken,
    strike_red_flag_answers,
)
from homecare.screening.models import CORRECTED
from tests.make.diary import Care, statements
from tests.make.flags import answer
from tests.make.people import NOW, acting
from tests.today.visiting import Visitor

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]
DAY = timedelta(days=1)
LOOKED_AT = "Riverside Practice looked at your answers of Monday 2 March"
GOES_ON = f"{LOOKED_AT}: your exercises go on. If any of it comes back, say so at once"


def clear(session: Session, care: Care, reason: str = "Seen in A&E, all clear") -> None:
    clear_episode(acting(session, care.therapist, NOW + DAY), care.episode, reason)
    session.commit()


def test_it_is_said_once_for_seven_days(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    assert "looked at your answers" not in me.read()
    answer(session, care, "bladder", "fever")
    assert "looked at your answers" not in me.read()
    clear(session, care)
    for days in (1, 8):
        clock.move_to(NOW + days * DAY)
        assert me.read().count(GOES_ON) == 1
    assert ' href="/red-flags">say so at once</a>' in me.browser.get("/today").text
    assert "looked at your answers" not in me.read("/today/2026-03-04")
    clock.move_to(NOW + 9 * DAY)
    assert "looked at your answers" not in me.read()


def test_it_costs_no_statement(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    answer(session, care, "bladder")
    clear(session, care)
    clock.move_to(NOW + 2 * DAY)
    me = Visitor.of(app, "client@homecare.example")
    with statements(session) as sent:
        assert GOES_ON in me.read()
    assert len(sent) <= 4, "\n".join(sent)


def test_while_another_answer_stands_it_says_what_to_do_alone(
    session: Session, care: Care, me: Visitor
) -> None:
    clear_answers(
        acting(session, care.therapist, NOW), answer(session, care, "bladder"), "Seen in A&E"
    )
    answer(session, care, "fever")
    page = me.read()
    assert "on hold" in page
    assert "looked at your answers" not in page


def test_what_was_never_theirs_is_not_said_to_be(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    noted = answer(session, care, "bladder", by_staff=True)
    strike_red_flag_answers(acting(session, care.therapist, NOW), noted, "The wrong record")
    answer(session, care, "fever")
    clear(session, care, f"{CORRECTED} it was another line")
    clock.move_to(NOW + DAY)
    page = me.read()
    assert "on hold" not in page
    assert "looked at your answers" not in page


def test_of_a_tap_by_mistake_it_says_that_the_client_said_so(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    mark_mistaken(acting(session, care.me, NOW), answer(session, care, "bladder"))
    clear(session, care, "Tapped by mistake. I spoke with them.")
    clock.move_to(NOW + DAY)
    said = f"{LOOKED_AT}, which you said you tapped by mistake: your exercises go on."
    assert f"{said} If any of it is so after all, say so at once" in me.read()


def test_on_a_day_away_it_does_not_say_that_exercises_go_on(
    session: Session, care: Care, me: Visitor, clock: time_machine.Traveller
) -> None:
    answer(session, care, "bladder")
    clear(session, care)
    clock.move_to(NOW + DAY)
    day = (NOW + DAY).date()
    record_away(acting(session, care.therapist, NOW + DAY), care.episode, day, day)
    session.commit()
    page = me.read()
    assert f"{LOOKED_AT}. If any of it comes back" in page
    assert "your exercises go on" not in page
