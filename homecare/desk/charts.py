"""The chart as a therapist sees it: with the start and what would be an improvement."""

from functools import lru_cache
from typing import Any

from homecare.progress.chart.pain_chart import pain_chart
from homecare.progress.queries import LEG, Course


@lru_cache(maxsize=16)
def charts(drawn: Course) -> tuple[str, str]:
    """The chart for a wide page and for a narrow one; empty on the first day.

    A pure function of the course, so what is kept is never outdated: 16 years hold 1 MB.
    """
    if len(drawn.days) < 2:
        return "", ""
    site, start, goal = drawn.start.site, drawn.start.score, drawn.start.goal
    # Line and band are of the site that decides; what is said beside them may be of the other one.
    other = f"back {drawn.start.back:.1f}" if site == LEG else f"leg {drawn.start.leg:.1f}"
    more: dict[str, Any] = {
        "goal": goal,
        "goal_words": "" if goal is None else f"improvement needed: {site} {goal:.1f} or less",
        "start": start,
        "start_words": f"{site} at the start: {start:.1f} ({other})",
    }
    narrow = pain_chart(drawn, width=360, height=470, name="narrow-chart", **more)
    return pain_chart(drawn, height=390, **more), narrow
