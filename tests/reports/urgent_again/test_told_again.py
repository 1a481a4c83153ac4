"""An urgent flag on which nobody notes anything is told again, once a working day; and whoever
begins to cover hears of those that wait there."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from config import Settings
from homecare.acting import Actor
from homecare.clients.episodes.discharge import discharge
from homecare.clients.hand_over import arrange_cover
from homecare.flags.decisions import record_action
from homecare.flags.red_flag_answers import clear_episode
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.reports.urgent_again import due
from tests.make.diary import Care
from tests.make.flags import answer, at, on, the_flag
from tests.make.people import acting, make_therapist
from tests.snapshots import assert_as_approved

AGAIN, BEGINS = "urgent-again", "cover-begins"
HOUR = timedelta(hours=1)
THERAPIST, OWNER, CORA = (f"{who}@homecare.example" for who in ("therapist", "owner", "cora"))


@pytest.fixture
def cora(session: Session, care: Care) -> Actor:
    """A colleague of the therapist."""
    return make_therapist(session, care.practice, CORA, "Cora Colleague")


def covered(session: Session, care: Care, by: Actor, *, first: int, last: int) -> None:
    """`by` looks after the therapist's clients on these days, counted from the intake."""
    assert care.therapist.person_id
    assert by.person_id
    act = acting(session, care.therapist)
    arrange_cover(act, care.therapist.person_id, by.person_id, on(first), on(last))
    session.commit()


def told(session: Session, kind: str = AGAIN) -> list[str]:
    """To whom mails of a kind went, in alphabetical order."""
    session.commit()
    rows = session.query(OutboxMail).filter_by(kind=kind)
    found = sorted(mail.to_address for mail in rows)
    session.commit()
    return found


def run(session: Session, settings: Settings, moment: datetime) -> int:
    """What the clock does at a moment, twice: nothing is told two times."""
    first = due.send(session, settings, moment, None)
    assert not due.is_due(session, moment)
    assert due.send(session, settings, moment, None) == 0
    session.commit()
    return first


@pytest.mark.both_databases
def test_a_working_day_later_the_therapist_and_the_owners_are_told_again_once_a_day(
    session: Session, care: Care, settings: Settings
) -> None:
    answer(session, care, "bladder")  # on a Monday
    assert run(session, settings, at(0.5)) == 0
    for days in (1, 2, 3, 4):
        assert run(session, settings, at(days)) == 2
        assert told(session) == sorted([OWNER, THERAPIST] * days)
    for weekend in (5, 6):
        assert run(session, settings, at(weekend)) == 0
    assert run(session, settings, at(7)) == 2


def test_not_before_the_practices_morning(session: Session, care: Care, settings: Settings) -> None:
    answer(session, care, "bladder")
    assert run(session, settings, at(1) - 1.1 * HOUR) == 0  # 07:54
    assert run(session, settings, at(1) - HOUR) == 2


def test_it_stops_with_the_first_note_and_begins_anew_with_a_new_answer(
    session: Session, care: Care, settings: Settings
) -> None:
    answer(session, care, "bladder")
    act = acting(session, care.therapist, at(0.1))
    record_action(act, the_flag(session, care), "call", "No answer, told their wife")
    session.commit()
    assert run(session, settings, at(1)) == 0
    answer(session, care, "bowel", day=2)
    assert run(session, settings, at(2.1)) == 0
    assert run(session, settings, at(3)) == 2


def test_what_the_client_says_is_no_step_of_anybodys(
    session: Session, care: Care, settings: Settings
) -> None:
    answer(session, care, "bladder")
    answer(session, care, "bowel")
    assert run(session, settings, at(1)) == 2


def test_cleared_nobody_is_told(session: Session, care: Care, settings: Settings) -> None:
    answer(session, care, "bladder")
    clear_episode(acting(session, care.therapist, at(0.2)), care.episode, "Seen at A&E")
    session.commit()
    assert run(session, settings, at(1)) == 0


def test_nobody_is_told_again_of_what_is_not_urgent(
    session: Session, care: Care, settings: Settings
) -> None:
    answer(session, care, "night_sweats")
    assert run(session, settings, at(3)) == 0


def test_whoever_covers_is_told_too(
    session: Session, care: Care, settings: Settings, cora: Actor
) -> None:
    covered(session, care, cora, first=0, last=4)
    answer(session, care, "bladder")
    assert run(session, settings, at(1)) == 3
    assert told(session) == [CORA, OWNER, THERAPIST]


def test_an_answer_after_care_had_ended_is_told_again_too(
    session: Session, care: Care, settings: Settings
) -> None:
    discharge(acting(session, care.therapist, at(0)), care.episode)
    answer(session, care, "bladder")
    assert run(session, settings, at(1)) == 2


def test_on_the_first_morning_of_a_cover_it_says_how_many_wait(
    session: Session, care: Care, settings: Settings, cora: Actor
) -> None:
    answer(session, care, "bladder")
    act = acting(session, care.therapist, at(0.1))
    record_action(act, the_flag(session, care), "call", "Went to A&E, no word yet")
    covered(session, care, cora, first=5, last=9)  # a Saturday: a cover begins when it begins
    assert run(session, settings, at(4)) == 0
    assert run(session, settings, at(5)) == 1
    assert told(session, BEGINS) == [CORA]
    assert told(session) == []
    assert run(session, settings, at(6)) == 0


def test_whoever_hears_it_that_way_is_not_told_twice_that_morning(
    session: Session, care: Care, settings: Settings, cora: Actor
) -> None:
    answer(session, care, "bladder")
    covered(session, care, cora, first=1, last=4)
    assert run(session, settings, at(1)) == 3
    assert told(session, BEGINS) == [CORA]
    assert told(session) == [OWNER, THERAPIST]


@pytest.mark.parametrize("kind", [AGAIN, BEGINS])
def test_the_mail_reads_as_it_was_approved_and_names_nobody(
    session: Session, care: Care, settings: Settings, cora: Actor, kind: str
) -> None:
    answer(session, care, "bladder")
    covered(session, care, cora, first=1, last=4)
    run(session, settings, at(1))
    row = session.query(OutboxMail).filter_by(kind=kind).order_by(OutboxMail.to_address).first()
    assert row is not None
    for words in (row.subject, row.text, row.html):
        assert care.client.name not in words
        assert "bladder" not in words
        assert "pee" not in words.split()
    assert_as_approved(kind, Email(kind, row.to_address, row.subject, row.text, row.html,
                                   row.to_name))  # fmt: skip
