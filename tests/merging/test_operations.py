"""Two records become one: what goes where, what is refused, and that nothing is lost."""

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.appointments import book
from homecare.clients.episodes.discharge import discharge
from homecare.clients.hand_over import hand_over
from homecare.clients.models import Appointment, Client, Episode, Visit
from homecare.clients.operations import record_visit
from homecare.clients.visits import move_visit
from homecare.database import Base
from homecare.diary.models import Entry
from homecare.diary.operations import record_entry
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import record_red_flag_answers
from homecare.merging import plan, rows
from homecare.merging.operations import ELSEWHERE, THE_SAME
from homecare.refusals import Refusal
from homecare.screening.queries import rounds_of, uncleared
from tests.make.clients import make_client
from tests.make.diary import Care, told
from tests.make.flags import at, on
from tests.make.merges import Twice, make_twice
from tests.make.people import acting, make_practice, make_therapist


def counted(session: Session) -> dict[str, int]:
    """How many rows every table has."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def left_in(session: Session, client: Client) -> dict[str, int]:
    """How many rows of each table still stand in a record."""
    found = {
        table.name: session.scalar(
            select(func.count()).select_from(table).where(table.c.client_id == client.id)
        )
        for table in rows.tables()
    }
    return {name: number for name, number in found.items() if number}


def fill(twice: Twice) -> None:
    """Something of many kinds in both records."""
    session, therapist = twice.session, twice.care.therapist
    for place, episode in enumerate((twice.care.episode, twice.again)):
        act = acting(session, therapist, at(4))
        record_visit(act, episode, on(3), f"treated {place}")
        record_visit(act, episode, on(4) if place else on(2), f"again {place}")
        book(act, episode, at(20 + place).replace(tzinfo=None))
        record_entry(act, episode, told(day=on(4), seq=place + 1))
        record_red_flag_answers(act, episode, "therapist", {})
    session.commit()


def episodes(session: Session, client: Client) -> list[Episode]:
    mine = select(Episode).where(Episode.client_id == client.id).order_by(*Episode.newest())
    return list(session.scalars(mine))


def test_everything_of_the_duplicate_stands_in_the_keepers_record(twice: Twice) -> None:
    fill(twice)
    before = counted(twice.session)
    twice.merge()
    after = counted(twice.session)
    assert left_in(twice.session, twice.other) == {}
    assert all(after[name] >= number for name, number in before.items())
    assert after["record_merge"] == 1
    assert [one.closed_as for one in episodes(twice.session, twice.care.client)] == ["", "merged"]
    assert twice.other.merged_into == twice.care.client.id


def test_what_counts_goes_along_and_the_rest_is_read_as_earlier_care(twice: Twice) -> None:
    fill(twice)
    twice.merge()
    here = {visit.note for visit in visits(twice, twice.care.episode)}
    assert here == {"treated 0", "again 0", "again 1"}  # of two on one day one counts
    assert [visit.note for visit in visits(twice, twice.again)] == ["treated 1"]
    booked = select(Appointment.episode_id).where(Appointment.state == "booked")
    assert set(twice.session.scalars(booked)) == {twice.care.episode.id}
    entries = twice.session.scalars(select(Entry.episode_id)).all()
    assert sorted(entries) == sorted([twice.care.episode.id, twice.again.id])


def visits(twice: Twice, episode: Episode) -> list[Visit]:
    return list(twice.session.scalars(select(Visit).where(Visit.episode_id == episode.id)))


def test_three_visits_in_two_records_are_three_visits(session: Session, twice: Twice) -> None:
    for day, episode in ((0, twice.care.episode), (1, twice.care.episode), (3, twice.again)):
        record_visit(acting(session, twice.care.therapist, at(4)), episode, on(day), "massage")
    session.commit()
    twice.merge(day=30)
    flag = live_flag(session, twice.care.episode.id)
    assert flag is not None
    assert flag.kind == "review"


def test_the_duplicates_care_goes_on_where_that_is_chosen(twice: Twice) -> None:
    fill(twice)
    twice.merge(goes_on="duplicate")
    goes_on, ended = episodes(twice.session, twice.care.client)
    assert (goes_on.id, ended.id) == (twice.again.id, twice.care.episode.id)
    assert twice.care.client.discharged_at is None
    assert "again 0" in {visit.note for visit in visits(twice, twice.again)}


@pytest.mark.parametrize("closed", ["keeper", "duplicate", "both"])
def test_care_that_is_over_needs_no_choice(session: Session, twice: Twice, closed: str) -> None:
    act = acting(session, twice.care.therapist, at(5))
    for name, episode in (("keeper", twice.care.episode), ("duplicate", twice.again)):
        if closed in (name, "both"):
            discharge(act, episode, ended="better")
    session.commit()
    made = twice.merge(goes_on="")
    assert made.goes_on == {"keeper": "duplicate", "duplicate": "keeper", "both": ""}[closed]
    assert (twice.care.client.discharged_at is not None) == (closed == "both")
    ended = [one.closed_as for one in episodes(session, twice.care.client) if one.closed_at]
    assert set(ended) == {"better"}


def test_a_red_flag_answer_is_never_ended_by_a_merge(session: Session, twice: Twice) -> None:
    act = acting(session, twice.care.therapist, at(5))
    record_red_flag_answers(act, twice.again, "therapist", {"bladder": False})
    session.commit()
    with pytest.raises(Refusal) as refused:
        twice.merge()
    assert refused.value.problems == {"goes_on": plan.CLEAR_FIRST}
    session.rollback()
    twice.merge(goes_on="duplicate")
    [answer] = uncleared(session, twice.again.id)
    assert answer.screening.client_id == twice.care.client.id
    flag = live_flag(session, twice.again.id)
    assert flag is not None
    assert flag.kind == "urgent"


def test_a_flag_that_cannot_wait_is_decided_on_first(session: Session, twice: Twice) -> None:
    grave(session, twice.again, "gp")
    with pytest.raises(Refusal) as refused:
        twice.merge()
    assert refused.value.problems == {"goes_on": plan.DECIDE_FIRST}
    session.rollback()
    assert live_flag(session, twice.again.id) is not None


def grave(session: Session, episode: Episode, kind: str) -> Flag:
    flag = Flag(
        practice_id=episode.practice_id, client_id=episode.client_id, episode_id=episode.id,
        kind=kind, proposes=kind, raised_on=on(5), raised_at=at(5), reasons=[], figures={},
        rule_version="1",
    )  # fmt: skip
    session.add(flag)
    session.commit()
    return flag


def test_the_background_of_the_other_record_is_known_in_the_care_that_goes_on(
    session: Session, twice: Twice
) -> None:
    act = acting(session, twice.care.therapist, at(5))
    said = {"osteoporosis": False, "cancer": False}
    decided = dict.fromkeys(said, "considered")
    record_red_flag_answers(act, twice.again, "intake", said, decided)
    record_red_flag_answers(
        act, twice.care.episode, "intake", {"cancer": False}, {"cancer": "considered"}
    )
    session.commit()
    made = twice.merge()
    assert known(session, twice.care.episode) == ["cancer", "osteoporosis"]
    twice.undo(made)
    assert known(session, twice.care.episode) == ["cancer"]


def known(session: Session, episode: Episode) -> list[str]:
    session.expire_all()
    return sorted(
        answer.code
        for screening, _ in rounds_of(session, episode.id)
        for answer in screening.answers
        if answer.cleared_at is None
    )


def test_no_reason_against_manipulation_and_no_medicine_is_lost(
    session: Session, care: Care
) -> None:
    twice = make_twice(
        session, care, contraindications=("aneurysm",), medicines="Warfarin",
        telephone="07700 900999",
    )  # fmt: skip
    care.client.contraindications, care.client.medicines = ["fracture"], "Naproxen"
    session.commit()
    made = twice.merge()
    assert care.client.contraindications == ["fracture", "aneurysm"]
    assert care.client.medicines == "Naproxen\nWarfarin"
    assert made.before["not_taken"] == {"telephone": "07700 900999"}


def test_the_audit_trail_stays_as_it_was_written(session: Session, twice: Twice) -> None:
    lines = {line.id: line.client_id for line in session.scalars(select(AuditLine))}
    made = twice.merge()
    twice.undo(made)
    now = {line.id: line.client_id for line in session.scalars(select(AuditLine))}
    assert {one: now[one] for one in lines} == lines
    said = [line.action for line in session.scalars(select(AuditLine).order_by(AuditLine.id))]
    for action in ("client.merge", "client.merge_away", "client.merge_undone"):
        assert action in said


def test_records_of_two_practices_stay_two(session: Session, twice: Twice) -> None:
    practice, _ = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    there = make_therapist(session, practice, "therapist@elsewhere.example")
    foreign, episode = make_client(session, there)
    with pytest.raises(Refusal, match=ELSEWHERE):
        Twice(session, twice.care, foreign, episode).merge()


def test_a_visit_that_is_moved_here_counts_in_the_care_that_goes_on(
    session: Session, twice: Twice
) -> None:
    _, episode = make_client(session, twice.care.therapist, at(1), name="Kim Stone")
    act = acting(session, twice.care.therapist, at(8))
    visit = record_visit(act, episode, on(6), "not Kim’s")
    twice.merge(goes_on="duplicate")
    move_visit(acting(session, twice.care.therapist, at(11)), visit, twice.care.client)
    assert visit.episode_id == twice.again.id


def test_a_record_is_not_merged_with_itself_nor_twice_nor_once_erased(
    session: Session, twice: Twice
) -> None:
    with pytest.raises(Refusal, match=THE_SAME):
        Twice(session, twice.care, twice.care.client, twice.care.episode).merge()
    session.rollback()
    twice.merge()
    with pytest.raises(Refusal, match=ELSEWHERE):
        twice.merge()
    session.rollback()
    third = make_twice(session, twice.care, day=3)
    third.other.erased_at = at(4)
    session.commit()
    with pytest.raises(Refusal, match=ELSEWHERE):
        third.merge()


def test_a_merged_record_goes_along_with_its_therapists_clients(
    session: Session, twice: Twice
) -> None:
    made = twice.merge()
    cover = make_therapist(session, twice.care.practice, "new@homecare.example", "Nora New")
    owner = acting(session, twice.care.therapist, at(10))
    assert cover.person_id is not None
    assert twice.care.therapist.person_id is not None
    assert hand_over(owner, twice.care.therapist.person_id, cover.person_id) == 1
    session.commit()
    twice.undo(made)
    assert twice.other.therapist_id == twice.care.client.therapist_id == cover.person_id


def test_every_table_that_names_a_client_goes_along_or_says_why_not() -> None:
    """A table that is added later goes along by itself, as long as it can be told what came."""
    naming = {t.name for t in Base.metadata.sorted_tables if "client_id" in t.c}
    assert naming == {t.name for t in rows.tables()} | rows.LEFT.keys()
    assert all(rows.LEFT.values())
    for table in rows.tables():
        assert "episode_id" in table.c or "id" in table.c, table.name
    assert refers_otherwise() == {"client.merged_into", "record_merge.keeper_id",
                                  "record_merge.duplicate_id", "imported_line.made_id"}  # fmt: skip


def refers_otherwise() -> set[str]:
    """Columns that name a client by another name; these stay, and say which records were merged."""

    def names(table: Table) -> set[str]:
        found: set[str] = set()
        for key in table.foreign_key_constraints:
            if key.referred_table.name == "client":
                found |= {column.name for column in key.columns}
        return found - {"practice_id", "client_id"}

    return {f"{t.name}.{name}" for t in Base.metadata.sorted_tables for name in names(t)}
