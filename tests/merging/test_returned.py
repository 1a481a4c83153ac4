"""Discharged by mistake, taken in again by mistake: what was written meanwhile goes on in the care
that is opened again, and nothing is lost."""

from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge, undo_discharge
from homecare.clients.episodes.mistakes import end_as_mistake, last_mistake
from homecare.clients.models import Away, Episode, Visit
from homecare.clients.operations import record_away, record_visit, reopen
from homecare.diary.days import close_days, rebuild
from homecare.diary.models import DiaryDay, Entry
from homecare.flags.red_flag_answers import decide_background
from homecare.referrals.answers.operations import Said, record_answer
from homecare.refusals import Refusal
from homecare.screening.queries import rounds_of
from tests.clients.test_operations import KNEE
from tests.desk.browsing import of
from tests.letters.made import make_letter
from tests.make.diary import Care, record, told
from tests.make.flags import answer, at, on
from tests.make.merges import Twice
from tests.make.people import acting

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]


def again(session: Session, care: Care, day: float = 10) -> Care:
    """Discharged in the morning, taken in again a moment later, and worked with."""
    discharge(acting(session, care.therapist, at(day)), care.episode, ended="better")
    new = reopen(acting(session, care.therapist, at(day + 0.01)), care.client, KNEE)
    session.commit()
    return Care(care.practice, care.therapist, care.me, care.client, new)


def undo(session: Session, care: Care, wrong: Care, day: float = 10.6) -> None:
    """The return is ended as a mistake, and the discharge before it is undone."""
    act = acting(session, care.therapist, at(day))
    end_as_mistake(act, wrong.episode, "It goes on", knowing=True)
    session.commit()
    undo_discharge(acting(session, care.therapist, at(day + 0.01)), care.episode)
    session.commit()


def of_care(session: Session, model: type, episode: Episode) -> list:  # type: ignore[type-arg]
    session.expire_all()
    return list(session.scalars(select(model).where(model.episode_id == episode.id)))  # type: ignore[attr-defined]


def test_the_diary_goes_on_in_the_care_that_was_opened_again(session: Session, care: Care) -> None:
    wrong = again(session, care)
    record(session, wrong, told(body={"leg": 8, "back": 2}, day=on(10)), at(10.2))
    undo(session, care, wrong)
    [entry] = of_care(session, Entry, care.episode)
    assert entry.body == {"leg": 8, "back": 2}
    assert not of_care(session, Entry, wrong.episode)
    day = session.get_one(DiaryDay, (care.episode.id, on(10)))
    assert (day.leg, day.logged) == (8, True)
    close_days(session, at(14))
    before = days(session, care, wrong)
    for episode in (care.episode, wrong.episode):
        rebuild(session, episode.id)
    assert days(session, care, wrong) == before


def days(session: Session, *cares: Care) -> list[tuple[date, int | None, int, bool]]:
    return [
        (day.on, day.leg, day.due, day.closed)
        for care in cares
        for day in sorted(of_care(session, DiaryDay, care.episode), key=lambda day: day.on)
    ]


def test_a_visit_counts_there_once_for_a_day(session: Session, care: Care) -> None:
    record_visit(acting(session, care.therapist, at(9)), care.episode, on(9), "Here")
    session.commit()
    wrong = again(session, care)
    for day in (9, 10):
        record_visit(acting(session, care.therapist, at(10.2)), wrong.episode, on(day), "There")
    undo(session, care, wrong)
    assert sorted((v.on, v.note) for v in of_care(session, Visit, care.episode)) == [
        (on(9), "Here"), (on(10), "There"),
    ]  # fmt: skip
    assert [v.on for v in of_care(session, Visit, wrong.episode)] == [on(9)]


def test_a_letter_a_holiday_and_the_past_go_along(session: Session, care: Care) -> None:
    wrong = again(session, care)
    act = acting(session, care.therapist, at(10.2))
    record_away(act, wrong.episode, on(20), on(22), "Holiday")
    decide_background(act, wrong.episode, "cancer", "considered")
    answer(session, wrong, day=10)
    letter = make_letter(session, wrong, at(10.3))
    undo(session, care, wrong)
    assert letter.episode_id == care.episode.id
    assert on(20) in {away.first_day for away in of_care(session, Away, care.episode)}
    known = {a.code for s, _ in rounds_of(session, care.episode.id) for a in s.answers}
    assert "cancer" in known


def test_the_gps_answer_to_a_letter_goes_along(session: Session, care: Care) -> None:
    wrong = again(session, care)
    letter = make_letter(session, wrong, at(10.2))
    said = Said(next="back", how="paper", said_by="Dr Hale", seen_on=on(10), words="Nothing grave.")
    record_answer(acting(session, care.therapist, at(10.3)), letter, said)
    session.commit()
    undo(session, care, wrong)
    assert session.get_one(Episode, care.episode.id).gp_answers == [on(10).isoformat()]


def test_both_pages_and_the_timeline_say_so(
    therapist: FlaskClient, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(10.4))
    wrong = again(session, care)
    record(session, wrong, told(day=on(10)), at(10.1))
    assert "undo that discharge" in therapist.get(of(care.client.id, "/mistake")).text
    act = acting(session, care.therapist, at(10.2))
    end_as_mistake(act, wrong.episode, "It goes on", knowing=True)
    session.commit()
    assert "letters written there go on here" in therapist.get(of(care.client.id)).text
    undo_discharge(acting(session, care.therapist, at(10.3)), care.episode)
    session.commit()
    page = therapist.get(of(care.client.id, "/timeline")).text
    assert "From there: 1 report in the diary." in page


def test_where_the_care_stays_ended_everything_stays_to_be_read(
    session: Session, care: Care
) -> None:
    wrong = again(session, care)
    record(session, wrong, told(day=on(10)), at(10.2))
    end_as_mistake(acting(session, care.therapist, at(10.5)), wrong.episode, knowing=True)
    session.commit()
    assert len(of_care(session, Entry, wrong.episode)) == 1


def test_what_went_along_cannot_be_opened_beside_it(session: Session, care: Care) -> None:
    wrong = again(session, care)
    record(session, wrong, told(day=on(10)), at(10.2))
    undo(session, care, wrong)
    discharge(acting(session, care.therapist, at(12)), care.episode)
    session.commit()
    assert last_mistake(session, care.client.id) is wrong.episode
    with pytest.raises(Refusal):
        undo_discharge(acting(session, care.therapist, at(13)), wrong.episode)


def test_a_mistake_that_another_record_brought_stays_that_records(
    session: Session, twice: Twice
) -> None:
    """The other record was entered by mistake after this one's care had ended; then both were
    merged. What was written there goes back with it when the merge is undone."""
    care = twice.care
    discharge(acting(session, care.therapist, at(1)), care.episode)
    report = told(day=on(3))
    theirs = Care(care.practice, care.therapist, care.therapist, twice.other, twice.again)
    record(session, theirs, report, at(3))
    end_as_mistake(acting(session, care.therapist, at(4)), twice.again, knowing=True)
    session.commit()
    made = twice.merge(day=5, goes_on="")
    undo_discharge(acting(session, care.therapist, at(5.2)), care.episode)
    session.commit()
    assert [one.id for one in of_care(session, Entry, twice.again)] == [report.id]
    twice.undo(made, day=5.4)
    assert session.get_one(Entry, report.id).client_id == twice.other.id
