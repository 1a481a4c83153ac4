"""What becomes of two records of one person, from what both hold. Pure.

The keeper's record stays; what the duplicate holds goes there. Of two open stretches of care one
goes on, and nothing that asks for somebody may end with the other.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from homecare.clients.finding import same_name
from homecare.clients.merged.models import DUPLICATE, KEEPER
from homecare.language import long_date
from homecare.refusals import Problems

BOTH = "both"
ONE_OF_TWO = (
    "name", "date_of_birth", "telephone", "email", "gp", "medicines", "therapist_id",
)  # fmt: skip
"""Of these one is taken; of medicines both can be."""

CALLED = ("the record that stays", "the other record")
CHOOSE_CARE = "Both records have open care. Choose which goes on."
CHOOSE_SIGN_IN = "Two people sign in. Choose who opens the record from now on."
CLEAR_FIRST = (
    "A red-flag answer stands in the care that would end. Let that care go on, or speak with the "
    "client and clear the answer first."
)
DECIDE_FIRST = (
    "A flag that can’t wait is open in the care that would end. Let that care go on, or decide on "
    "the flag first."
)
CHOOSE = "Choose one of the two."
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class OpenCare:
    """The open care of a record: whether a red-flag answer stands in it, and whether its flag is
    one that may not end unseen."""

    episode: UUID
    onset: date
    answers_stand: bool = False
    cannot_wait: bool = False


@dataclass(frozen=True, slots=True)
class Holds:
    """What a record holds, as far as it decides what becomes of both.

    `fields` are those of ONE_OF_TWO; `person` is who signs in.
    """

    fields: Mapping[str, Any]
    contraindications: Sequence[str] = ()
    care: OpenCare | None = None
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the therapist chose: keeper or duplicate each; of a field that is not named the
    keeper's, or the only one there is."""

    goes_on: str = ""
    signs_in: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


class Pair(NamedTuple):
    """Two records, of which the first stays."""

    keeper: Holds
    duplicate: Holds

    def of(self, side: str) -> Holds:
        """The record of that side."""
        return self.duplicate if side == DUPLICATE else self.keeper

    @property
    def both_in_care(self) -> bool:
        """Whether it has to be said which care goes on."""
        return self.keeper.care is not None and self.duplicate.care is not None

    @property
    def two_people(self) -> bool:
        """Whether different people sign in to them."""
        return None not in (who := (self.keeper.person, self.duplicate.person)) and who[0] != who[1]


def problems_of(pair: Pair, choices: Choices) -> Problems:
    """Why the two can't be merged as chosen; nothing where they can."""
    problems = {
        "goes_on": _problem_of_care(pair, choices),
        "signs_in": CHOOSE_SIGN_IN if pair.two_people and not _is_side(choices.signs_in) else "",
        **{name: "" if _is_choice(name, side) else CHOOSE for name, side in choices.fields.items()},
    }
    return {name: text for name, text in problems.items() if text}


def _problem_of_care(pair: Pair, choices: Choices) -> str:
    if not pair.both_in_care:
        return ""
    if not _is_side(choices.goes_on):
        return CHOOSE_CARE
    ends = ending(pair, choices)
    if ends and ends.answers_stand:
        return CLEAR_FIRST
    return DECIDE_FIRST if ends and ends.cannot_wait else ""


def _is_side(chosen: str) -> bool:
    return chosen in (KEEPER, DUPLICATE)


def _is_choice(name: str, side: str) -> bool:
    return name in ONE_OF_TWO and (_is_side(side) or (side, name) == (BOTH, "medicines"))


def going_on(pair: Pair, choices: Choices) -> str:
    """Whose care goes on; empty where nobody is in care."""
    if pair.both_in_care:
        return choices.goes_on
    return KEEPER if pair.keeper.care else DUPLICATE if pair.duplicate.care else ""


def ending(pair: Pair, choices: Choices) -> OpenCare | None:
    """The care that ends by the merge."""
    if not pair.both_in_care:
        return None
    return pair.of(KEEPER if choices.goes_on == DUPLICATE else DUPLICATE).care


def signing_in(pair: Pair, choices: Choices) -> str:
    """Whose sign-in opens the record from now on; the keeper's where nobody signs in."""
    if pair.two_people:
        return choices.signs_in
    return DUPLICATE if pair.duplicate.person and not pair.keeper.person else KEEPER


def usual(pair: Pair, name: str) -> str:
    """What is taken of a field where nobody says otherwise. No medicine is left out."""
    ours, theirs = pair.keeper.fields.get(name), pair.duplicate.fields.get(name)
    if not ours and theirs:
        return DUPLICATE
    return BOTH if name == "medicines" and theirs and ours != theirs else KEEPER


def differing(pair: Pair) -> list[str]:
    """The fields that say something in both records, and not the same."""
    ours, theirs = pair.keeper.fields, pair.duplicate.fields
    said = [name for name in ONE_OF_TWO if ours.get(name) and theirs.get(name)]
    return [name for name in said if ours[name] != theirs[name]]


def taken(pair: Pair, choices: Choices) -> dict[str, Any]:
    """What the record says once it is one. Of two people who sign in, the address goes with the
    one who stays."""
    sides = {name: choices.fields.get(name) or usual(pair, name) for name in ONE_OF_TWO}
    if pair.two_people:
        sides["email"] = choices.signs_in
    return {
        name: _joined(pair) if side == BOTH else pair.of(side).fields.get(name)
        for name, side in sides.items()
    }


def _joined(pair: Pair) -> str:
    said = (side.fields.get("medicines") or "" for side in pair)
    return "\n".join(dict.fromkeys(text.strip() for text in said if text.strip()))


def not_taken(pair: Pair, choices: Choices) -> dict[str, Any]:
    """What either record said that the one record does not say, by field."""
    kept = taken(pair, choices)
    left = {
        name: [side.fields[name] for side in pair if side.fields.get(name)] for name in ONE_OF_TWO
    }
    return {
        name: other
        for name, values in left.items()
        for other in values
        if other != kept[name] and not (name == "medicines" and other in (kept[name] or ""))
    }


def united(pair: Pair) -> list[str]:
    """The reasons against manipulation of both: none is ever lost."""
    return list(dict.fromkeys([*pair.keeper.contraindications, *pair.duplicate.contraindications]))


def warnings_of(pair: Pair) -> list[str]:
    """What speaks for two people, and what must not end."""
    ours, theirs = pair.keeper.fields, pair.duplicate.fields
    found = []
    if (one := ours["date_of_birth"]) != (other := theirs["date_of_birth"]):
        found.append(
            f"The dates of birth differ: {long_date(one)} and {long_date(other)}. "
            "Are these two people?"
        )
    if not same_name(ours["name"], theirs["name"]):
        found.append(
            f"The names differ: {ours['name']} and {theirs['name']}. Are these two people?"
        )
    if pair.two_people:
        found.append("Two people sign in. One of them can’t open the record any more afterwards.")
    return found + _must_go_on(pair)


def _must_go_on(pair: Pair) -> list[str]:
    """Which care can't be the one that ends, said before it is chosen."""
    if not pair.both_in_care:
        return []
    return [
        f"{'A red-flag answer stands' if care.answers_stand else 'A flag that can’t wait is open'} "
        f"in {where}. Its care goes on, or that is dealt with first."
        for where, care in zip(CALLED, (side.care for side in pair), strict=True)
        if care and (care.answers_stand or care.cannot_wait)
    ]


def visits_along(
    visits: Iterable[tuple[UUID, date]], onset: date, standing: Collection[date]
) -> list[UUID]:
    """Which visits of the care that ends count in the care that goes on: since its complaint
    began, on days on which no visit stands there."""
    return [one for one, on in visits if on >= onset and on not in standing]


def appointments_along(
    booked: Iterable[tuple[UUID, datetime]], standing: Collection[datetime]
) -> list[UUID]:
    """Which booked appointments of the care that ends go along: one for each time."""
    return [one for one, starts in booked if starts not in standing]


def lacking(
    answers: Iterable[Item], known: Collection[str], code_of: Callable[[Item], str]
) -> list[Item]:
    """The lines of the background that the care going on does not know, each once."""
    found: dict[str, Item] = {}
    for answer in answers:
        if code_of(answer) not in known:
            found.setdefault(code_of(answer), answer)
    return list(found.values())
