"""What a therapist does to a record."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from homecare.access import Scope
from homecare.accounts.models import AuditLine
from homecare.clients import operations, queries
from homecare.clients.episodes.discharge import discharge
from homecare.clients.episodes.queries import visits_of
from homecare.clients.intake import Complaint
from homecare.clients.models import Client, Episode
from homecare.refusals import Refusal
from tests.make.clients import TODAY, make_client, make_intake
from tests.make.people import NOW, acting, make_practice, make_therapist

KNEE = Complaint(complaint="It is back", side="right", onset=TODAY, leg=3, back=2)


def _actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditLine.action).order_by(AuditLine.at, AuditLine.id)))


def test_taking_in_opens_an_episode_on_the_clients_own_date(session: Session) -> None:
    _, owner = make_practice(session)
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    client, episode = make_client(session, owner, late, email="Sam@Post.Example")
    assert episode.intake_on == date(2026, 7, 2)
    assert client.email == "sam@post.example"
    assert client.contraindications == []
    assert _actions(session) == ["client.take_in"]


def test_an_intake_that_can_not_be_used_stores_nothing(session: Session) -> None:
    _, owner = make_practice(session)
    assert owner.person_id is not None
    with pytest.raises(Refusal) as refused:
        operations.take_in(
            acting(session, owner, NOW), make_intake(owner.person_id, leg=11, name="")
        )
    assert set(refused.value.problems) == {"leg", "name"}
    assert session.scalar(select(func.count()).select_from(Client)) == 0


def test_the_active_episode_comes_with_its_client(session: Session) -> None:
    _, owner = make_practice(session)
    client, episode = make_client(session, owner)
    found = queries.active_episode(Scope(session, owner), client.id)
    assert found is not None
    assert (found.id, found.client.name) == (episode.id, "Sam Reed")


def test_another_practice_finds_nothing(session: Session) -> None:
    _, owner = make_practice(session)
    _, other = make_practice(session, "Elsewhere", "therapist@elsewhere.example")
    client, episode = make_client(session, owner)
    door = Scope(session, other)
    assert queries.active_episode(door, client.id) is None
    assert queries.latest_episode(door, client.id) is None
    assert not visits_of(door, episode.id)


def test_a_therapists_question_must_name_the_client(session: Session) -> None:
    _, owner = make_practice(session)
    with pytest.raises(ValueError, match="whose"):
        queries.active_episode(Scope(session, owner))


def test_visits_are_read_newest_first_with_the_next_appointment(session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner)
    soon, later = NOW + timedelta(days=2), NOW + timedelta(days=9)
    for days, appointment in ((3, later), (9, soon), (0, None)):
        day = TODAY - timedelta(days=days)
        operations.record_visit(acting(session, owner, NOW), episode, day, "Gluteals", appointment)
    door = Scope(session, owner)
    visits = visits_of(door, episode.id)
    assert [(TODAY - visit.on).days for visit in visits] == [0, 3, 9]
    assert [one.at for one in queries.coming(door, episode, NOW)] == [soon, later]
    assert [one.at for one in queries.coming(door, episode, soon + timedelta(hours=1))] == [later]


def test_a_visit_before_the_onset_is_refused(session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner)
    with pytest.raises(Refusal, match="1 February 2026"):
        operations.record_visit(acting(session, owner, NOW), episode, date(2026, 1, 31))


def test_days_away_are_kept_in_order(session: Session) -> None:
    _, owner = make_practice(session)
    _, episode = make_client(session, owner)
    for start in (20, 5):
        first = TODAY + timedelta(days=start)
        operations.record_away(acting(session, owner, NOW), episode, first, first, "Holiday")
    found = queries.away_of(session, episode.id)
    assert [(away.first_day - TODAY).days for away in found] == [5, 20]


def test_an_amendment_counts_even_where_only_the_complaint_changed(session: Session) -> None:
    _, owner = make_practice(session)
    client, episode = make_client(session, owner)
    operations.amend_client(acting(session, owner, NOW), client, episode, side="right", leg=7)
    assert (episode.side, episode.leg, client.version) == ("right", 7, 2)
    operations.amend_client(acting(session, owner, NOW), client, gp="Dr Hill")
    assert (client.gp, client.version) == ("Dr Hill", 3)


def test_an_amendment_is_checked_against_the_whole_record(session: Session) -> None:
    _, owner = make_practice(session)
    client, episode = make_client(session, owner)
    with pytest.raises(Refusal) as refused:
        operations.amend_client(
            acting(session, owner, NOW), client, episode, date_of_birth=date(1990, 1, 1),
            telephone="?", onset=date(1989, 1, 1),
        )  # fmt: skip
    assert set(refused.value.problems) == {"telephone", "onset"}


def test_nobody_overwrites_what_a_colleague_changed_meanwhile(session: Session) -> None:
    practice, owner = make_practice(session)
    colleague = make_therapist(session, practice)
    client, _ = make_client(session, owner)
    with Session(session.get_bind(), expire_on_commit=False) as other:
        theirs = other.get_one(Client, client.id)
        operations.amend_client(acting(other, colleague, NOW), theirs, gp="Dr Hill")
        other.commit()
    with pytest.raises(StaleDataError):
        operations.amend_client(acting(session, owner, NOW), client, gp="Dr Dale")


def test_what_is_not_amended_here_is_refused(session: Session) -> None:
    _, owner = make_practice(session)
    client, _ = make_client(session, owner)
    with pytest.raises(TypeError, match="practice_id"):
        operations.amend_client(acting(session, owner, NOW), client, practice_id=client.id)


def test_a_discharge_closes_and_a_return_opens_anew(session: Session) -> None:
    _, owner = make_practice(session)
    client, first = make_client(session, owner)
    discharge(acting(session, owner, NOW), first, "Better")
    door = Scope(session, owner)
    assert queries.active_episode(door, client.id) is None
    assert client.discharged_at == NOW
    last = queries.latest_episode(door, client.id)
    assert last is not None
    assert last.closed_reason == "Better"
    again = operations.reopen(acting(session, owner, NOW + timedelta(days=60)), client, KNEE)
    assert client.discharged_at is None
    assert queries.active_episode(door, client.id) is again
    assert queries.latest_episode(door, client.id) is again


def test_a_client_has_one_open_episode_at_most(session: Session) -> None:
    _, owner = make_practice(session)
    client, _ = make_client(session, owner)
    with pytest.raises(IntegrityError):
        operations.reopen(acting(session, owner, NOW), client, KNEE)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Episode)) == 1
