"""What is sent from a page that stood open while the care ended: never dropped, nor in silence."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge, undo_discharge
from homecare.clients.models import Episode
from homecare.flags.models import Flag
from homecare.flags.red_flag_answers import clear_episode
from homecare.mail.models import OutboxMail
from homecare.screening.models import RedFlagAnswer, Screening
from tests.make.diary import Care
from tests.make.flags import answer, at, flat_weeks
from tests.make.people import NOW, acting, signed_in
from tests.today.visiting import Form, Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

PAGE, CHECK = "/red-flags", "/check"
DAY = timedelta(days=1)
WELL = {"change": "0", "nerves": "no", "none": "y"}


@pytest.fixture
def therapist(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, "therapist@homecare.example")


@pytest.fixture
def opened(session: Session, care: Care, me: Visitor) -> dict[str, Form]:
    """The pages that stood open on the phone when the care ended."""
    pages = {page: me.forms(page, page)[0] for page in (PAGE, CHECK)}
    pages["pain"] = me.forms("/today", "/pain")[0]
    discharge(acting(session, care.therapist, NOW), session.get_one(Episode, care.episode.id))
    session.commit()
    return pages


@pytest.mark.parametrize("days", [0, 9])
def test_a_yes_is_stored_mailed_and_shown_to_the_therapist(
    app: Flask, session: Session, me: Visitor, opened: dict[str, Form],
    clock: time_machine.Traveller, days: int,
) -> None:  # fmt: skip
    clock.move_to(NOW + days * DAY)
    therapist = signed_in(app, "therapist@homecare.example")
    assert me.post(opened[PAGE], {"yes": ["bladder"]}).status_code == 302
    flag = session.query(Flag).one()
    assert (flag.kind, flag.status) == ("urgent", "open")
    assert "therapist@homecare.example" in {mail.to_address for mail in session.query(OutboxMail)}
    assert f"/flags/{flag.id}" in therapist.get("/flags").text
    caseload = therapist.get("/caseload").text
    assert f"/flags/{flag.id}" in caseload
    assert "Answered a red-flag question after their care ended" in caseload
    record = words(therapist.get(f"/clients/{flag.client_id}").text)
    assert "Red flag, answered after the care had ended" in record
    told = words(therapist.get(f"/clients/{flag.client_id}/red-flags").text)
    assert "A&E" in told


def test_their_own_pages_begin_with_what_to_do_and_say_that_somebody_was_told(
    me: Visitor, opened: dict[str, Form]
) -> None:
    me.post(opened[PAGE], {"yes": ["bladder"]})
    for page in (PAGE, "/today"):
        read = me.read(page)
        assert read.index("Get help now") < read.index("Your answers are on your therapist’s list.")
        assert "Your care here has ended, but this answer has reached your practice." in read
        assert "on hold" not in read


def test_cleared_it_asks_for_nobody_and_nothing_else_does(session: Session, care: Care) -> None:
    flat_weeks(session, care)  # in care a stall would be raised now
    there = acting(session, care.therapist, at(28))
    discharge(there, care.episode)
    answer(session, care, "bladder", day=28)
    clear_episode(there, care.episode, "Seen at A&E, all well")
    session.commit()
    assert [one.status for one in session.query(Flag)] == ["cleared"]


def test_a_yes_in_a_weekly_check_is_told_too(
    session: Session, me: Visitor, opened: dict[str, Form]
) -> None:
    sent = me.post(opened[CHECK], {**WELL, "none": "", "yes": ["saddle_numbness"]})
    assert sent.location == PAGE
    assert session.query(RedFlagAnswer).one().code == "saddle_numbness"
    assert session.query(Flag).one().kind == "urgent"


def test_what_is_not_stored_is_said_not_to_be(
    session: Session, me: Visitor, opened: dict[str, Form]
) -> None:
    said = words(me.post(opened[PAGE], {"none": "y"}).text)
    assert "Your answer was not stored" in said
    assert "nobody has been told" in said
    me.post(opened[CHECK], WELL)
    assert "This was not stored, as your care here has ended." in me.read("/today")
    late = me.post(opened["pain"], {"leg": "9", "back": "1"})
    assert "What you just sent was not stored" in words(late.text)
    assert session.query(Screening).count() == 0


def test_undoing_the_discharge_leaves_one_flag_and_the_graver(
    session: Session, care: Care, me: Visitor, opened: dict[str, Form]
) -> None:
    me.post(opened[PAGE], {"yes": ["bladder"]})
    undo_discharge(
        acting(session, care.therapist, NOW + DAY), session.get_one(Episode, care.episode.id)
    )
    session.commit()
    assert [(one.kind, one.status) for one in session.query(Flag)] == [("urgent", "open")]
    assert "Your exercises are on hold" in me.read("/today")


def test_nobody_is_taken_in_again_while_it_stands(
    session: Session, care: Care, me: Visitor, opened: dict[str, Form], therapist: FlaskClient
) -> None:
    page = f"/clients/{care.client.id}/return"
    form = Visitor(therapist).forms(page, "")[-1]
    me.post(opened[PAGE], {"yes": ["bladder"]})
    assert therapist.get(page).location == f"/flags/{session.query(Flag).one().id}"
    session.commit()
    known = {
        "complaint": "Left leg again", "side": "left", "onset": "2026-03-01", "leg": "5",
        "back": "2", "red_flags": "none", "background": "none", "contraindications": "none",
    }  # fmt: skip
    refused = therapist.post(page, data={**form.fields, **known})
    assert refused.status_code == 409
    assert "A red-flag answer is open. Speak with the client and clear it" in words(refused.text)
    assert "Left leg again" in refused.text
    assert session.query(Episode).filter_by(client_id=care.client.id).count() == 1


def test_what_a_therapist_notes_while_a_colleague_ends_the_care_is_told_too(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    page = f"/clients/{care.client.id}/check"
    form = Visitor(therapist).forms(page, "")[-1]
    discharge(acting(session, care.therapist, NOW), session.get_one(Episode, care.episode.id))
    session.commit()
    noted = therapist.post(page, data={**form.fields, "red_flags": "bladder"})
    assert noted.location.endswith("/red-flags")
    assert session.query(Flag).one().kind == "urgent"
    assert "A&amp;E" in therapist.get(noted.location).text


def test_scores_that_a_phone_sends_late_stand_on_the_record(
    care: Care, opened: dict[str, Form], app: Flask, therapist: FlaskClient,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    from tests.make.sync import Phone, entry

    clock.shift(DAY / 24)
    Phone.of(app, care.client.id).send(entry(body={"leg": 9, "back": 1}))
    record = words(therapist.get(f"/clients/{care.client.id}").text)
    assert "Sent by them after their care had ended" in record
    assert "Pain: leg 9, back 1" in record
