"""What opens a letter: a year."""

from wtforms import IntegerField
from wtforms.validators import InputRequired

from homecare.forms import PlainForm


class YearForm(PlainForm):
    """The year of birth of the person a letter is about."""

    year = IntegerField(
        "Their year of birth",
        description="Four digits, such as 1970.",
        validators=[InputRequired("Write the year with four digits.")],
    )


class ConfirmForm(PlainForm):
    """A button behind a link."""
