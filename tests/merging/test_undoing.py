"""A merge is taken back within a day: everything stands where it stood, and what was written since
stays with the care it was written in."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.access_rules import actor_of
from homecare.accounts.consent import record_consent
from homecare.accounts.invitations import Acceptance, accept_invitation, invite
from homecare.accounts.models import Consent, Membership
from homecare.accounts.queries import login_of, open_invitation
from homecare.acting import Act
from homecare.clients.episodes.discharge import discharge
from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import Episode
from homecare.clients.operations import record_visit, reopen
from homecare.database import Base
from homecare.diary.days import close_days, rebuild
from homecare.diary.models import DiaryDay
from homecare.diary.operations import record_entry
from homecare.flags.queries import live_flag
from homecare.merging.undoing import NEWER_FIRST, SINCE, TOO_LATE
from homecare.refusals import Refusal
from tests.clients.test_operations import KNEE
from tests.make.diary import told
from tests.make.flags import at, on
from tests.make.merges import Twice, make_twice
from tests.make.people import acting, make_client_login
from tests.merging.test_operations import fill, grave

Rows = dict[str, list[tuple[Any, ...]]]
WRITTEN = {"audit_line", "audit_chain", "record_merge", "flag_transition", "verdict", "flag"}
"""What a merge and its undoing write themselves."""


def everything(session: Session) -> Rows:
    """Every row of every table but those that are written by it, without what counts saves."""
    session.expire_all()
    return {
        table.name: sorted(
            session.execute(select(*[c for c in table.c if c.name != "version"])).all(), key=repr
        )
        for table in Base.metadata.sorted_tables
        if table.name not in WRITTEN
    }


@pytest.mark.parametrize("goes_on", ["keeper", "duplicate"])
@pytest.mark.parametrize("keep_other", [False, True])
def test_everything_stands_as_it_stood(twice: Twice, goes_on: str, keep_other: bool) -> None:
    fill(twice)
    before = everything(twice.session)
    made = twice.merge(goes_on=goes_on, keep_other=keep_other)
    assert everything(twice.session) != before
    assert twice.undo(made) == ""
    assert everything(twice.session) == before


@pytest.mark.parametrize("ended", ["keeper", "duplicate", "both"])
def test_care_that_was_over_is_over_again(session: Session, twice: Twice, ended: str) -> None:
    act = acting(session, twice.care.therapist, at(6))
    for name, episode in (("keeper", twice.care.episode), ("duplicate", twice.again)):
        if ended in (name, "both"):
            discharge(act, episode, ended="better")
    session.commit()
    before = everything(session)
    twice.undo(twice.merge(goes_on=""))
    assert everything(session) == before


def test_what_was_written_since_goes_with_its_care(session: Session, twice: Twice) -> None:
    made = twice.merge(goes_on="duplicate")
    act = acting(session, twice.care.therapist, at(10.2))
    visit = record_visit(act, twice.again, on(10), "since")
    record_entry(act, twice.again, told(day=on(10)))
    session.commit()
    twice.undo(made)
    assert (visit.client_id, visit.episode_id) == (twice.other.id, twice.again.id)
    assert twice.care.episode.closed_at is None
    assert twice.again.closed_at is None


def test_what_was_written_since_in_the_keepers_care_stays_there(
    session: Session, twice: Twice
) -> None:
    made = twice.merge()
    act = acting(session, twice.care.therapist, at(10.2))
    visit = record_visit(act, twice.care.episode, on(10), "since")
    session.commit()
    twice.undo(made)
    assert visit.client_id == twice.care.client.id


def test_what_was_changed_since_in_the_record_stays(session: Session, twice: Twice) -> None:
    made = twice.merge(fields={"telephone": "duplicate"})
    twice.care.client.telephone = "07700 900777"
    session.commit()
    twice.undo(made)
    assert twice.care.client.telephone == "07700 900777"


def test_after_a_day_it_stands(session: Session, twice: Twice) -> None:
    made = twice.merge()
    with pytest.raises(Refusal, match=TOO_LATE):
        twice.undo(made, day=11.1)
    session.rollback()
    assert twice.other.merged_into is not None
    assert twice.undo(made, day=11) == ""


def test_undoing_twice_is_once(twice: Twice) -> None:
    made = twice.merge()
    twice.undo(made)
    before = everything(twice.session)
    assert twice.undo(made, day=10.6) == ""
    assert everything(twice.session) == before


def test_the_flag_that_the_merge_closed_asks_again(session: Session, twice: Twice) -> None:
    flag = grave(session, twice.again, "stalled")
    made = twice.merge()
    assert flag.status == "dismissed"
    twice.undo(made)
    assert live_flag(session, twice.again.id) is flag


def test_newest_first(session: Session, twice: Twice) -> None:
    first = twice.merge()
    third = make_twice(session, twice.care, day=3)
    second = third.merge(day=10.1)
    with pytest.raises(Refusal, match=NEWER_FIRST):
        twice.undo(first)
    session.rollback()
    third.undo(second)
    twice.undo(first)
    assert {twice.other.merged_into, third.other.merged_into} == {None}


def test_a_chain_is_undone_from_its_end(session: Session, twice: Twice) -> None:
    """The second record goes into the first, the first into a third."""
    fill(twice)
    third = make_twice(session, twice.care, day=3)
    whole = everything(session)
    first = twice.merge()
    halfway = everything(session)
    second = third.merge(day=10.1, keep_other=True)
    homes = set(session.scalars(select(Episode.client_id)))
    assert homes == {third.other.id}
    with pytest.raises(Refusal, match=NEWER_FIRST):
        twice.undo(first)
    session.rollback()
    third.undo(second)
    assert everything(session) == halfway
    twice.undo(first)
    assert everything(session) == whole


def test_undone_after_they_were_taken_in_again(session: Session, twice: Twice) -> None:
    made = twice.merge(goes_on="duplicate")
    act = acting(session, twice.care.therapist, at(10.2))
    discharge(act, twice.again, ended="better")
    newest = reopen(act, twice.care.client, KNEE)
    session.commit()
    assert twice.undo(made) == SINCE
    assert newest.client_id == twice.care.client.id
    assert newest.closed_at is None
    assert twice.care.episode.closed_as == "merged"
    assert (twice.again.client_id, twice.again.closed_as) == (twice.other.id, "better")
    assert twice.other.discharged_at is not None
    assert twice.care.client.discharged_at is None


def test_discharged_since(session: Session, twice: Twice) -> None:
    made = twice.merge()
    discharge(acting(session, twice.care.therapist, at(10.2)), twice.care.episode)
    session.commit()
    twice.undo(made)
    assert twice.care.client.discharged_at is not None
    assert twice.other.discharged_at is None
    assert twice.again.closed_at is None


def test_days_are_worked_out_the_same(session: Session, twice: Twice) -> None:
    fill(twice)
    made = twice.merge()
    for step in (lambda: None, lambda: twice.undo(made)):
        step()
        close_days(session, at(12))
        before = days(session)
        for episode in session.scalars(select(Episode.id)).all():
            rebuild(session, episode)
        assert days(session) == before


def days(session: Session) -> list[tuple[Any, ...]]:
    return sorted(session.execute(select(*DiaryDay.__table__.c)).all(), key=repr)


@pytest.mark.parametrize("chosen", ["keeper", "duplicate"])
def test_both_sign_in_again(session: Session, twice: Twice, chosen: str) -> None:
    """Of two people one was chosen; the other has their sign-in and what they agreed to again."""
    other = make_client_login(
        session, twice.care.practice, twice.other.id, "second@post.example", "Sam"
    )
    twice.other.email, twice.other.weekly_email = "second@post.example", True
    session.add(consent_of(twice, other))
    session.commit()
    before = everything(session)
    made = twice.merge(signs_in=chosen)
    stays = twice.care.me if chosen == "keeper" else other
    assert who(session, twice) == (stays.person_id, None)
    withdrawn = session.scalars(select(Consent.withdrawn_at)).one()
    assert withdrawn == (made.at if chosen == "keeper" else None)
    twice.undo(made)
    assert everything(session) == before
    assert who(session, twice) == (twice.care.me.person_id, other.person_id)


def consent_of(twice: Twice, other: Any) -> Consent:
    return Consent(
        practice_id=twice.care.practice.id, client_id=twice.other.id, kind="email",
        wording="I agree", given_at=at(3), recorded_by=other.person_id,
    )  # fmt: skip


def who(session: Session, twice: Twice) -> tuple[Any, ...]:
    places = (login_of(session, twice.care.practice.id, c.id) for c in
              (twice.care.client, twice.other))  # fmt: skip
    return tuple(place.person_id if place else None for place in places)


def test_the_duplicates_sign_in_opens_the_one_record_until_it_is_undone(
    session: Session, twice: Twice
) -> None:
    session.execute(
        Membership.__table__.update()  # type: ignore[attr-defined]
        .where(Membership.client_id == twice.care.client.id)
        .values(client_id=twice.other.id)
    )
    session.commit()
    made = twice.merge()
    assert who(session, twice) == (twice.care.me.person_id, None)
    twice.undo(made)
    assert who(session, twice) == (None, twice.care.me.person_id)


def test_somebody_who_signs_in_to_both_signs_in_to_the_one(session: Session, twice: Twice) -> None:
    session.add(
        Membership(
            practice_id=twice.care.practice.id, person_id=twice.care.me.person_id, role="client",
            client_id=twice.other.id, joined_at=at(3),
        )
    )  # fmt: skip
    session.commit()
    before = everything(session)
    made = twice.merge()
    assert who(session, twice) == (twice.care.me.person_id, None)
    twice.undo(made)
    assert everything(session) == before


def test_whoever_was_invited_to_the_other_record_joins_the_one_and_goes_back(
    app: Flask, session: Session, twice: Twice
) -> None:
    act = acting(session, twice.care.therapist, at(9))
    token = invite(act, role="client", name="Sam Reed", client_id=twice.other.id)  # by a code
    session.execute(
        Membership.__table__.delete().where(Membership.client_id == twice.care.client.id)  # type: ignore[attr-defined]
    )
    session.commit()
    made = twice.merge()
    invitation = open_invitation(session, token, at(10.1))
    assert invitation is not None
    given = Acceptance(password="kettle-lamp-orchard-7", email="s@post.example")
    with app.app_context():
        person = accept_invitation(session, invitation, at(10.1), given)
    record_consent(
        Act(session, actor_of(person.memberships[0], person.name), at(10.2)),
        twice.care.client.id, "health_data", "I agree",
    )  # fmt: skip
    session.commit()
    assert who(session, twice) == (person.id, None)
    twice.undo(made)
    assert who(session, twice) == (None, person.id)
    assert session.scalars(select(Consent.client_id)).all() == [twice.other.id]


def test_a_merge_that_is_undone_stays_known(session: Session, twice: Twice) -> None:
    made = twice.merge()
    twice.undo(made)
    kept = session.scalars(select(RecordMerge)).one()
    assert kept.undone_at == made.at + timedelta(hours=12)
