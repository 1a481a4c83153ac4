"""Reporting to the diary: what is stored, what counts, and what is put aside."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.database import new_id
from homecare.diary.ledger import AMEND, VOID
from homecare.diary.models import Entry, RejectedEntry
from homecare.diary.operations import forget_rejected, record_entries, record_entry
from tests.make.diary import (
    BRIDGE,
    DAY,
    DUE,
    ROLLS,
    TODAY,
    make_care,
    record,
    statements,
    the_day,
    told,
)
from tests.make.people import NOW, acting


def test_a_reported_score_is_stored_and_counted(session: Session) -> None:
    care = make_care(session)
    assert record(session, care, told()).status == "stored"
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.leg, row.back, row.due, row.reported, row.closed) == (5, 3, DUE, 0, False)


def test_exercises_count_in_times(session: Session) -> None:
    care = make_care(session)
    record(session, care, told("exercise", {"line": ROLLS, "outcome": "partly"}))
    body = {"line": BRIDGE, "outcome": "not", "reason": "hurts"}
    record(session, care, told("exercise", body, seq=2))
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.due, row.reported, row.partly, row.not_done) == (DUE, 1, 1, 1)


def test_the_same_report_twice_is_recorded_once(session: Session) -> None:
    care, report = make_care(session), told()
    record(session, care, report)
    again = replace(report, done_at=NOW + DAY)  # the time of sending is no part of what was said
    assert record(session, care, again, NOW + DAY).status == "duplicate"
    assert session.scalar(select(func.count()).select_from(Entry)) == 1


def test_another_report_under_a_known_id_never_overwrites(session: Session) -> None:
    care, report = make_care(session), told()
    record(session, care, report)
    other = replace(report, body={"leg": 9, "back": None})
    assert record(session, care, other).status == "conflict"
    assert record(session, care, other).status == "conflict"
    row = the_day(session, care.episode.id)
    assert row is not None
    assert row.leg == 5
    kept = session.scalars(select(RejectedEntry)).one()
    assert '"leg":9' in kept.sent["report"]


def test_somebody_elses_id_is_a_conflict_and_says_nothing_of_them(session: Session) -> None:
    care, other, report = make_care(session), make_care(session, email="2"), told()
    record(session, other, report)
    assert record(session, care, report).status == "conflict"
    assert the_day(session, care.episode.id) is None


def test_correcting_a_strangers_entry_changes_neither_diary(session: Session) -> None:
    care, other, theirs = make_care(session), make_care(session, email="2"), told()
    record(session, other, theirs)
    record(session, care, told(body={"leg": 9}, op=AMEND, supersedes=theirs.id, seq=9))
    mine, untouched = (the_day(session, c.episode.id) for c in (care, other))
    assert mine is not None
    assert untouched is not None
    assert (mine.leg, untouched.leg) == (None, 5)


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("pain", {"leg": 11}, "leg: write a whole number from 0"),
        ("pain", {"leg": 5.0}, "leg: write a whole number"),
        ("pain", {"leg": True}, "leg: write a whole number"),
        ("pain", {"leg": None, "back": None}, "the leg, the back or both"),
        ("pain", {"leg": 5, "mood": 3}, "nothing but leg, back"),
        ("pain", [], "the body must be an object"),
        ("exercise", {"line": ROLLS}, "missing: outcome"),
        ("exercise", {"line": ROLLS, "outcome": "did"}, "one of done, partly, not"),
        ("exercise", {"line": ROLLS, "outcome": "done", "times": 0}, "from 1 to 20"),
        ("note", {"text": "x" * 1001}, "at most 1000 characters"),
        ("note", {"text": "nul \x00"}, "text: write words"),
        ("note", {"text": "half \ud800"}, "text: write words"),
        ("bath", {"kept": "yes"}, "one of kept, not_kept, could_not"),
        ("sitting", {}, "whether it was kept, the minutes, or both"),
        ("sitting", {"minutes": 1441}, "minutes: write a whole number from 0 to 1440"),
        ("mood", {}, "kind: write one of exercise, pain"),
    ],
)
def test_what_can_not_be_stored_is_put_aside_with_a_reason(
    session: Session, kind: str, body: dict[str, object], reason: str
) -> None:
    care = make_care(session)
    outcome = record(session, care, told(kind, body))
    assert outcome.status == "rejected"
    assert reason in outcome.reason
    assert session.scalars(select(RejectedEntry.reason)).one() == outcome.reason
    assert the_day(session, care.episode.id) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"op": "amend"},
        {"op": "delete"},
        {"supersedes": new_id()},
        {"zone": "Mars/Olympus"},
        {"device": ""},
        {"device": "d" * 65},
        {"device": "nul \x00"},
        {"seq": -1},
        {"seq": 2**53},
        {"local_date": date(1, 1, 1)},
        {"done_at": datetime(2026, 3, 2)},  # noqa: DTZ001
    ],
)
def test_an_envelope_that_makes_no_sense_is_rejected(
    session: Session, changes: dict[str, object]
) -> None:
    care = make_care(session)
    assert record(session, care, replace(told(), **changes)).status == "rejected"  # type: ignore[arg-type]


def test_a_phone_may_count_in_milliseconds(session: Session) -> None:
    care = make_care(session)
    assert record(session, care, told(seq=1_767_225_600_000)).status == "stored"


def test_what_was_rejected_is_forgotten_after_ninety_days(session: Session) -> None:
    care = make_care(session)
    record(session, care, told(body={"leg": 11}))
    forget_rejected(session, NOW + timedelta(days=89))
    assert session.scalars(select(RejectedEntry)).one()
    forget_rejected(session, NOW + timedelta(days=91))
    assert session.scalars(select(RejectedEntry)).all() == []


def test_a_correction_of_yesterday_replaces_it(session: Session) -> None:
    care, first = make_care(session), told()
    record(session, care, first)
    mend = told(body={"leg": 2}, op=AMEND, supersedes=first.id, seq=2)
    record(session, care, mend, NOW + DAY)
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.leg, row.back, row.late) == (2, None, False)


def test_taking_back_leaves_the_day_without_a_score(session: Session) -> None:
    care, first = make_care(session), told()
    record(session, care, first)
    record(session, care, told(body={}, op=VOID, supersedes=first.id))
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.leg, row.back) == (None, None)


def test_a_correction_that_arrives_first_waits_for_its_original(session: Session) -> None:
    care, first = make_care(session), told()
    mend = told(body={"leg": 2}, op=AMEND, supersedes=first.id, seq=2)
    assert record(session, care, mend).status == "stored"
    waiting = the_day(session, care.episode.id)
    assert waiting is not None
    assert waiting.leg is None
    record(session, care, first)
    row = the_day(session, care.episode.id)
    assert row is not None
    assert row.leg == 2


def test_a_correction_speaks_of_the_same_day(session: Session) -> None:
    care, first = make_care(session), told()
    record(session, care, first)
    mend = told(body={"leg": 9}, day=TODAY + DAY, op=AMEND, supersedes=first.id)
    assert record(session, care, mend).status == "flagged"
    today, tomorrow = (the_day(session, care.episode.id, day) for day in (TODAY, TODAY + DAY))
    assert today is not None
    assert tomorrow is not None
    assert (today.leg, tomorrow.leg) == (5, None)


def test_an_entry_that_comes_two_days_later_is_marked_late(session: Session) -> None:
    care = make_care(session)
    record(session, care, told(), NOW + 2 * DAY)
    row = the_day(session, care.episode.id)
    assert row is not None
    assert row.late


@pytest.mark.parametrize(
    ("age", "status"), [(-2, "flagged"), (-1, "stored"), (30, "stored"), (31, "flagged")]
)
def test_a_date_outside_thirty_days_and_tomorrow_is_stored_but_flagged(
    session: Session, age: int, status: str
) -> None:
    care = make_care(session)
    later = NOW + timedelta(days=40)
    day = later.date() - timedelta(days=age)
    assert record(session, care, told(day=day), later).status == status
    assert session.scalars(select(Entry.local_date)).one() == day
    assert (the_day(session, care.episode.id, day) is None) == (status == "flagged")


def test_today_is_the_clients_own(session: Session) -> None:
    care = make_care(session, zone="Pacific/Auckland")
    midnight = datetime(2026, 3, 20, 11, 30, tzinfo=UTC)  # the 21st in Auckland
    tomorrow = told(day=datetime(2026, 3, 22, tzinfo=UTC).date(), zone="Pacific/Auckland")
    assert record(session, care, tomorrow, midnight).status == "stored"


def test_a_day_before_the_intake_or_after_the_end_is_flagged(session: Session) -> None:
    care = make_care(session)
    assert record(session, care, told(day=TODAY - DAY)).status == "flagged"
    care.episode.closed_at = NOW + 3 * DAY
    session.commit()
    later = NOW + 5 * DAY
    assert record(session, care, told(day=TODAY + 3 * DAY), later).status == "stored"
    assert record(session, care, told(day=TODAY + 4 * DAY), later).status == "flagged"


def test_a_therapist_writes_for_a_client_without_a_phone(session: Session) -> None:
    care = make_care(session)
    sheet = told(day=TODAY + DAY)
    later = NOW + timedelta(days=50)
    assert record(session, care, sheet, later, care.therapist).status == "stored"
    assert session.scalars(select(Entry.written_by)).one() == care.therapist.person_id


def test_nobody_writes_to_a_strangers_diary(session: Session) -> None:
    care, other = make_care(session), make_care(session, email="2")
    for stranger in (other.me, other.therapist):
        with pytest.raises(PermissionError):
            record_entry(acting(session, stranger, NOW), care.episode, told())


@pytest.mark.parametrize("days", [10, 400])
def test_a_report_takes_five_statements_however_long_the_history(
    session: Session, days: int
) -> None:
    care = make_care(session)
    later = NOW + timedelta(days=days)
    for past in range(days):
        report = told(day=TODAY + past * DAY, seq=past)
        record_entry(acting(session, care.therapist, later), care.episode, report)
    session.commit()
    session.expunge_all()
    exercise = told("exercise", {"line": ROLLS, "outcome": "done"}, later.date())
    with statements(session) as sent:
        record_entry(acting(session, care.me, later), care.episode, exercise)
    assert len(sent) <= 5, sent


def test_an_evening_of_reports_takes_no_more_statements_than_one(session: Session) -> None:
    care = make_care(session)
    done = {"line": ROLLS, "outcome": "done"}
    evening = [told(), told("exercise", done, seq=2), told("note", {"text": "Slept well"}, seq=3)]
    with statements(session) as sent:
        outcomes = record_entries(acting(session, care.me, NOW), care.episode, evening)
    assert len(sent) <= 5, sent
    assert [outcome.status for outcome in outcomes] == ["stored"] * 3
    row = the_day(session, care.episode.id)
    assert row is not None
    assert (row.leg, row.back, row.reported) == (5, 3, 2)
