"""After a merge and its undoing every row that names a client names its own again, whatever table
it is in, and whether it was written before the merge or since."""

from dataclasses import replace

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Consent
from homecare.database import Base
from homecare.merging import rows
from homecare.referrals.answers.models import LetterAnswer
from homecare.referrals.models import Referral
from tests.export.lived import hear, live
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.merges import Twice
from tests.make.people import make_client_login
from tests.make.programmes import make_library, make_plan, make_programme

NOT_OF_CARE = {"invitation", "erasure"}
"""What is not written in care: a merge hands over what is open of it, with tests of its own."""


@pytest.fixture
def others(session: Session, twice: Twice) -> Care:
    """The other record, with a sign-in of its own."""
    place = twice.care.practice
    me = make_client_login(session, place, twice.other.id, "sam.two@post.example", "Sam Two")
    plan = make_plan(make_library(session, place))
    make_programme(session, twice.care.therapist, twice.again, plan, at(2))
    return replace(twice.care, me=me, client=twice.other, episode=twice.again)


def strays(session: Session) -> set[str]:
    """The tables with a row that names another client than what it belongs to does."""
    session.expire_all()
    found = set()
    for table in rows.tables():
        for column, parent in of_a_client(table):
            other = select(func.count()).select_from(table).join(parent, column == parent.c.id)
            if session.scalar(other.where(table.c.client_id != parent.c.client_id)):
                found.add(f"{table.name}.{column.name}")
    return found


def of_a_client(table: Table) -> list[tuple]:  # type: ignore[type-arg]
    """What a row of the table belongs to, where that names a client: its column, and whose."""
    keys = {
        c: key.referred_table.alias()
        for key in table.foreign_key_constraints
        for c in key.columns
        if c.name != "practice_id" and "client_id" in key.referred_table.c
    }
    return list(keys.items())  # fmt: skip


def counted(session: Session, care: Care) -> dict[str, int]:
    """How many rows of each table a record has."""
    return {
        table.name: session.scalar(
            select(func.count()).select_from(table).where(table.c.client_id == care.client.id)
        )
        or 0
        for table in rows.tables()
    }


def test_what_is_filled_in_here_is_every_table(session: Session, others: Care) -> None:
    live(session, others, 9)
    empty = {name for name, number in counted(session, others).items() if not number}
    assert empty == NOT_OF_CARE


def test_a_merge_and_its_undoing_leave_every_row_with_its_own_record(
    session: Session, twice: Twice, others: Care
) -> None:
    live(session, others, 9)
    before = counted(session, twice.care), counted(session, others)
    made = twice.merge(goes_on="duplicate", signs_in="keeper")
    assert not strays(session)
    assert twice.undo(made) == ""
    assert not strays(session)
    after = counted(session, twice.care), counted(session, others)
    for was, now in zip(before, after, strict=True):
        assert now == {**was, "verdict": now["verdict"]}  # both are judged anew


def test_what_was_written_since_in_the_care_that_came_goes_back_with_it(
    session: Session, twice: Twice, others: Care
) -> None:
    letter = live(session, others, 8)
    made = twice.merge(day=9, goes_on="duplicate", signs_in="keeper")
    ours = replace(twice.care, episode=twice.again)
    since = live(session, ours, 9, "weight_loss")
    hear(session, ours, letter, 9)
    twice.undo(made, day=9.5)
    assert not strays(session)
    for one in (letter, since):
        assert one.client_id == twice.other.id
        answers = session.scalars(select(LetterAnswer).where(LetterAnswer.referral_id == one.id))
        assert {answer.client_id for answer in answers} == {twice.other.id}
        if one.consent_id:
            assert session.get_one(Consent, one.consent_id).client_id == twice.other.id


def test_what_was_written_since_in_the_keepers_care_stays_with_it(
    session: Session, twice: Twice, others: Care
) -> None:
    live(session, twice.care, 8)
    made = twice.merge(day=9, signs_in="keeper")
    since = live(session, twice.care, 9, "weight_loss")
    twice.undo(made, day=9.5)
    assert not strays(session)
    assert session.get_one(Referral, since.id).client_id == twice.care.client.id
    assert counted(session, others)["letter_answer"] == 0


def test_every_table_that_hangs_from_another_one_can_be_told_whose_it_is() -> None:
    """A table that is added later is walked by the tests above as soon as it names a client."""
    assert {t.name for t in Base.metadata.sorted_tables if "client_id" in t.c} == {
        *(t.name for t in rows.tables()), *rows.LEFT
    }  # fmt: skip
    hanging = {t.name for t in rows.tables() if "episode_id" not in t.c and of_a_client(t)}
    assert {"letter_answer", "letter_file"} <= hanging
