"""The caseload in groups: how densely a phone shows each, and what it folds away.

Nothing that asks for somebody is folded: a flag, an answer, somebody to discharge, a client without
a programme, or whom nobody has asked the red-flag questions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from homecare.desk.caseload.case_row import CaseRow
from homecare.desk.caseload.marks import TO_DISCHARGE
from homecare.desk.caseload.needs import GROUPS, RED
from homecare.rules.verdict.episode_on_day import TOO_FEW

CALM = (TOO_FEW, "rest")
"""Needs that ask for nobody."""
FOLDED_FROM = 9
"""So many calm clients of a group are folded away (ours)."""
LONG, FIRST = 60, 40
"""Of more calm clients of a group than `LONG`, only the `FIRST` are drawn before somebody asks for
all of them (ours)."""
MANY, MOST = 20, 32
"""With more who ask than these, a phone shows less: first no "Now", then one line of why (ours)."""
WHOLE = (*RED, "worse")
"""Needs whose reason is never shortened."""
SEVERAL_STATES = ("worse", "answer", "review", *CALM)
"""Groups whose heading does not say the state of each in it."""


@dataclass(frozen=True)
class Group:
    """Clients of one need: `rows` stand there, `folded` behind the heading, and `left` so many are
    not drawn.

    `density` names how a phone shows the rows.
    """

    heading: str
    rows: list[CaseRow]
    folded: list[CaseRow]
    density: str
    left: int = 0

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.rows) + len(self.folded) + self.left


def shown_groups(rows: Sequence[CaseRow], *, fold: bool = True, whole: bool = False) -> list[Group]:
    """The rows, which are in order, by need. What somebody searched for is not folded; `whole`,
    nobody is left out."""
    asking = sum(row.need not in CALM for row in rows)
    return [
        _group(need, list(some), asking, fold=fold, whole=whole)
        for need, some in groupby(rows, lambda row: row.need)
    ]


def _group(need: str, rows: list[CaseRow], asking: int, *, fold: bool, whole: bool) -> Group:
    calm = [row for row in rows if need in CALM and not asks(row)]
    folded = calm if fold and len(calm) >= FOLDED_FROM else []
    shown = [row for row in rows if asks(row)] if folded else rows
    several = need in SEVERAL_STATES or any(row.is_emergency for row in rows)
    density = "lines" if folded else " ".join(_density(need, asking, several=several))
    first = folded if whole or len(folded) <= LONG else folded[:FIRST]
    return Group(GROUPS[need], shown, first, density, len(folded) - len(first))


def _density(need: str, asking: int, *, several: bool) -> Iterator[str]:
    if not several:
        yield "same-state"
    if need not in WHOLE:
        yield "brief"
        yield from ["many"] * (asking > MANY) + ["most"] * (asking > MOST)


def asks(row: CaseRow) -> bool:
    """Whether something is to be done about a calm client: to discharge, a first programme,
    red-flag questions or a background never asked, or a letter with no answer or an unread one."""
    return (
        not row.has_programme
        or not (row.is_asked and row.is_background_asked)
        or row.late_letter is not None
        or row.unread_letter is not None
        or any(mark in TO_DISCHARGE for mark in row.marks)
    )
