"""The rows of a statement as one text: what is read out of it is what stands in the database."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from homecare.clients.models import Away, Episode
from homecare.columns import RowsAsJson, read_moment, read_rows
from homecare.database import rows_of
from tests.make.diary import Care, make_care
from tests.make.people import NOW

SAID = "“Rest” \"now\",\n[two; three]\\ 'ö'"
MOMENT = datetime(2026, 3, 1, 23, 30, 15, 250, tzinfo=timezone(timedelta(hours=5)))


def test_words_days_moments_and_ids_are_read_as_they_stand(session: Session, care: Care) -> None:
    first = care.episode.intake_on
    session.add(
        Away(
            practice_id=care.practice.id, client_id=care.client.id, episode_id=care.episode.id,
            first_day=first, last_day=first, reason=SAID, recorded_at=MOMENT,
            recorded_by=care.therapist.person_id,
        )
    )  # fmt: skip
    session.flush()
    kept = session.scalar(
        select(RowsAsJson(Away.episode_id, Away.first_day, Away.reason, Away.recorded_at))
    )
    [[episode, day, reason, at]] = read_rows(kept)
    assert (UUID(episode), date.fromisoformat(day), reason) == (care.episode.id, first, SAID)
    assert read_moment(at) == MOMENT
    assert read_moment(at).tzinfo is UTC


def test_every_row_stands_with_what_it_belongs_to(session: Session, care: Care) -> None:
    other = make_care(session, email=".other")
    care.episode.background_asked_at = NOW
    of_one = select(RowsAsJson(Episode.leg, Episode.background_asked_at.is_not(None), Episode.back))
    mine = of_one.where(Episode.client_id == care.client.id).scalar_subquery()
    none = of_one.where(false()).scalar_subquery()
    [(found, nothing)] = rows_of(session, select(mine, none), {})
    [[leg, was_asked, back]] = read_rows(found)
    assert (leg, back) == (care.episode.leg, care.episode.back)
    assert was_asked
    assert read_rows(nothing) == []
    assert len(read_rows(session.scalar(of_one))) == 2
    assert other.episode.id != care.episode.id
