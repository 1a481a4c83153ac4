"""The forms in which an exercise gets a practice's own words and photos."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import FileInput

from homecare.forms import NumberField, PlainForm, options
from homecare.language import starts_upper
from homecare.library.own import BIASES, DOSE_RANGES, POSITIONS, OwnWords
from homecare.library.photos.cleaning import FIELD, MOST_BYTES, cleaned
from homecare.library.photos.operations import NewPhoto
from homecare.library.photos.words import LONGEST, MOST, Shown
from homecare.refusals import Refusal

ONE_EACH = "Choose one photo here, and the others below."
SAY_WHAT = "Say what the photo shows, for somebody who does not see it."
NO_PHOTO = "There is no photo for these words. Choose one, or take the words out."
TOO_LONG = f"Write at most {LONGEST} characters."
AGAIN = "Choose this photo again: a browser sends a file only once."


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
    the exercise it is made from has already."""

    photo_1, photo_2, photo_3, photo_4 = (
        MultipleFileField(f"Photo {place}", widget=FileInput(), validators=[Optional()])
        for place in range(1, MOST + 1)
    )
    shows_1, shows_2, shows_3, shows_4 = (
        StringField(f"What photo {place} shows", filters=[_stripped])
        for place in range(1, MOST + 1)
    )
    keep_1, keep_2, keep_3, keep_4 = (
        BooleanField(f"Keep photo {place}") for place in range(1, MOST + 1)
    )

    def begin_with(self, photos: Sequence[Shown]) -> None:
        """Keep the photos there are, until that is taken back."""
        for place, photo in enumerate(photos, 1):
            self[f"shows_{place}"].data, self[f"keep_{place}"].data = photo.shows, True

    def photos(self, there: Sequence[Shown]) -> list[Shown | NewPhoto]:
        """The photos as they may be kept; `there` are those of the exercise this one is made from.

        Raises Refusal with each field that something is wrong with.
        """
        found, problems = [], dict[str, str]()
        for place in range(1, MOST + 1):
            try:
                one = self._photo(place, there[place - 1] if place <= len(there) else None)
            except Refusal as refused:
                problems |= refused.problems
            else:
                found += [one] if one else []
        if problems:
            raise Refusal(problems)
        return found

    def ask_again(self) -> None:
        """Say at each photo that came along that it has to be chosen again."""
        for place in range(1, MOST + 1):
            field = self[f"photo_{place}"]
            if self._files(place) and not field.errors:
                field.errors = [AGAIN]

    def _photo(self, place: int, there: Shown | None) -> Shown | NewPhoto | None:
        files, shows = self._files(place), " ".join((self[f"shows_{place}"].data or "").split())
        kept = there if there is not None and self[f"keep_{place}"].data else None
        if len(files) > 1:
            raise Refusal({f"photo_{place}": ONE_EACH})
        if not files and kept is None:
            if shows and there is None:
                raise Refusal({f"photo_{place}": NO_PHOTO})
            return None
        if not shows or len(shows) > LONGEST:
            raise Refusal({f"shows_{place}": TOO_LONG if shows else SAY_WHAT})
        if not files and kept is not None:
            return Shown(kept.id, shows, kept.width, kept.height)
        return NewPhoto(_clean(files[0], place), shows)

    def _files(self, place: int) -> list[Any]:
        return [file for file in self[f"photo_{place}"].data or () if file.filename]


class AdaptForm(PhotosForm):
    """A copy of an exercise."""

    instead = BooleanField("Take the one it was made from out of use")


class NewForm(PhotosForm):
    """An exercise of nobody's but the practice's."""

    sided = BooleanField("It is done on one side at a time")


def _clean(file: Any, place: int) -> Any:
    try:
        return cleaned(file.stream.read(MOST_BYTES + 1))
    except Refusal as refused:
        raise Refusal({f"photo_{place}": refused.problems[FIELD]}) from refused
