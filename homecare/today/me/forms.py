"""What a client decides for themselves: reminders, mail, their clock."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    RadioField,
    SelectMultipleField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from homecare.accounts.zones import zone_named
from homecare.forms import OpenedForm, PlainForm, day, options
from homecare.language import WEEKDAYS
from homecare.reports.reminders.email import MOST_TIMES

WRITE_TIME = "Write a time, such as 18:00."
WRITE_ZONE = "Write a time zone such as Europe/London."
WHY_AWAY = {
    "holiday": "Holiday or travel",
    "ill": "Ill",
    "hospital": "In hospital",
    "other": "",
}
"""What stands in the record of a reason that a client chose: no words that nobody watches."""


class ClockField(TimeField):  # type: ignore[misc]
    """A time of day; what is no time is answered with what one looks like."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, which stays in the field either way."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(WRITE_TIME) from None


class SettingsForm(OpenedForm):
    """What a client decides about reminders, mail and their clock."""

    zone = StringField("Time zone", validators=[InputRequired(WRITE_ZONE)])
    weekly_email = BooleanField("Send me one email a week about how it goes")
    check_in_email = BooleanField("Ask me how I am once I have gone quiet")
    on = BooleanField("Remind me by email")
    times = FieldList(
        ClockField(validators=[Optional()]), "At these times", min_entries=MOST_TIMES,
        max_entries=MOST_TIMES,
    )  # fmt: skip
    days = SelectMultipleField(
        "On these days",
        coerce=int,
        choices=options(*enumerate(WEEKDAYS)),
    )
    only_if_not_logged = BooleanField("Only if I have not logged anything that day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, number in zip(self.times, ("First", "Second", "Third"), strict=True):
            field.label.text = f"{number} time"
            field.flags.optional = False  # the line above them says it once

    def validate_zone(self, field: StringField) -> None:
        """Find the clock that was meant, and refuse one that the world does not have."""
        unchanged = field.data == field.object_data
        zone = field.data if unchanged else zone_named(field.data or "")
        if zone is None:
            raise ValidationError(WRITE_ZONE)
        field.data = zone

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a first time; a field that may be empty can't ask for itself."""
        if not super().validate(extra_validators):
            return False
        if self.on.data and not any(self.times.data):
            self.times[0].errors = [WRITE_TIME]
            self.times.errors = [self.times[0].errors]
            return False
        return True

    def validate_days(self, field: SelectMultipleField) -> None:
        """A reminder needs its days."""
        if self.on.data and not field.data:
            raise ValidationError("Choose at least one day.")


class OwnAwayForm(PlainForm):
    """Days on which a client is away."""

    first_day = day("First day away", "Write the first day.")
    last_day = day("Last day away", "Write the last day. You can take it back later.")
    why = RadioField(
        "Why?",
        choices=options(
            ("holiday", "Holiday or travel"),
            ("ill", "I am ill"),
            ("hospital", "I am in hospital"),
            ("other", "Something else"),
        ),
        validators=[InputRequired("Choose one.")],
    )
