"""What every form of ours shares: plain messages, printable words, and the makers of fields."""

import re
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    IntegerField,
    RadioField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from homecare.refusals import Problems

LONG = Length(max=2000, message="Write at most 2,000 characters.")


SHORT = Length(max=200, message="Write at most 200 characters.")


# A name with a line break could end the header of a mail early; only a long text has lines.
# A mark of direction that turns what follows round could make a page say something else.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")


_LINES = re.compile(r"[\r\n\t]")


# WTForms' own sentences, said so that somebody knows what to write instead.
_SAID_PLAINLY = {
    "Not a valid date value.": "Write the date as day, month and year.",
    "Not a valid datetime value.": "Write a day and a time.",
    "Not a valid integer value.": "Write a whole number.",
    "Not a valid choice.": "Choose one of these.",
    "Invalid Choice: could not coerce.": "Choose one of these.",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Choose from these.",
}


class _PlainWords:
    """What WTForms asks for its own messages: they come back in plain words."""

    def gettext(self, text: str) -> str:
        return _SAID_PLAINLY.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        text = one if number == 1 else many
        return "Choose from these." if "valid choice" in text else text


class PlainForm(FlaskForm):  # type: ignore[misc]
    """A form whose every message is plain English."""

    class Meta:
        def get_translations(self, form: Any) -> _PlainWords:
            return _PlainWords()

    def __init__(self, *args: Any, today: date | None = None, **more: Any) -> None:
        """`today` is the local date that dates are checked against."""
        self.today = today
        super().__init__(*args, **more)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and that nothing can't be printed."""
        fine = bool(super().validate(extra_validators))
        return all([*(_is_printable(field) for field in self), fine])

    def show(self, problems: Problems) -> None:
        """Put each problem at its field, as `show` does."""
        show(self, problems)


def show(form: FlaskForm, problems: Problems) -> None:
    """Put each problem at its field; one without a field goes to the top of the page."""
    for name, text in problems.items():
        if name in form:
            form[name].errors = [*form[name].errors, text]
        else:
            form.form_errors.append(text)


def is_printable(text: str, *, lines: bool = False) -> bool:
    """Whether a text can be printed; only a long one has `lines`."""
    return not _UNPRINTABLE.search(_LINES.sub("", text) if lines else text)


def _is_printable(field: Field) -> bool:
    text = field.data if isinstance(field.data, str) else ""
    if not is_printable(text, lines=isinstance(field, TextAreaField)):
        field.errors = ["Leave out the characters that can't be printed."]
        return False
    return True


class NumberField(IntegerField):  # type: ignore[misc]
    """A whole number or nothing, with the range of its measure on the keyboard's side too."""

    def __init__(self, label: str, bounds: tuple[int, int], **kwargs: Any) -> None:
        keys = {"min": bounds[0], "max": bounds[1], "inputmode": "numeric"}
        super().__init__(label, render_kw=keys, **kwargs)
        self.bounds = bounds

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError, in words, for what is no whole number."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if typed and not (typed.lstrip("-").isdecimal() and len(typed) < 10):
            low, high = self.bounds
            raise ValueError(f"Write a whole number from {low} to {high}.")
        if typed:
            self.data = int(typed)


def options(*pairs: tuple[str | int, str]) -> list[SelectChoice]:
    """What can be chosen, from pairs of value and words."""
    return [SelectChoice(*pair) for pair in pairs]


def score(label: str, required: bool = True) -> RadioField:
    """A score from 0 to 10, one tap each."""
    rule = InputRequired("Choose a number from 0 to 10.") if required else Optional()
    numbers = options(*((str(number), str(number)) for number in range(11)))
    return RadioField(label, choices=numbers, coerce=int, validators=[rule])


def day(label: str, message: str, **more: Any) -> DateField:
    """A date that is needed; `message` says what to write."""
    return DateField(label, validators=[InputRequired(message)], **more)
