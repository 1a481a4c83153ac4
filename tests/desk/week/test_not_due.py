"""A week from a sheet that was printed before a flare-up or days away: what was not due says so."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.operations import record_away
from homecare.diary.queries import day_reports
from tests.desk.browsing import of, send
from tests.desk.week.test_week_page import FIRST, LATER, cell, enter, page_of
from tests.make.diary import BRIDGE, ROLLS, Care, record, the_day, told
from tests.make.people import acting
from tests.today.visiting import words

DAY = timedelta(days=1)
AWAY = FIRST + 5 * DAY
COUNTS = {"due": 3, "reported": 3, "extra": 0}


@pytest.fixture(autouse=True)
def nine_days_later(clock: time_machine.Traveller, session: Session, care: Care) -> None:
    """A flare-up from before the week into it, one in it, and a day away."""
    clock.move_to(LATER)
    for seq, day in ((5, FIRST - DAY), (6, FIRST + 2 * DAY)):
        record(session, care, told("flare", {"state": "start"}, day, seq=seq), LATER)
    record_away(acting(session, care.therapist, LATER), care.episode, AWAY, AWAY)
    session.commit()


def select_of(page: str, name: str) -> str:
    found = re.search(rf"<select[^>]*name=\"{re.escape(name)}\".*?</select>", page, re.S)
    assert found
    return found[0]


def not_due(page: str, line: str) -> list[int]:
    """On which days of the week the exercise says that it was not due."""
    each = [select_of(page, cell(FIRST + n * DAY, f"exercise:{line}")) for n in range(7)]
    return [n for n, found in enumerate(each) if ">Not due<" in found]


def test_what_a_flare_up_or_days_away_spared_says_so(therapist: FlaskClient, care: Care) -> None:
    page = page_of(therapist, care)
    assert not_due(page, BRIDGE) == [0, 1, 2, 3, 4, 5]
    assert not_due(page, ROLLS) == [5]
    assert re.findall(r'class="sub">([^<]+)<', page) == ["flare-up"] * 5 + ["away"]


def test_what_is_said_of_all_days_leaves_it_out(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    for chosen in ({"all": "yes"}, {f"all:exercise:{BRIDGE}": "done"}):
        enter(therapist, care, **chosen)
        for n, held in enumerate([False] * 6 + [True]):
            said = day_reports(session, care.episode.id, FIRST + n * DAY).exercises
            assert (BRIDGE in said) == held
            assert (ROLLS in said) == (n != 5)
    row = the_day(session, care.episode.id, FIRST)
    assert row is not None
    assert (row.due, row.reported, row.extra) == (2, 2, 0)


def test_what_was_done_all_the_same_is_stored_beyond_what_was_due(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    enter(therapist, care, cells={cell(AWAY, f"exercise:{BRIDGE}"): "done"})
    row = the_day(session, care.episode.id, AWAY)
    assert row is not None
    assert (row.due, row.reported, row.extra, row.away) == (0, 0, 1, True)
    record_page = words(therapist.get(of(care.client.id)).text)
    assert "Bridge: done, not due that day." in record_page


def test_the_page_of_a_day_says_what_was_due_on_it(therapist: FlaskClient, care: Care) -> None:
    for day, spared, count in (
        (FIRST, "In a flare-up: only what was chosen for it was due", 1),
        (AWAY, "They were away on this day: nothing was due.", 2),
        (AWAY + DAY, "", 0),
    ):
        page = words(therapist.get(of(care.client.id, f"/diary?day={day}")).text)
        assert spared in page
        assert page.count("Not due that day.") == count
        assert "Knee rolls" in page
        assert "Bridge" in page


def test_one_sheet_with_the_exercises_and_the_flare_up_counts_what_was_done(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    day = FIRST - 2 * DAY
    address = of(care.client.id, f"/diary?day={day}")
    page = therapist.get(address).text
    [entry] = re.findall(r'name="entry_id"[^>]*value="([^"]+)"', page)
    send(
        therapist, address, entry_id=entry, leg="7", back="2", flare="start",
        exercise_0="done", exercise_1="done",
    )  # fmt: skip
    row = the_day(session, care.episode.id, day)
    assert row is not None
    assert {name: getattr(row, name) for name in COUNTS} == COUNTS
    assert "not due that day" not in words(therapist.get(of(care.client.id)).text)


def test_what_is_typed_in_keeps_how_often_it_was_due(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    day = AWAY + DAY
    enter(therapist, care, cells={cell(day, f"exercise:{ROLLS}"): "done"})
    said = day_reports(session, care.episode.id, day).exercises
    assert said[ROLLS].body == {"line": ROLLS, "outcome": "done", "times": 2}
