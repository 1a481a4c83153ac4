"""A row of the caseload that says the same is drawn once, and none is older than what it says."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Person, Practice
from homecare.assessment.models import Verdict
from homecare.clients.appointments import book
from homecare.desk.caseload.case_row import row_of
from homecare.desk.caseload.drawn import drawn
from homecare.diary.models import DiaryDay
from homecare.flags.models import Flag
from homecare.rules.red_flags import EMERGENCY
from tests.make.clients import TODAY, make_client
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.people import NOW, acting

pytestmark = pytest.mark.usefixtures("clock")

Change = Callable[[Session, Care], object]
FIGURES: dict[str, Any] = {
    "index_site": "leg", "start": {"leg": 6.0, "back": 3.0}, "mean": {"leg": 5.0, "back": 3.0},
    "mean_days": {"leg": 7, "back": 7}, "rated_days": {"leg": 6, "back": 6},
    "intake": {"leg": 6, "back": 3},
}  # fmt: skip


@pytest.fixture(autouse=True)
def judged(session: Session, care: Care) -> None:
    """There is a verdict, a flag and a visit to come."""
    of = {"practice_id": care.client.practice_id, "client_id": care.client.id,
          "episode_id": care.episode.id}  # fmt: skip
    why = [{"code": "why", "text": "As found at first."}]
    session.add(Verdict(
        **of, on=TODAY, state="stalled", proposes="none", reasons=why, figures=FIGURES,
        rule_version="3", judged_at=NOW,
    ))  # fmt: skip
    session.add(Flag(
        **of, kind="stalled", proposes="visit", reasons=why, figures={}, raised_on=TODAY,
        raised_at=NOW, rule_version="3",
    ))  # fmt: skip
    book(acting(session, care.therapist), care.episode, at(2).replace(tzinfo=None))
    session.commit()


def one(session: Session, table: type[Any]) -> Any:
    return session.scalars(select(table)).one()


def name_anew(session: Session, care: Care) -> None:
    care.client.name = "Robin Vale"


def name_the_therapist_anew(session: Session, care: Care) -> None:
    session.get_one(Person, care.therapist.person_id).name = "Robin Vale"


def find_other_figures(session: Session, care: Care) -> None:
    one(session, Verdict).figures = {**FIGURES, "mean": {"leg": 2.5, "back": 3.0}}


def write_another_reason(session: Session, care: Care) -> None:
    one(session, Flag).reasons = [{"code": "why", "text": "As found since."}]


def log(session: Session, care: Care) -> None:
    of = {"practice_id": care.client.practice_id, "client_id": care.client.id}
    session.add(DiaryDay(**of, episode_id=care.episode.id, on=TODAY, leg=4, logged=True))


def name_what_matters(session: Session, care: Care) -> None:
    kept = {"id": "a", "words": "walk to the mill", "start": 3, "on": TODAY.isoformat()}
    care.episode.activities = [kept]


def take_in_a_namesake(session: Session, care: Care) -> None:
    make_client(session, care.therapist, name=care.client.name, email=None,
                date_of_birth=date(1944, 7, 9))  # fmt: skip


def decide(session: Session, care: Care) -> None:
    flag = one(session, Flag)
    flag.status, flag.snoozed_until = "snoozed", TODAY + timedelta(days=9)


def need_help_now(session: Session, care: Care) -> None:
    flag = one(session, Flag)
    flag.kind, flag.reasons = "urgent", [{"code": EMERGENCY[0].code, "text": "A yes."}]


@pytest.mark.parametrize(
    ("change", "address", "said"),
    [
        (name_anew, "/caseload", "Robin Vale"),
        (name_the_therapist_anew, "/caseload?whose=all", ">Robin Vale<"),
        (find_other_figures, "/caseload", "2.5"),
        (write_another_reason, "/caseload", "As found since."),
        (log, "/caseload", 'data-short="Logged">today'),
        (name_what_matters, "/caseload", "Matters: Walk to the mill 3"),
        (take_in_a_namesake, "/caseload", "9 July 1944"),
        (decide, "/caseload", "Set aside until"),
        (need_help_now, "/caseload", "999 now"),
    ],
)
def test_what_has_changed_stands_there_at_once(
    session: Session, therapist: FlaskClient, care: Care, change: Change, address: str, said: str
) -> None:
    assert said not in therapist.get(address).text
    change(session, care)
    session.commit()
    assert said in therapist.get(address).text


def test_another_day_reads_otherwise(therapist: FlaskClient, clock: time_machine.Traveller) -> None:
    assert "tomorrow" not in therapist.get("/caseload").text
    clock.move_to(NOW + timedelta(days=1))
    assert "tomorrow" in therapist.get("/caseload").text


def test_another_nation_calls_another_number(
    session: Session, therapist: FlaskClient, care: Care
) -> None:
    need_help_now(session, care)
    session.commit()
    assert "999 now" in therapist.get("/caseload").text
    session.get_one(Practice, care.client.practice_id).nation = "other"
    session.commit()
    assert "Emergency help now" in therapist.get("/caseload").text


def test_what_says_the_same_is_worked_out_and_drawn_once(therapist: FlaskClient) -> None:
    first = therapist.get("/caseload").text
    before = drawn.cache_info().misses, row_of.cache_info().misses
    assert therapist.get("/caseload").text == first
    assert (drawn.cache_info().misses, row_of.cache_info().misses) == before
