"""Rows of the table: what was measured, what was wanted, and whether it is so."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Rounds = dict[str, list[float]]
"""What each contender cost in each round: `first`, `now`, and the bare thing beside them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row aims at; what is not named is not asked for.

    `share` is of the first release, `times` of the bare thing, `most` in the row's own unit.
    """

    share: float | None = None
    times: float | None = None
    most: float | None = None

    def in_words(self, unit: str) -> str:
        """As the table says it."""
        said = []
        if self.share is not None:
            said.append(f"≤ {self.share:g} of first")
        if self.times is not None:
            said.append(f"≤ {self.times:g} × bare")
        if self.most is not None:
            said.append(f"≤ {self.most:g} {unit}")
        return ", ".join(said)

    def met(self, row: "Row") -> bool:
        """Whether all of it is so."""
        return all((
            self.share is None or (row.share is not None and row.share <= self.share),
            self.times is None or (row.times is not None and row.times <= self.times),
            self.most is None or row.now <= self.most,
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line: medians of both builds and of the bare thing, in `unit`."""

    name: str
    unit: str
    first: float | None
    now: float
    bare: float | None = None
    wanted: Wanted = Wanted()

    @property
    def share(self) -> float | None:
        """How much of the first release's cost is left."""
        return self.now / self.first if self.first else None

    @property
    def times(self) -> float | None:
        """How many times the bare thing."""
        return self.now / self.bare if self.bare else None

    @property
    def verdict(self) -> str:
        """Whether it is as wanted."""
        said = self.wanted.in_words(self.unit)
        return "" if not said else "yes" if self.wanted.met(self) else "NO"


def of_rounds(name: str, unit: str, rounds: Rounds, wanted: Wanted, bare: str = "") -> Row:
    """A row of medians over the rounds."""
    middle = {who: median(costs) for who, costs in rounds.items()}
    return Row(name, unit, middle["first"], middle["now"], middle.get(bare), wanted)


def printed(rows: Sequence[Row]) -> list[str]:
    """The table, as Markdown."""
    lines = [
        "| | first | now | now ÷ first | × bare | wanted | met |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        numbers = [_number(row.first, row.unit), _number(row.now, row.unit),
                   _number(row.share), _number(row.times)]  # fmt: skip
        cells = [row.name, *numbers, row.wanted.in_words(row.unit), row.verdict]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _number(value: float | None, unit: str = "") -> str:
    if value is None:
        return ""
    digits = 0 if value >= 100 or unit in ("kB", "statements") else 1 if value >= 20 else 2
    return f"{value:.{digits}f} {unit}".rstrip()
