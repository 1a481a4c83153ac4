"""Fields for what matters to a client: at intake, on their record, and on their own page."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import Length, Optional

from homecare.activities.operations import Named
from homecare.activities.words import LONGEST, MOST, Activity
from homecare.forms import PlainForm, score

PLACES = range(1, MOST + 1)
NTH = ("First", "Second", "Third")
TOO_LONG = Length(max=LONGEST, message=f"Write at most {LONGEST} characters.")
SCORE_IT = "Choose from 0 to 10 how well it goes."
NAME_IT = "Write what it is, in a few words."
TWICE = "This stands here already. Write something else, or leave it empty."


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
