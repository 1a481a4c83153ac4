"""The figures a verdict saw, as plain values for JSON: shown beside it and kept with a flag."""

from typing import Any

from homecare.rules.course.baseline import BACK, LEG
from homecare.rules.course.episode import SITES
from homecare.rules.course.measured import rated
from homecare.rules.schedule import next_look
from homecare.rules.verdict.episode_on_day import EpisodeOnDay

PLACES = 4
"""Rounded so far, a mean of four weeks of scores is shown alike from here and from the scores."""


def figures(look: EpisodeOnDay) -> dict[str, Any]:
    """Return every figure of the day; scores 0–10 to four places, dates in ISO form."""
    course, day = look.course, look.day
    intake = course.history.intake
    last = course.last_rated(day)
    adherence = course.adherence(day)
    return {
        "day": day,
        "index_site": SITES[look.base.index_site],
        "intake": {"leg": intake.leg, "back": intake.back},
        "start": _by_site(look.base.scores),
        "start_from": course.date_of(look.base.zero).isoformat(),
        "mean": _by_site((course.week(LEG, day), course.week(BACK, day))),
        "mean_days": {"leg": course.span(LEG, day) or None, "back": course.span(BACK, day) or None},
        "rated_days": {"leg": rated(course, LEG, day), "back": rated(course, BACK, day)},
        "best": _by_site(look.weekly.best),
        "last_rated": course.date_of(last).isoformat() if last >= 0 else None,
        "reported": adherence.reported if adherence else None,
        "due": adherence.due if adherence else None,
        "visits": course.visits_by(day),
        "last_change": course.change(day, day),
        "next_evaluation": course.date_of(next_look(day)).isoformat(),
    }


def _by_site(means: tuple[float | None, float | None]) -> dict[str, float | None]:
    leg, back = means
    return {
        "leg": None if leg is None else round(leg, PLACES),
        "back": None if back is None else round(back, PLACES),
    }
