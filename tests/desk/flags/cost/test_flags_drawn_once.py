"""A flag of the list that says the same is drawn once, and none is older than what it says; many
cost as many statements as one."""

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
from homecare.desk.flags.drawn import drawn
from homecare.flags.decisions import add_note
from homecare.flags.models import Flag
from homecare.rules.red_flags import EMERGENCY
from tests.make.clients import TODAY, make_client
from tests.make.diary import Care, statements
from tests.make.flags import make_flag
from tests.make.people import NOW, acting

pytestmark = pytest.mark.usefixtures("clock")

Change = Callable[[Session, Care], object]


@pytest.fixture(autouse=True)
def flag(session: Session, care: Care) -> Flag:
    return make_flag(session, care)


def one(session: Session, table: type[Any]) -> Any:
    return session.scalars(select(table)).one()


def name_anew(session: Session, care: Care) -> None:
    care.client.name = "Robin Vale"


def give_another_number(session: Session, care: Care) -> None:
    care.client.telephone = "07700 900777"


def name_the_therapist_anew(session: Session, care: Care) -> None:
    session.get_one(Person, care.therapist.person_id).name = "Robin Vale"


def write_another_reason(session: Session, care: Care) -> None:
    one(session, Flag).reasons = [{"code": "why", "text": "As found since."}]


def propose_something_else(session: Session, care: Care) -> None:
    one(session, Flag).proposes = "gp"


def write_a_note(session: Session, care: Care) -> None:
    add_note(acting(session, care.therapist), one(session, Flag), "Called, calls back")


def look_again(session: Session, care: Care) -> None:
    session.add(Verdict(
        practice_id=care.client.practice_id, client_id=care.client.id, episode_id=care.episode.id,
        on=TODAY + timedelta(days=1), state="improving", proposes="none", figures={},
        reasons=[{"code": "why", "text": "Better than it was."}], rule_version="3", judged_at=NOW,
    ))  # fmt: skip


def take_in_a_namesake(session: Session, care: Care) -> None:
    make_client(session, care.therapist, name=care.client.name, email=None,
                date_of_birth=date(1944, 7, 9))  # fmt: skip


def need_help_now(session: Session, care: Care) -> None:
    flag = one(session, Flag)
    flag.kind, flag.reasons = "urgent", [{"code": EMERGENCY[0].code, "text": "A yes."}]


@pytest.mark.parametrize(
    ("change", "address", "said"),
    [
        (name_anew, "/flags", "Robin Vale"),
        (give_another_number, "/flags", "tel:07700900777"),
        (name_the_therapist_anew, "/flags?whose=all", "Robin Vale"),
        (write_another_reason, "/flags", "As found since."),
        (propose_something_else, "/flags", "GP"),
        (write_a_note, "/flags", "Called, calls back"),
        (look_again, "/flags", "Better than it was."),
        (take_in_a_namesake, "/flags", "4 May 1980"),
        (need_help_now, "/flags", "999 now"),
    ],
)
def test_what_has_changed_stands_there_at_once(
    session: Session, therapist: FlaskClient, care: Care, change: Change, address: str, said: str
) -> None:
    assert said not in therapist.get(address).text
    change(session, care)
    session.commit()
    assert said in therapist.get(address).text


def test_what_was_decided_on_is_off_the_list_at_once(
    session: Session, therapist: FlaskClient, flag: Flag
) -> None:
    assert "Decide<" in therapist.get("/flags").text
    flag.status, flag.snoozed_until = "snoozed", TODAY + timedelta(days=9)
    session.commit()
    page = therapist.get("/flags").text
    assert "Decide<" not in page
    assert "Set aside" in page


def test_on_another_day_it_has_waited_for_longer(
    therapist: FlaskClient, clock: time_machine.Traveller
) -> None:
    assert "Open since today" in therapist.get("/flags").text
    clock.move_to(NOW + timedelta(days=1))
    assert "Open for 1 day" in therapist.get("/flags").text


def test_another_nation_calls_another_number(
    session: Session, therapist: FlaskClient, care: Care
) -> None:
    need_help_now(session, care)
    session.commit()
    assert "999 now" in therapist.get("/flags").text
    session.get_one(Practice, care.client.practice_id).nation = "other"
    session.commit()
    assert "Emergency help now" in therapist.get("/flags").text


def test_what_says_the_same_is_drawn_once(therapist: FlaskClient) -> None:
    first = therapist.get("/flags").text
    before = drawn.cache_info().misses
    assert therapist.get("/flags").text == first
    assert drawn.cache_info().misses == before


def test_many_flags_cost_as_many_statements_as_one(
    session: Session, therapist: FlaskClient, care: Care
) -> None:
    with statements(session) as few:
        therapist.get("/flags")
    for number in range(30):
        client, episode = make_client(session, care.therapist, name=f"Client {number}", email=None)
        make_flag(session, Care(care.practice, care.therapist, care.me, client, episode))
    with statements(session) as many:
        page = therapist.get("/flags").text
    assert page.count("Decide<") == 31
    assert 1 <= len(many) == len(few) <= 10, many
