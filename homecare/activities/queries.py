"""Reading what matters to a client."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from homecare.activities.words import MOST, Activity, Followed
from homecare.clients.models import Episode
from homecare.columns import as_written
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


def newest_scores() -> list[ColumnElement[str]]:
    """For each place among the activities of an Episode that is selected: the scores of the newest
    day on which the one at that place was scored, as written. A check need not speak of all."""
    return [_newest_of(place).label(f"newest_{place}") for place in range(MOST)]


def _newest_of(place: int) -> ColumnElement[str]:
    one = Episode.activities[place]["id"].as_string()
    newest = (
        select(as_written(DiaryDay.activities))
        .where(
            DiaryDay.episode_id == Episode.id,
            DiaryDay.activities.is_not(None),
            as_written(DiaryDay.activities).contains(one),  # an id is found in no other's
        )
        .order_by(DiaryDay.on.desc())
        .limit(1)
        .correlate(Episode)
        .scalar_subquery()
    )
    return case((one.is_not(None), newest))  # where none is named, no diary is looked through


def in_short(case_read: Any) -> str:
    """The activity that goes least well now, in short; empty where none is named.

    `case_read` has the episode's `activities` and what the columns of `newest_scores` say, parsed.
    """
    today = date.min  # the day is not shown
    each = []
    for place, one in enumerate(map(Activity.of, case_read.activities)):
        scores = getattr(case_read, f"newest_{place}") or {}
        each.append(Followed(one, ((today, scores[one.id]),) if one.id in scores else ()))
    return min(each, key=lambda one: one.now).in_short if each else ""
