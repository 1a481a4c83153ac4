"""Courses of care as they are drawn: both versions' first flags, and what was decided."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from homecare.assessment.two_versions import (
    ALONE,
    LATER,
    NEITHER,
    NO_MORE,
    SAME,
    SOONER,
    Beside,
)
from homecare.flags.queries import Decision
from homecare.rules.policy import RULE_VERSION

WEEKS_DRAWN = 26
"""A line is so many weeks long, from the intake; what comes later stands in words alone (ours)."""
HEADINGS = {
    SOONER: f"Sooner by version {RULE_VERSION}",
    ALONE: f"By version {RULE_VERSION} alone",
    LATER: f"Later by version {RULE_VERSION}",
    NO_MORE: "By version 2 alone",
    SAME: "On the same day by both",
    NEITHER: "By neither",
}
"""The groups in their order: what differs comes first."""
UNFOLDED = (SOONER, ALONE, LATER, NO_MORE)


class Line(NamedTuple):
    """A course of care with its marks, each as a share of the line's length in per cent."""

    course: Beside
    decisions: Sequence[Decision]
    before: float | None
    now: float | None
    decided: Sequence[float]


class Group(NamedTuple):
    """Lines with one outcome under a heading; those where nothing differs are folded away."""

    heading: str
    lines: Sequence[Line]
    folded: bool


def drawn(courses: Sequence[Beside], decided: Mapping[UUID, Sequence[Decision]]) -> list[Group]:
    """Return the groups of what differs between the versions, each with its lines."""
    lines = [_line(one, decided.get(one.episode_id, ())) for one in courses]
    return [
        Group(heading, [line for line in lines if line.course.what == what], what not in UNFOLDED)
        for what, heading in HEADINGS.items()
    ]


def _line(course: Beside, decisions: Sequence[Decision]) -> Line:
    def place(on: date) -> float | None:
        share = (on - course.intake_on).days / (7 * WEEKS_DRAWN) * 100
        return round(share, 1) if 0 <= share <= 100 else None

    before, now = (flag and place(flag.on) for flag in (course.before, course.now))
    places = [place(decision.on) for decision in decisions]
    return Line(course, decisions, before, now, [one for one in places if one is not None])
