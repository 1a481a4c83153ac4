"""What plain forms report: one-use ids, corrections without knowing it, taking back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.database import new_id
from homecare.diary.ledger import Outcome
from homecare.diary.models import Entry, RejectedEntry
from homecare.diary.operations import Said, record_entry, report, report_several
from homecare.diary.queries import day_reports, settled
from homecare.programmes.queries import version_on
from tests.make.diary import (
    BRIDGE,
    DAY,
    ROLLS,
    TODAY,
    Care,
    make_care,
    record,
    statements,
    the_day,
    told,
)
from tests.make.people import NOW, acting


def fill_in(
    session: Session, care: Care, kind: str, body: dict[str, Any] | None, **more: Any
) -> Outcome:
    """Send a form a second after the one before, and commit."""
    now = NOW + timedelta(seconds=len(session.scalars(select(Entry.id)).all()))
    usual: dict[str, Any] = {"entry_id": new_id(), "day": TODAY, "kind": kind, "body": body}
    outcome = report(acting(session, care.me, now), care.episode, **{**usual, **more})
    session.commit()
    return outcome


def test_a_second_form_for_a_day_corrects_the_first(session: Session) -> None:
    care = make_care(session)
    for leg in (5, 6, 7):
        assert fill_in(session, care, "pain", {"leg": leg, "back": None}).status == "stored"
    held = day_reports(session, care.episode.id, TODAY)
    assert held.pain is not None
    assert held.pain.body["leg"] == 7
    ops = session.scalars(select(Entry.op).order_by(Entry.seq)).all()
    assert ops == ["log", "amend", "amend"]


def test_a_double_tap_is_recorded_once(session: Session) -> None:
    care, once = make_care(session), new_id()
    statuses = [
        fill_in(session, care, "bath", {"kept": "kept"}, entry_id=once).status for _ in range(3)
    ]
    assert statuses == ["stored", "duplicate", "duplicate"]
    assert len(session.scalars(select(Entry)).all()) == 1


def test_a_form_leaves_alone_the_minutes_that_a_timer_told(session: Session) -> None:
    care = make_care(session)
    record(session, care, told("sitting", {"minutes": 45}))
    fill_in(session, care, "sitting", {"kept": "kept"})
    fill_in(session, care, "sitting", {"kept": "not_kept"})
    held = day_reports(session, care.episode.id, TODAY).sitting
    assert held is not None
    assert held.body == {"kept": "not_kept", "minutes": 45}


def test_an_old_form_filled_in_anew_overwrites_nothing(session: Session) -> None:
    care, once = make_care(session), new_id()
    fill_in(session, care, "pain", {"leg": 5}, entry_id=once)
    assert fill_in(session, care, "pain", {"leg": 8}, entry_id=once).status == "conflict"
    held = day_reports(session, care.episode.id, TODAY)
    assert held.pain is not None
    assert held.pain.body == {"leg": 5, "back": None}
    assert session.scalars(select(RejectedEntry)).one()


def test_each_exercise_has_its_own_report(session: Session) -> None:
    care = make_care(session)
    for line, outcome in ((ROLLS, "done"), (BRIDGE, "not"), (ROLLS, "partly")):
        fill_in(session, care, "exercise", {"line": line, "outcome": outcome})
    held = day_reports(session, care.episode.id, TODAY).exercises
    assert {line: e.body["outcome"] for line, e in held.items()} == {
        ROLLS: "partly",
        BRIDGE: "not",
    }


def test_a_report_can_be_taken_back_and_given_again(session: Session) -> None:
    care = make_care(session)
    fill_in(session, care, "exercise", {"line": ROLLS, "outcome": "done"})
    assert fill_in(session, care, "exercise", None, line=ROLLS).status == "stored"
    assert day_reports(session, care.episode.id, TODAY).exercises == {}
    assert fill_in(session, care, "exercise", None, line=ROLLS).status == "duplicate"
    fill_in(session, care, "exercise", {"line": ROLLS, "outcome": "partly"})
    assert list(day_reports(session, care.episode.id, TODAY).exercises) == [ROLLS]


def test_a_form_corrects_what_the_phone_sent(session: Session) -> None:
    care = make_care(session)
    record(session, care, told(seq=2**53 - 1))
    fill_in(session, care, "pain", {"leg": 1})
    held = settled(session, care.episode.id, TODAY, TODAY)
    assert [e.body for e in held] == [{"leg": 1, "back": 3}]  # what it leaves open stays


def test_a_score_that_a_form_empties_brings_forth_no_older_one(session: Session) -> None:
    care = make_care(session)
    record(session, care, told(device="phone-1", seq=1, body={"leg": 2, "back": 2}))
    record(session, care, told(device="phone-2", seq=2, body={"leg": 5, "back": None}))
    held = day_reports(session, care.episode.id, TODAY).pain
    assert held is not None
    assert held.body == {"leg": 5, "back": 2}
    fill_in(session, care, "pain", {"leg": 5, "back": None})
    held = day_reports(session, care.episode.id, TODAY).pain
    assert held is not None
    assert held.body == {"leg": 5, "back": None}
    day = the_day(session, care.episode.id)
    assert day is not None
    assert (day.leg, day.back) == (5, None)


def test_a_bad_form_is_refused_with_a_reason(session: Session) -> None:
    care = make_care(session)
    outcome = fill_in(session, care, "pain", {"leg": 12})
    assert (outcome.status, outcome.kept) == ("rejected", False)
    assert "from 0 (no pain) to 10" in outcome.reason


def test_the_day_knows_whether_it_is_in_a_flare_up(session: Session) -> None:
    care = make_care(session)
    fill_in(session, care, "flare", {"state": "start"})
    for age, flaring in ((0, True), (2, True), (3, False)):
        day = TODAY + age * DAY
        version = version_on(session, care.episode.id, day)
        held = day_reports(session, care.episode.id, day)
        assert (held.flare_ups.on(day, version) is not None) == flaring


def test_a_therapist_fills_in_for_a_client(session: Session) -> None:
    care = make_care(session)
    report(
        acting(session, care.therapist, NOW), care.episode,
        entry_id=new_id(), kind="pain", day=TODAY, body={"leg": 3, "back": 3},
    )  # fmt: skip
    assert session.scalars(select(Entry.written_by)).one() == care.therapist.person_id


def test_nobody_fills_in_for_a_stranger(session: Session) -> None:
    care, other = make_care(session), make_care(session, email="2")
    with pytest.raises(PermissionError):
        report(
            acting(session, other.me, NOW), care.episode,
            entry_id=new_id(), kind="bath", day=TODAY, body={"kept": "kept"},
        )  # fmt: skip


@pytest.mark.parametrize("days", [10, 400])
def test_a_form_takes_five_statements_however_long_the_history(session: Session, days: int) -> None:
    care = make_care(session)
    later = NOW + timedelta(days=days)
    for past in range(days):
        record_entry(
            acting(session, care.therapist, later),
            care.episode,
            told(day=TODAY + past * DAY, seq=past),
        )
    session.commit()
    session.expunge_all()
    for _ in range(2):
        with statements(session) as sent:
            report(
                acting(session, care.me, later), care.episode,
                entry_id=new_id(), kind="pain", day=later.date(), body={"leg": 4},
            )  # fmt: skip
        assert len(sent) <= 5, sent


@pytest.mark.parametrize("at_once", [False, True], ids=["a form", "a week"])
def test_what_is_taken_back_lets_nothing_older_come_forth(session: Session, at_once: bool) -> None:
    care = make_care(session)
    for state in ("start", "end"):  # the phone did not know what the page had stored
        record(session, care, told("flare", {"state": state}))
    if at_once:
        said = [Said("flare", TODAY, None)]
        report_several(acting(session, care.me, NOW), care.episode, new_id(), said)
        session.commit()
    else:
        once = new_id()
        for status in ("stored", "duplicate"):
            assert fill_in(session, care, "flare", None, entry_id=once).status == status
    held = day_reports(session, care.episode.id, TODAY)
    assert held.flare is None
    assert held.flare_ups.on(TODAY, None) is None, "no flare-up that they had ended begins again"


def test_a_form_is_newer_than_what_a_phone_whose_clock_is_ahead_took_back(session: Session) -> None:
    care = make_care(session)
    ahead = int((NOW + 3 * DAY).timestamp() * 1000)
    said = told("pain", {"leg": 5, "back": 3}, seq=ahead)
    record(session, care, said)
    record(session, care, told("pain", {}, seq=ahead + 1, op="void", supersedes=said.id))
    assert day_reports(session, care.episode.id, TODAY).pain is None
    for leg in (6, 7):
        fill_in(session, care, "pain", {"leg": leg, "back": None})
        held = day_reports(session, care.episode.id, TODAY).pain
        assert held is not None
        assert held.body["leg"] == leg
