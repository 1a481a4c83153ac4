"""Diaries of chance: spells of days on which somebody behaves alike, one after the other."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tests.make.diary import BRIDGE, ROLLS
from tests.make.flags import on

DONE = [("exercise", {"line": line, "outcome": "done"}) for line in (ROLLS, BRIDGE)]
MORE = [("exercise", {"line": BRIDGE, "outcome": "partly", "times": 3})]
SAID = [
    ("check", {"change": 1}), ("check_in", {"answer": "same"}), ("why", {"reason": "no_time"}),
    ("note", {"text": "Long drive"}), ("sitting", {"minutes": 20}), ("bath", {"kept": "kept"}),
    ("exercise", {"line": ROLLS, "outcome": "not"}), ("flare", {"state": "end"}),
]  # fmt: skip
"""What makes a day logged, and is no score."""


@dataclass(frozen=True)
class Spell:
    """Some days on which somebody behaves alike, with their scores."""

    kind: str
    days: int
    leg: int
    back: int


@dataclass
class Diary:
    """What was sent for each day after the intake, the days away, the
    days on which a red-flag answer stopped the exercises, and the morning of the look."""

    sent: dict[int, list[tuple[str, Any]]] = field(default_factory=dict)
    away: list[tuple[int, int]] = field(default_factory=list)
    stopped: list[tuple[int, int]] = field(default_factory=list)  # answered, and cleared
    day: int = 7

    def logged(self) -> list[date]:
        return [on(day) for day, told in sorted(self.sent.items()) if told]


KINDS = (
    "daily",
    "daily",
    "seldom",
    "silent",
    "silent",
    "away",
    "flare",
    "noon",
    "words",
    "stopped",
)
SPELLS = st.lists(
    st.builds(Spell, st.sampled_from(KINDS), st.integers(3, 16), st.integers(0, 9),
              st.integers(0, 9)),
    min_size=1, max_size=4,
)  # fmt: skip
LATE = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 10)), max_size=2)


def diary_of(spells: list[Spell]) -> Diary:
    """The spells one after the other, to the end of a week."""
    diary, first = Diary(), 1
    for spell in spells:
        for passed in range(spell.days):
            diary.sent[first + passed] = sent_on(spell, passed)
        if spell.kind == "away":
            diary.away.append((first, first + spell.days - 1))
        if spell.kind == "stopped":
            diary.stopped.append((first, first + spell.days))
        first += spell.days
    diary.day = -(-first // 7) * 7
    return diary


NOON = [
    [DONE[1], ("flare", {"state": "start"}), DONE[0], MORE[0]],  # corrected since
    [DONE[1], *MORE],
    [DONE[1], ("flare", {"state": "end"}), DONE[0]],
]
"""A flare-up that begins, and ends, after something was done."""


def sent_on(spell: Spell, passed: int) -> list[tuple[str, Any]]:
    pain = ("pain", {"leg": spell.leg, "back": spell.back})
    return {
        "noon": [pain, *NOON[passed % len(NOON)]],
        "daily": [pain, *DONE],
        "seldom": [pain, *MORE] if passed % 4 == 0 else [],
        "silent": [],
        "away": DONE if passed == 1 else [],
        "flare": [pain, *DONE, *([("flare", {"state": "start"})] if passed == 0 else [])],
        "stopped": [pain, *(DONE if passed in (0, 2) else [])],
        "words": [SAID[passed % len(SAID)]],
    }[spell.kind]
