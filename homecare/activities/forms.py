"""Fields for what matters to a client: at intake, on their record, and on their own page."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import Length, Optional

from homecare.activities.operations import Named
from homecare.activities.words import LONGEST, MOST, Activity
from homecare.forms import MEANWHILE, THEIRS, OpenedForm, PlainForm, put_into, score
from homecare.refusals import Problems, Refusal

PLACES = range(1, MOST + 1)
NTH = ("First", "Second", "Third")
TOO_LONG = Length(max=LONGEST, message=f"Write at most {LONGEST} characters.")
SCORE_IT = "Choose from 0 to 10 how well it goes."
NAME_IT = "Write what it is, in a few words."
NO_ROOM = (
    "Meanwhile somebody named others, and there is room for three. Yours is not kept yet: “{}”, "
    "{}. Write it in the place of another, or leave it."
)
TWICE = "This stands here already. Write something else, or leave it empty."

Row = tuple[str, str, int | None, str]
"""The id of what is named already (else empty), the words, the score, and what is wrong."""
NO_ROW: Row = ("", "", None, "")


class ActivityFields(PlainForm):
    """Up to three activities, each with words and a score; all may be left empty."""

    @property
    def places(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each place: the id of what stands there, the words, the score."""
        return [(self[f"known_{n}"], self[f"activity_{n}"], self[f"goes_{n}"]) for n in PLACES]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that what is named has a score and stands there once."""
        fine = bool(super().validate(extra_validators))
        seen: set[str] = set()
        for known, words, goes in self.places:
            said = _tidy(words.data)
            if said and goes.data is None and not goes.errors:
                goes.errors = [SCORE_IT]
            if not said and goes.data is not None and not known.data:
                words.errors = [*words.errors, NAME_IT]
            if said and said.casefold() in seen:
                words.errors = [*words.errors, TWICE]
            seen.add(said.casefold())
        return fine and not any(field.errors for place in self.places for field in place)

    def named(self) -> list[Named]:
        """What is named, once the form is valid; an emptied place names nothing."""
        return [
            (known.data or "", said, goes.data)
            for known, words, goes in self.places
            if (said := _tidy(words.data))
        ]


def _tidy(words: str | None) -> str:
    return " ".join((words or "").split())


for _place in PLACES:
    setattr(ActivityFields, f"known_{_place}", HiddenField(validators=[Optional(), Length(max=36)]))
    setattr(ActivityFields, f"activity_{_place}",
            StringField(f"{NTH[_place - 1]} thing", validators=[Optional(), TOO_LONG]))  # fmt: skip
    setattr(ActivityFields, f"goes_{_place}", score("How well it goes", required=False))


def as_named(activities: Sequence[Activity]) -> dict[str, Any]:
    """The fields as they stand, for the form."""
    found: dict[str, Any] = {}
    for place, one in zip(PLACES, activities, strict=False):
        found |= {f"known_{place}": one.id, f"activity_{place}": one.words,
                  f"goes_{place}": one.start}  # fmt: skip
    return found


def as_opened(activities: Sequence[Activity]) -> dict[str, Any]:
    """What is named, by its id: the words, and the score at the start."""
    return {one.id: [one.words, one.start] for one in activities}


class ActivitiesForm(OpenedForm, ActivityFields):
    """What is named already and the places that are left, as two people may fill them at once."""

    def __init__(self, stands: Sequence[Activity], **more: Any) -> None:
        """`stands` is what is named now."""
        super().__init__(data=as_named(stands), **more)
        if self.opened.raw_data is None:
            self._open_with(as_opened(stands))
            return
        for _, _, goes in self.places:  # a score that was not sent is nobody else's of that place
            goes.data = goes.data if goes.raw_data else None

    def meet(self, stands: Mapping[str, Any]) -> list[str]:
        """As any form over what is stored; `stands` is what is named now (`as_opened`).

        What was named or taken out elsewhere since is named or gone here too.
        """
        knew = self.opened_with()
        sent = [
            (known.data or "", [_tidy(words.data), goes.data]) for known, words, goes in self.places
        ]
        mine = dict(sent)
        mine |= {id: ["", None] for id in knew if id not in mine}  # what is not sent is taken out
        rows = [_of_two(id, now, mine.get(id), knew.get(id)) for id, now in stands.items()]
        taken = [words for id, words, _, _ in rows if id not in knew and id not in mine]
        rows += [
            ("", *said, "")
            for known, said in sent
            if said[0] and known not in stands and knew.get(known) != said
            and ["", *said] not in [["", words, goes] for _, words, goes, _ in rows]
        ]  # fmt: skip
        rows = [row for row in rows if row[1] or row[3]]
        self._show(rows[:MOST])
        self._open_with(stands)
        problems = _problems_of(rows)
        if problems or len(rows) > MOST:
            left = [NO_ROOM.format(words, goes) for _, words, goes, _ in rows[MOST:]]
            raise Refusal({"": " ".join([MEANWHILE, *left])} | problems)
        return [f"“{words}”" for words in taken]

    def _show(self, rows: Sequence[Row]) -> None:
        for place, row in zip_longest(self.places, rows, fillvalue=NO_ROW):
            for field, value in zip(place, row, strict=False):
                put_into(field, value)


def _of_two(id: str, now: list[Any], typed: list[Any] | None, was: Any) -> Row:
    """What is to stand of an activity that is named already, and what is wrong with that."""
    if typed is None or typed in (now, was):
        return (id, *now, "")
    if was == now or (was and not typed[0] and not now[0]):
        return (id, *typed, "")
    return (id, *typed, THEIRS.format(f"“{now[0]}”, {now[1]}"))


def _problems_of(rows: Sequence[Row]) -> Problems:
    problems: Problems = {}
    named = [row[1].casefold() for row in rows]
    for place, (_, words, _, wrong) in enumerate(rows[:MOST], start=1):
        twice = TWICE if words and words.casefold() in named[: place - 1] else ""
        if wrong or twice:
            problems[f"activity_{place}"] = wrong or twice
    return problems


class HowItGoesFields(PlainForm):
    """How well each goes now: a score for each that is named, all of which may be left out.

    `named` are their ids as the page showed them, so that no score goes to another one.
    """

    named = HiddenField(validators=[Optional(), Length(max=120)])

    def ask(self, activities: Sequence[Activity], before: dict[str, int]) -> list[tuple[Any, Any]]:
        """Each activity with its field, as it was sent or as it stands; for the page."""
        data = self.scores() if self.is_submitted() else before
        self.named.data = ",".join(one.id for one in activities)
        asked = []
        for place, one in zip(PLACES, activities, strict=False):
            field = self[f"now_{place}"]
            field.data = data.get(one.id)
            asked.append((one, field))
        return asked

    def scores(self) -> dict[str, int]:
        """The score of each by its id, as far as they were given."""
        ids = (self.named.data or "").split(",")
        given = ((id, self[f"now_{place}"].data) for place, id in zip(PLACES, ids, strict=False))
        return {id: score for id, score in given if id and score is not None}


for _place in PLACES:
    setattr(HowItGoesFields, f"now_{_place}", score("How well it goes now", required=False))
