"""Activities and how they go, in plain words and pure: nothing here reads a clock or a database.

The model is the Patient-Specific Functional Scale (Stratford 1995, from memory): up to three
activities that somebody names, 0 (can't do it) to 10 (as before). A change of two to three points
is more than scatter there; a fall of three at two checks is told (ours, docs/rule.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from homecare.language import listed, long_date, starts_upper

MOST = 3
LONGEST = 60  # characters
LOW, HIGH = "can’t do it", "as before"
FALL = 3  # points
SCALE = f"0 ({LOW}) to 10 ({HIGH})"


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity as it was named: its id, the words, and the score of then with its day."""

    id: str
    words: str
    start: int
    on: date

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Activity":
        """As it is kept with the episode."""
        return cls(kept["id"], kept["words"], kept["start"], date.fromisoformat(kept["on"]))

    def kept(self) -> dict[str, Any]:
        """What the episode keeps of it."""
        return {"id": self.id, "words": self.words, "start": self.start, "on": self.on.isoformat()}


@dataclass(frozen=True, slots=True)
class Followed:
    """An activity with the scores given since it was named, the oldest first."""

    activity: Activity
    scores: tuple[tuple[date, int], ...] = ()

    @property
    def words(self) -> str:
        """The client's own words."""
        return self.activity.words

    @property
    def now(self) -> int:
        """The newest score."""
        return self.scores[-1][1] if self.scores else self.activity.start

    @property
    def in_short(self) -> str:
        """The words with the score at the start and the newest: "Sit through a film 3 → 6"."""
        start, words = self.activity.start, starts_upper(self.words)
        return f"{words} {start} → {self.now}" if self.scores else f"{words} {start}"

    @property
    def sentence(self) -> str:
        """Both scores with their days, and those with their years, as nobody knows when it is read
        or how long ago somebody answered: "Sit through a film: 3 on 2 March 2026"."""
        start = f"{self.activity.start} on {long_date(self.activity.on)}"
        now = f", {self.now} on {long_date(self.scores[-1][0])}" if self.scores else ""
        return f"{starts_upper(self.words)}: {start}{now}"

    @property
    def fall(self) -> str:
        """That it fell by FALL points or more at the last two checks, with every figure; or
        nothing. It fell from the start, or from what had held at two checks running."""
        if len(self.scores) < 2:
            return ""
        *before, first, last = (score for _, score in self.scores)
        held = max([self.activity.start, *(min(pair) for pair in pairwise(before))])
        if max(first, last) > held - FALL:
            return ""
        since = "at the start" if held == self.activity.start else "at two checks before"
        return f"“{self.words}” was {held} {since}, and {first} and {last} at the last two checks"


def newly_fallen(before: Iterable[Followed], after: Iterable[Followed]) -> str:
    """What has fallen now and had not before, as one sentence; empty where nothing has."""
    known = {one.activity.id for one in before if one.fall}
    fell = [one.fall for one in after if one.fall and one.activity.id not in known]
    return f"{listed(fell)} ({SCALE})." if fell else ""


def names_of(activities: Sequence[Activity]) -> str:
    """The activities with their first scores, as a change of the record tells them."""
    each = [f"“{one.words}” {one.start}" for one in activities]
    return listed(each) if each else ""
