"""What the therapist entered for a client is said to the client, who can put it right too."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from homecare.database import new_id
from homecare.diary.operations import report
from homecare.screening.models import Screening
from tests.make.diary import Care, record, the_day, told
from tests.make.flags import answer
from tests.make.people import NOW, acting
from tests.today.visiting import Visitor

LATER = NOW + timedelta(days=3)
YESTERDAY = LATER.date() - timedelta(days=1)
SAID = "Scores and flare-up entered by Theo Therapist."


@pytest.fixture(autouse=True)
def three_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


def enter(session: Session, care: Care) -> None:
    for kind, body in (("pain", {"leg": 6, "back": 2}), ("flare", {"state": "start"})):
        report(
            acting(session, care.therapist, LATER), care.episode,
            entry_id=new_id(), kind=kind, day=YESTERDAY, body=body,
        )  # fmt: skip
    session.commit()


def test_the_day_says_who_entered_it(session: Session, care: Care, me: Visitor) -> None:
    record(session, care, told("note", {"text": "Long drive"}, YESTERDAY), LATER)
    assert "entered by" not in me.read(f"/today/{YESTERDAY}")
    enter(session, care)
    assert SAID in me.read(f"/today/{YESTERDAY}")
    assert "entered by" not in me.read("/today")


def test_progress_and_the_phone_say_it_too(session: Session, care: Care, me: Visitor) -> None:
    enter(session, care)
    assert f"4 March: {SAID}" in me.read("/progress")
    kit = me.browser.get("/today/kit").json
    assert kit is not None
    assert kit["entered"] == {YESTERDAY.isoformat(): SAID}


def test_what_the_client_corrects_is_theirs_again(
    session: Session, care: Care, me: Visitor
) -> None:
    enter(session, care)
    page = f"/today/{YESTERDAY}"
    me.report("pain", page, leg="4", back="2")
    assert "Flare-up entered by Theo Therapist." in me.read(page)
    taken = me.send(page, "/flare", {}, "Take back")
    assert taken.status_code == 302
    assert "entered by" not in me.read(page)
    session.rollback()
    day = the_day(session, care.episode.id, YESTERDAY)
    assert day is not None
    assert (day.flare, day.leg) == (False, 4)


def test_a_flare_up_begun_by_a_slip_is_taken_back_the_day_after(
    session: Session, care: Care, me: Visitor
) -> None:
    record(session, care, told("flare", {"state": "start"}, YESTERDAY), LATER)
    page = f"/today/{YESTERDAY}"
    assert "You told us on this day that a flare-up began" in me.read(page)
    me.send(page, "/flare", {}, "Take back")
    session.rollback()
    day = the_day(session, care.episode.id, YESTERDAY)
    assert day is not None
    assert not day.flare


def test_an_answer_noted_by_the_therapist_is_no_slip_of_the_clients(
    session: Session, care: Care, me: Visitor
) -> None:
    noted = answer(session, care, "bladder", day=3, by_staff=True)
    page = me.read("/red-flags")
    assert "noted by Theo Therapist; tell them if that is not right" in page
    assert "I tapped by mistake" not in page
    assert "told that it was a mistake" not in page
    own = answer(session, care, "fever", day=3)
    assert "I tapped by mistake" in me.read("/red-flags")
    form = me.forms("/red-flags", "/mistake")[0]
    assert form.fields["screening"] == str(own.id)
    assert me.post(form, {"screening": str(noted.id)}).status_code == 404
    session.rollback()
    assert session.get_one(Screening, noted.id).mistaken_at is None
