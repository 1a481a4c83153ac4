"""Reading what matters to a client."""

from datetime import date

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from homecare.activities.words import Activity, Followed
from homecare.clients.models import Episode
from homecare.diary.models import DiaryDay


def named(episode: Episode) -> list[Activity]:
    """The activities of an episode, in the order they were named."""
    return [Activity.of(kept) for kept in episode.activities]


def followed(session: Session, episode: Episode) -> list[Followed]:
    """Each activity with its scores; one statement, none where nothing is named."""
    activities = named(episode)
    if not activities:
        return []
    scored = select(DiaryDay.on, DiaryDay.activities).where(
        DiaryDay.episode_id == episode.id, DiaryDay.activities.is_not(None)
    )
    days = session.execute(scored.order_by(DiaryDay.on)).all()
    return [
        Followed(one, tuple((on, of[one.id]) for on, of in days if one.id in (of or {})))
        for one in activities
    ]


def newest_scores() -> ScalarSelect[dict[str, int]]:
    """The newest scores, beside an Episode that is selected."""
    return (
        select(DiaryDay.activities)
        .where(DiaryDay.episode_id == Episode.id, DiaryDay.activities.is_not(None))
        .order_by(DiaryDay.on.desc())
        .limit(1)
        .correlate(Episode)
        .scalar_subquery()
    )


def in_short(episode_activities: list[dict[str, object]], newest: dict[str, int] | None) -> str:
    """The activity that goes least well now, in short; empty where none is named."""
    today = date.min  # the day is not shown
    each = [
        Followed(one, ((today, newest[one.id]),) if newest and one.id in newest else ())
        for one in map(Activity.of, episode_activities)
    ]
    return min(each, key=lambda one: one.now).in_short if each else ""
