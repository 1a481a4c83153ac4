"""The forms in which an exercise gets a practice's own words and photos."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import FileInput

from homecare.forms import NumberField, PlainForm, options
from homecare.language import starts_upper
from homecare.library.own import BIASES, DOSE_RANGES, POSITIONS, OwnWords
from homecare.library.photos.cleaning import FIELD, MOST_BYTES, CleanPhoto, cleaned
from homecare.library.photos.words import LONGEST, MOST, Shown
from homecare.refusals import Refusal

ONE_EACH = "Choose one photo here, and the others below."
SAY_WHAT = "Say what the photo shows, for somebody who does not see it."
NO_PHOTO = "There is no photo for these words. Choose one, or take the words out."
TOO_LONG = f"Write at most {LONGEST} characters."
PLACES = range(1, MOST + 1)


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def _choice(label: str, values: tuple[str, ...], unchosen: str = "") -> SelectField:
    """One of the values; with words for `unchosen`, none of them until somebody chooses."""
    nothing = [("", unchosen)] if unchosen else []
    choices = [*nothing, *((one, starts_upper(one)) for one in values)]
    return SelectField(label, choices=options(*choices))


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
    film = StringField("A film", filters=[_stripped])

    def words(self) -> OwnWords:
        """What was typed; each line of `steps` is a step."""
        lines = (line.strip() for line in (self.steps.data or "").splitlines())
        texts = ("name", "position", "area", "bias", "feel", "own_stop", "caution", "film")
        said: dict[str, Any] = {name: " ".join((self[name].data or "").split()) for name in texts}
        dose = {name: self[name].data for name in DOSE_RANGES}
        return OwnWords(steps=tuple(line for line in lines if line), **said, **dose)


class PhotosForm(OwnWordsForm):
    """The same with up to four photos: `photo_1` a file, `shows_1` its words, `keep_1` for one that
    is there already: of the exercise this one is made from, or `held_1` since something else on
    this page was wrong."""

    photo_1, photo_2, photo_3, photo_4 = (
        MultipleFileField(f"Photo {place}", widget=FileInput(), validators=[Optional()])
        for place in PLACES
    )
    shows_1, shows_2, shows_3, shows_4 = (
        StringField(f"What photo {place} shows", filters=[_stripped]) for place in PLACES
    )
    keep_1, keep_2, keep_3, keep_4 = (BooleanField(f"Keep photo {place}") for place in PLACES)
    held_1, held_2, held_3, held_4 = (HiddenField() for _ in PLACES)

    def begin_with(self, photos: Mapping[int, Shown]) -> None:
        """Keep the photos there are, until that is taken back."""
        for place, photo in photos.items():
            self[f"shows_{place}"].data, self[f"keep_{place}"].data = photo.shows, True

    def held(self) -> dict[int, str]:
        """The ids of the photos that are held, as they were sent, by their places."""
        return {n: self[f"held_{n}"].data for n in PLACES if self[f"held_{n}"].data}

    def hold(self, place: int, photo: Shown) -> None:
        """Show a photo that is kept until the rest of the form is right."""
        self[f"held_{place}"].data, self[f"keep_{place}"].data = str(photo.id), True

    def sent(self) -> tuple[dict[int, CleanPhoto], dict[str, str]]:
        """The photos that came along, clean, by their places, and what is wrong with others."""
        clean, problems = {}, dict[str, str]()
        for place in PLACES:
            files = [file for file in self[f"photo_{place}"].data or () if file.filename]
            try:
                if len(files) > 1:
                    raise Refusal({FIELD: ONE_EACH})
                if files:
                    clean[place] = cleaned(files[0].stream.read(MOST_BYTES + 1))
            except Refusal as refused:
                problems[f"photo_{place}"] = refused.problems[FIELD]
        return clean, problems

    def photos(self, there: Mapping[int, Shown]) -> tuple[list[Shown], dict[str, str]]:
        """The photos `there` that are to be kept, with the words that were typed, in their order,
        and what is wrong with those words, by field."""
        kept, problems = [], dict[str, str]()
        for place in PLACES:
            shows = " ".join((self[f"shows_{place}"].data or "").split())
            photo = there.get(place)
            if photo is None and shows:
                problems[f"photo_{place}"] = NO_PHOTO
            if photo is None or not self[f"keep_{place}"].data:
                continue
            if not shows or len(shows) > LONGEST:
                problems[f"shows_{place}"] = TOO_LONG if shows else SAY_WHAT
            kept.append(replace(photo, shows=shows))
        return kept, problems


class AdaptForm(PhotosForm):
    """A copy of an exercise."""

    instead = BooleanField("Take the one it was made from out of use")


class NewForm(PhotosForm):
    """An exercise of nobody's but the practice's."""

    position = _choice("Position", POSITIONS, "Choose …")
    bias = _choice("Bias", BIASES, "Choose …")
    sided = BooleanField("It is done on one side at a time")
