"""Where the pain of an episode stands on a day: the figures every page, mail and letter shows."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from homecare.rules.course.episode import SITES, Course
from homecare.rules.course.improvement import ROUNDING, needed_drop
from homecare.rules.policy import Policy


class Measured(NamedTuple):
    """The site that decides, its start (B0), and M: None where it is not valid.

    M is taken over `days` days (0 where it is not valid); `rated` of the last seven have a score.
    """

    site: str
    start: float
    mean: float | None
    days: int
    rated: int


def measured(course: Course, day: int) -> Measured:
    """Return where `course` stands on the morning of `day`, from the days that are over."""
    base = course.baseline(day)
    site = base.index_site
    return Measured(
        site=SITES[site],
        start=base.scores[site],
        mean=course.week(site, day),
        days=course.span(site, day),
        rated=rated(course, site, day),
    )


def says_over_how_long(figures: Mapping[str, Any] | None) -> bool:
    """Say whether a verdict's figures name the days of a mean: from version 3 of the rule on."""
    return "mean_days" in (figures or {})


def other_site(site: str) -> str:
    """Return the site that is not this one."""
    (other,) = {*SITES} - {site}
    return other


def worse_at_intake(figures: Mapping[str, Any]) -> str:
    """Return the site that decided at first: the worse at the intake, of a tie the leg."""
    leg, back = SITES
    return back if figures["intake"][back] > figures["intake"][leg] else leg


def measured_of(figures: Mapping[str, Any], site: str = "") -> Measured:
    """Return the same from the figures of a verdict, as `figures` writes them; of another `site`
    than the one that decides, where one is named."""
    site = site or figures["index_site"]
    return Measured(
        site=site,
        start=figures["start"][site],
        mean=figures["mean"][site],
        days=figures["mean_days"][site] or 0,
        rated=figures["rated_days"][site],
    )


def rated(course: Course, site: int, day: int) -> int:
    """Return on how many of the seven days before `day` a site was rated."""
    return course.sites[site].rated(day - course.policy.mean_days, day)


def is_improved(figures: Mapping[str, Any], policy: Policy) -> bool:
    """Say whether, by the figures of a verdict, the site that decides has improved enough."""
    site = figures.get("index_site")
    start, mean = ((figures.get(key) or {}).get(site) for key in ("start", "mean"))
    return bool(start is not None and _is_enough(start, mean, policy))


def has_improved(where: Measured, policy: Policy) -> bool | None:
    """Say the same of where somebody stands; None where too few scores say it."""
    return None if where.mean is None else _is_enough(where.start, where.mean, policy)


def _is_enough(start: float, mean: float | None, policy: Policy) -> bool:
    return mean is not None and start - mean >= needed_drop(start, policy) - ROUNDING
