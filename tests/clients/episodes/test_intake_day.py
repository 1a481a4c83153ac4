"""An intake that was written down days later, and its day put right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership
from homecare.assessment.models import Verdict
from homecare.clients.episodes.discharge import discharge
from homecare.clients.episodes.intake_day import correct_intake_day
from homecare.clients.models import Client, Episode
from homecare.clients.operations import reopen, take_in
from homecare.diary.days import close_days
from homecare.diary.models import DiaryDay
from homecare.flags.assessing import assess_episode
from homecare.jobs.nightly import first_due
from homecare.refusals import Refusal
from tests.clients.test_operations import KNEE
from tests.make.clients import make_intake
from tests.make.diary import Care
from tests.make.flags import at, make_flag, on, rate
from tests.make.people import acting

pytestmark = pytest.mark.both_databases

LATE = 3  # days after it an intake is written down here


@pytest.fixture
def late(session: Session, care: Care) -> Callable[[int], tuple[Client, Episode]]:
    """Somebody seen on day 10, and written down so many days later."""

    def taken_in(days: int) -> tuple[Client, Episode]:
        assert care.therapist.person_id is not None
        intake = make_intake(care.therapist.person_id, name="Lena Late", email="lena@post.example")
        seen = replace(intake, intake_on=on(10) if days else None, onset=on(0))
        made = take_in(acting(session, care.therapist, at(10 + days)), seen)
        session.commit()
        return made

    return taken_in


def days_of(session: Session, episode: Episode) -> list[date]:
    statement = select(DiaryDay.on).where(DiaryDay.episode_id == episode.id)
    return list(session.scalars(statement.order_by(DiaryDay.on)))


def correct(session: Session, actor: Membership, episode: Episode, day: date) -> None:
    correct_intake_day(acting(session, actor, at(14)), episode, day)
    session.commit()


def test_days_and_scores_count_from_the_day_they_were_seen(
    session: Session, care: Care, late: Callable[[int], tuple[Client, Episode]]
) -> None:
    _, episode = late(LATE)
    close_days(session, at(14))
    session.commit()
    assert (episode.intake_on, episode.opened_at) == (on(10), at(13))
    assert days_of(session, episode) == [on(day) for day in range(10, 14)]
    judged = assess_episode(acting(session, care.therapist, at(31)), episode, on(31))
    assert judged.figures["day"] == 21


def test_no_night_is_made_up_for_days_before_somebody_was_added(
    session: Session, care: Care, late: Callable[[int], tuple[Client, Episode]]
) -> None:
    discharge(acting(session, care.therapist, at(9)), care.episode, "Better")
    session.commit()
    late(LATE)
    due = [period for _, period in first_due(session, at(14.5))]
    assert due == [on(14).isoformat()]


def test_a_day_that_was_written_wrongly_is_put_right_and_all_days_follow(
    session: Session, care: Care, late: Callable[[int], tuple[Client, Episode]]
) -> None:
    _, episode = late(0)
    close_days(session, at(13))
    assess_episode(acting(session, care.therapist, at(13)), episode, on(13))
    session.commit()
    correct(session, care.therapist, episode, on(8))
    assert days_of(session, episode) == [on(day) for day in range(8, 13)]
    verdict = session.scalars(select(Verdict).where(Verdict.episode_id == episode.id)).one()
    assert verdict.figures["day"] == 6
    correct(session, care.therapist, episode, on(10))
    assert days_of(session, episode) == [on(day) for day in range(10, 13)]


@pytest.mark.parametrize(
    ("day", "why"), [(2, "at the earliest"), (11, "in the future"), (-1, "at the earliest")]
)
def test_it_was_within_a_week_before_it_was_written_down(
    day: int,
    why: str,
    session: Session,
    care: Care,
    late: Callable[[int], tuple[Client, Episode]],
) -> None:
    _, episode = late(0)
    with pytest.raises(Refusal, match=why):
        correct(session, care.therapist, episode, on(day))


def test_it_stays_where_something_is_reported_on_an_earlier_day(
    session: Session, care: Care, late: Callable[[int], tuple[Client, Episode]]
) -> None:
    client, episode = late(LATE)
    hers = replace(care, me=care.therapist, client=client, episode=episode)
    rate(session, hers, leg=5, back=5, days=[11])
    with pytest.raises(Refusal, match="Something is reported on"):
        correct(session, care.therapist, episode, on(12))
    session.rollback()
    assert episode.intake_on == on(10)
    correct(session, care.therapist, episode, on(11))
    assert episode.intake_on == on(11)


def test_it_stays_once_a_flag_was_raised(
    session: Session, care: Care, late: Callable[[int], tuple[Client, Episode]]
) -> None:
    client, episode = late(LATE)
    make_flag(session, replace(care, client=client, episode=episode))
    session.commit()
    with pytest.raises(Refusal, match="A flag was raised"):
        correct(session, care.therapist, episode, on(9))


def test_it_is_not_before_the_complaint_began_nor_before_the_last_care_ended(
    session: Session, care: Care
) -> None:
    discharge(acting(session, care.therapist, at(10)), care.episode, "Better")
    session.commit()
    act = acting(session, care.therapist, at(13))
    back = replace(KNEE, onset=on(9))
    with pytest.raises(Refusal, match="Their last care ended on"):
        reopen(act, care.client, replace(back, intake_on=on(9)))
    session.rollback()
    episode = reopen(act, care.client, replace(back, intake_on=on(11)))
    session.commit()
    with pytest.raises(Refusal, match="Their last care ended on"):
        correct(session, care.therapist, episode, on(9))
    with pytest.raises(Refusal, match="The complaint began on"):
        correct(session, care.therapist, episode, on(9) - timedelta(days=2))
