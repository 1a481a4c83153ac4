"""The form in which an exercise gets a practice's own words."""

from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField

from homecare.forms import NumberField, PlainForm, options
from homecare.language import starts_upper
from homecare.library.own import BIASES, DOSE_RANGES, POSITIONS, OwnWords


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def _choice(label: str, values: tuple[str, ...]) -> SelectField:
    return SelectField(label, choices=options(*((one, starts_upper(one)) for one in values)))


class OwnWordsForm(PlainForm):
    """Everything that may be said of an exercise; `problems_of` says what may not."""

    name = StringField("Name", filters=[_stripped])
    position = _choice("Position", POSITIONS)
    area = StringField("Area", filters=[_stripped])
    bias = _choice("Bias", BIASES)
    steps = TextAreaField("How to do it", filters=[_stripped])
    feel = TextAreaField("What to feel", filters=[_stripped])
    own_stop = TextAreaField("When to stop, besides", filters=[_stripped])
    caution = TextAreaField("Care with", filters=[_stripped])
    sets = NumberField("Sets", DOSE_RANGES["sets"])
    reps = NumberField("Times", DOSE_RANGES["reps"])
    hold_seconds = NumberField("Hold (s)", DOSE_RANGES["hold_seconds"])
    minutes = NumberField("Minutes", DOSE_RANGES["minutes"])
    times_a_day = NumberField("A day", DOSE_RANGES["times_a_day"])
    instead = BooleanField("Take the one it was made from out of use")

    def words(self) -> OwnWords:
        """What was typed; each line of `steps` is a step."""
        lines = (line.strip() for line in (self.steps.data or "").splitlines())
        texts = ("name", "position", "area", "bias", "feel", "own_stop", "caution")
        said: dict[str, Any] = {name: " ".join((self[name].data or "").split()) for name in texts}
        dose = {name: self[name].data for name in DOSE_RANGES}
        return OwnWords(steps=tuple(line for line in lines if line), **said, **dose)
