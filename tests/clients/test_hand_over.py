"""A colleague's clients: handed over for good, or looked after for some days, by the days alone."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine, Membership, Practice
from homecare.accounts.operations import disable_colleague, enable_colleague
from homecare.acting import Actor
from homecare.clients.covers.queries import answered_for_by, covers_on, covers_to_come
from homecare.clients.hand_over import arrange_cover, end_cover, hand_back, hand_over
from homecare.clients.models import Client, Cover
from homecare.flags.lifecycle import raise_flag
from homecare.flags.notices import notify_practice
from homecare.mail.models import OutboxMail
from homecare.refusals import Refusal
from homecare.reports.weekly_digest.cases import cases_of
from tests.make.clients import TODAY, make_client
from tests.make.flags import finding
from tests.make.people import NOW, acting, make_practice, make_therapist

DAY = timedelta(days=1)


class House(NamedTuple):
    """A practice with two therapists, one of whom has a client."""

    practice: Practice
    owner: Actor
    theo: UUID
    tess: UUID
    client: Client


@pytest.fixture
def house(session: Session) -> House:
    practice, owner = make_practice(session)
    theo = make_therapist(session, practice)
    tess = make_therapist(session, practice, "tess@homecare.example", "Tess Therapist")
    client, _ = make_client(session, theo, name="Ada Marsh")
    assert theo.person_id
    assert tess.person_id
    return House(practice, owner, theo.person_id, tess.person_id, client)


def cover(session: Session, house: House, first: date, last: date) -> Cover:
    """Tess covers for Theo."""
    made = arrange_cover(acting(session, house.owner), house.theo, house.tess, first, last)
    session.commit()
    return made


def seen_by(session: Session, person: UUID, on: date) -> list[str]:
    """The clients whom somebody looks after on a day."""
    return list(session.scalars(select(Client.name).where(answered_for_by(person, on))))


def test_all_clients_of_a_leaver_go_in_one_step_each_with_its_line(
    session: Session, house: House
) -> None:
    gone, _ = make_client(session, acting_as(session, house.theo), name="Bea Stone")
    gone.discharged_at = NOW
    other, _ = make_client(session, house.owner, name="Of The Owner")
    assert hand_over(acting(session, house.owner), house.theo, house.tess) == 2
    session.commit()
    assert seen_by(session, house.theo, TODAY) == []
    assert sorted(seen_by(session, house.tess, TODAY)) == ["Ada Marsh", "Bea Stone"]
    assert other.therapist_id == house.owner.person_id
    lines = session.execute(
        select(AuditLine.client_id, AuditLine.subject).where(AuditLine.action == "client.hand_over")
    ).all()
    assert {tuple(line) for line in lines} == {
        (house.client.id, f"{house.tess} {house.theo}"),
        (gone.id, f"{house.tess} {house.theo}"),
    }  # fmt: skip


def test_a_hand_over_goes_back_in_one_step_and_what_came_since_stays(
    session: Session, house: House
) -> None:
    elsewhere, _ = make_client(session, acting_as(session, house.theo), name="Moved On")
    hand_over(acting(session, house.owner), house.theo, house.tess)
    own, _ = make_client(session, acting_as(session, house.tess), name="Her Own")
    elsewhere.therapist_id = house.owner.person_id or house.tess
    session.commit()
    assert hand_back(acting(session, house.owner, NOW + timedelta(hours=23)), house.theo) == 1
    session.commit()
    assert seen_by(session, house.theo, TODAY) == ["Ada Marsh"]
    assert seen_by(session, house.tess, TODAY) == ["Her Own"]
    assert own.therapist_id == house.tess
    assert elsewhere.therapist_id == house.owner.person_id
    [line] = session.scalars(select(AuditLine).where(AuditLine.action == "client.hand_back")).all()
    assert (line.client_id, line.actor_id) == (house.client.id, house.owner.person_id)


def test_it_goes_back_once_within_a_day_and_to_somebody_who_works_here(
    session: Session, house: House
) -> None:
    with pytest.raises(Refusal, match="Nothing was handed over"):
        hand_back(acting(session, house.owner), house.theo)
    hand_over(acting(session, house.owner), house.theo, house.tess)
    session.commit()
    with pytest.raises(Refusal, match="Nothing was handed over"):
        hand_back(acting(session, house.owner, NOW + DAY + timedelta(minutes=1)), house.theo)
    place = session.scalars(select(Membership).where(Membership.person_id == house.theo)).one()
    disable_colleague(acting(session, house.owner), place)
    with pytest.raises(Refusal, match="work here any more"):
        hand_back(acting(session, house.owner), house.theo)


def acting_as(session: Session, person_id: UUID) -> Actor:
    """The therapist of that id."""
    place = session.scalars(select(Membership).where(Membership.person_id == person_id)).one()
    return Actor(place.practice_id, place.role, "Theo Therapist", person_id)


def test_during_cover_both_see_them_and_afterwards_it_is_as_it_was(
    session: Session, house: House
) -> None:
    cover(session, house, TODAY + DAY, TODAY + 3 * DAY)
    seen = [bool(seen_by(session, house.tess, TODAY + n * DAY)) for n in range(6)]
    assert seen == [False, True, True, True, False, False]
    assert all(seen_by(session, house.theo, TODAY + n * DAY) for n in range(6))


def test_a_cover_taken_back_ends_at_once(session: Session, house: House) -> None:
    made = cover(session, house, TODAY, TODAY + 3 * DAY)
    assert seen_by(session, house.tess, TODAY)
    end_cover(acting(session, house.owner), made)
    session.commit()
    assert seen_by(session, house.tess, TODAY) == []
    actions = select(AuditLine.action).where(AuditLine.action.startswith("cover"))
    assert sorted(session.scalars(actions)) == ["cover.arrange", "cover.end"]


def told(session: Session, house: House, now: datetime) -> set[str]:
    """Who is mailed at once about the client's flag."""
    episode = house.client.episodes[0]
    act = acting(session, house.owner, now)
    flag = raise_flag(act, episode, now.date(), finding("urgent"))
    notify_practice(act, episode, flag, f"occasion {now}")
    addresses = set(session.scalars(select(OutboxMail.to_address)))
    session.rollback()
    return addresses


def test_what_cannot_wait_is_mailed_to_whoever_covers_while_they_do(
    session: Session, house: House
) -> None:
    cover(session, house, TODAY, TODAY + DAY)
    both = {"therapist@homecare.example", "tess@homecare.example"}
    assert told(session, house, NOW) == both
    assert told(session, house, NOW + DAY) == both
    assert told(session, house, NOW + 2 * DAY) == {"therapist@homecare.example"}


def test_after_a_hand_over_only_the_new_therapist_is_mailed(session: Session, house: House) -> None:
    hand_over(acting(session, house.owner), house.theo, house.tess)
    session.commit()
    assert told(session, house, NOW) == {"tess@homecare.example"}


def test_the_weekly_list_of_whoever_covers_names_them(session: Session, house: House) -> None:
    cover(session, house, TODAY, TODAY + DAY)
    place = session.scalars(select(Membership).where(Membership.person_id == house.tess)).one()
    assert [case.name for case in cases_of(session, place, NOW)] == ["Ada Marsh"]
    assert cases_of(session, place, NOW + 2 * DAY) == []


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY + DAY, TODAY, "last_day"),
        (TODAY - 3 * DAY, TODAY - DAY, "last_day"),
        (TODAY, TODAY + 366 * DAY, "last_day"),
        (TODAY + 4 * DAY, TODAY + 6 * DAY, "first_day"),
    ],
)
def test_days_that_can_not_be_are_refused_at_their_field(
    session: Session, house: House, first: date, last: date, field: str
) -> None:
    cover(session, house, TODAY + 5 * DAY, TODAY + 9 * DAY)
    with pytest.raises(Refusal) as refused:
        cover(session, house, first, last)
    assert list(refused.value.problems) == [field]


def test_nobody_covers_who_is_away_or_does_not_work_here(session: Session, house: House) -> None:
    cover(session, house, TODAY, TODAY + DAY)
    act = acting(session, house.owner)
    assert house.owner.person_id
    for person, by in [(house.owner.person_id, house.theo), (house.tess, house.theo)]:
        with pytest.raises(Refusal):
            arrange_cover(act, person, by, TODAY, TODAY)
    place = session.scalars(select(Membership).where(Membership.person_id == house.tess)).one()
    disable_colleague(act, place)
    for to in (house.tess, house.theo):
        with pytest.raises(Refusal):
            hand_over(act, house.theo, to)


def test_whoever_has_no_access_any_more_covers_for_nobody_until_it_is_given_back(
    session: Session, house: House
) -> None:
    cover(session, house, TODAY, TODAY + DAY)
    place = session.scalars(select(Membership).where(Membership.person_id == house.tess)).one()
    disable_colleague(acting(session, house.owner), place)
    session.commit()
    assert seen_by(session, house.tess, TODAY) == []
    assert not covers_on(session, house.practice.id, TODAY)
    assert [one.covered_by for one in covers_to_come(session, house.practice.id, TODAY)] == [
        house.tess
    ]
    enable_colleague(acting(session, house.owner), place)
    session.commit()
    assert seen_by(session, house.tess, TODAY) == ["Ada Marsh"]


def test_clients_whose_therapist_has_no_access_any_more_are_looked_after_by_the_owners(
    session: Session, house: House
) -> None:
    owner = house.owner.person_id
    assert owner
    make_practice(session, "Somewhere Else", "owner@elsewhere.example")
    assert seen_by(session, owner, TODAY) == []
    place = session.scalars(select(Membership).where(Membership.person_id == house.theo)).one()
    disable_colleague(acting(session, house.owner), place)
    session.commit()
    assert seen_by(session, owner, TODAY) == ["Ada Marsh"]
    assert seen_by(session, house.tess, TODAY) == []
