"""How a rule did on a cohort."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean

from benchmarks.cohort.contenders import LAST_DAY, RULES, Watched
from benchmarks.cohort.people import Person

MOST_CHANGES = 2


@dataclass(slots=True)
class Tally:
    """Counts of one rule on one cohort."""

    people: int = 0
    stalled: int = 0
    recovering: int = 0
    flagged: int = 0
    found: int = 0
    disturbed: int = 0
    flags: int = 0
    flapping: int = 0
    days: Counter[int] = field(default_factory=Counter)

    def add(self, person: Person, watched: Watched) -> None:
        """Count what the rule did with one person."""
        self.people += 1
        self.stalled += person.stalled
        self.recovering += person.recovering
        self.flags += watched.flags
        self.flapping += watched.changes > MOST_CHANGES
        if watched.first is not None:
            self.flagged += 1
            self.found += person.stalled
            self.disturbed += person.recovering
            if person.stalled:
                self.days[watched.first] += 1

    def figures(self) -> dict[str, float]:
        """Return the columns of the table; 0 where nobody is to be found."""
        days = sorted(self.days.elements())
        return {
            "sensitivity": self.found / max(self.stalled, 1),
            "recovering flagged": self.disturbed / max(self.recovering, 1),
            "predictive value": self.found / max(self.flagged, 1),
            "median day": days[len(days) // 2] if days else 0,
            "flags /100/week": 100 * self.flags / max(self.people, 1) / (LAST_DAY / 7),
            "flapping": self.flapping / max(self.people, 1),
        }


def tallies(people: Iterable[Person]) -> dict[str, Tally]:
    """Let every rule watch every person."""
    found = {name: Tally() for name in RULES}
    for person in people:
        for name, rule in RULES.items():
            found[name].add(person, rule(person.history))
    return found


def table(cohorts: list[dict[str, Tally]]) -> str:
    """Return the table, each figure the mean over the cohorts."""
    lines: list[str] = []
    for name in RULES:
        each = [cohort[name].figures() for cohort in cohorts]
        means = {column: fmean(one[column] for one in each) for column in each[0]}
        if not lines:
            lines = [f"| rule | {' | '.join(means)} |", f"|---{'|---' * len(means)}|"]
        cells = (f"{value:.{_places(column)}f}" for column, value in means.items())
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _places(column: str) -> int:
    return {"median day": 0, "flags /100/week": 1}.get(column, 3)
