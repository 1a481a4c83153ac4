"""What was decided on a flag, and figures of days since, as literals."""

from datetime import date, timedelta
from typing import Any

from homecare.flags.holding import Decision

DECIDED = date(2026, 3, 30)
DAY = timedelta(days=1)


def after(days: int) -> date:
    return DECIDED + days * DAY


def figures(leg: float | None = 5.0, back: float | None = 3.0, rated: int = 0) -> dict[str, Any]:
    """Means of a day, the last score given so many days after the decision."""
    return {
        "index_site": "leg",
        "mean": {"leg": leg, "back": back},
        "last_rated": after(rated).isoformat(),
    }


def decided(kind: str, **more: Any) -> Decision:
    occasions = more.pop("occasions", (f"{kind}:2026-03-02",))
    return Decision(kind, DECIDED, occasions, more.pop("figures", figures()), **more)
