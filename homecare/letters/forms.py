"""What opens a letter: a year."""

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from homecare.forms import PlainForm

FOUR_DIGITS = "Write the year with four digits."


class YearForm(PlainForm):
    """The year of birth of the person a letter is about."""

    year = IntegerField(
        "Their year of birth",
        description="Four digits.",
        validators=[InputRequired(FOUR_DIGITS), NumberRange(1000, 9999, FOUR_DIGITS)],
    )


class ConfirmForm(PlainForm):
    """A button behind a link."""
