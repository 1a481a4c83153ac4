"""The forms for a client's record. They read what was typed; the checks are those of `intake`."""

import re
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from homecare.clients.intake import (
    WRITE_TELEPHONE,
    Problems,
    birth_problem,
    is_telephone,
    onset_problem,
)
from homecare.mail.addresses import address_problem

LONG = Length(max=2000, message="Write at most 2,000 characters.")
SHORT = Length(max=200, message="Write at most 200 characters.")

# A name with a line break could end the header of a mail early; only a long text has lines.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
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
        """Put each problem at its field; one without a field goes to the top of the page."""
        for name, text in problems.items():
            if name in self:
                self[name].errors = [*self[name].errors, text]
            else:
                self.form_errors.append(text)


def _is_printable(field: Field) -> bool:
    text = field.data if isinstance(field.data, str) else ""
    if isinstance(field, TextAreaField):
        text = _LINES.sub("", text)
    if _UNPRINTABLE.search(text):
        field.errors = ["Leave out the characters that can't be printed."]
        return False
    return True


def options(*pairs: tuple[str, str]) -> list[SelectChoice]:
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


class PersonFields(PlainForm):
    """Who the client is and how to reach them."""

    name = StringField(
        "Name",
        validators=[
            InputRequired("Write the client's name."),
            Length(max=120, message="Write at most 120 characters."),
        ],
    )
    telephone = StringField("Telephone", validators=[InputRequired(WRITE_TELEPHONE)])
    email = StringField("Email", validators=[Optional()])
    date_of_birth = day("Date of birth", "Write the date of birth.")

    def validate_telephone(self, field: StringField) -> None:
        """The number must be one that can be dialled."""
        _refuse("" if is_telephone(field.data) else WRITE_TELEPHONE)

    def validate_email(self, field: StringField) -> None:
        """An address may be left out, but not be half written."""
        _refuse(address_problem(field.data))

    def validate_date_of_birth(self, field: DateField) -> None:
        """Adults only."""
        if field.data and self.today:
            _refuse(birth_problem(field.data, self.today))


class ComplaintFields(PlainForm):
    """What the client comes with."""

    complaint = StringField(
        "Complaint",
        validators=[
            InputRequired("Write what the client comes with."),
            Length(max=300, message="Write at most 300 characters."),
        ],
    )
    side = RadioField(
        "Sore side",
        choices=options(("left", "Left"), ("right", "Right"), ("both", "Both")),
        validators=[InputRequired("Choose left, right or both.")],
    )
    onset = day("When it began", "Write about when it began.")
    leg = score("Leg pain over the last 24 hours")
    back = score("Back pain over the last 24 hours")
    findings = TextAreaField("Findings, such as numb or weak spots", validators=[Optional(), LONG])

    def validate_onset(self, field: DateField) -> None:
        """A complaint began in the client's life, and not in the future."""
        born = self["date_of_birth"].data if "date_of_birth" in self else None
        if field.data and self.today:
            _refuse(onset_problem(field.data, born, self.today))


def _refuse(problem: str) -> None:
    if problem:
        raise ValidationError(problem)


class EditForm(PersonFields, ComplaintFields):
    """Everything written at intake, and what could follow later."""

    version = HiddenField(validators=[InputRequired("Open this page again.")])
    gp = TextAreaField("GP: name and practice", validators=[Optional(), LONG])
    medicines = TextAreaField("Medicines", validators=[Optional(), LONG])
    contraindications = SelectMultipleField("Reasons against manipulation")
    therapist_id = SelectField("Therapist")
    # Asked where another side is saved than the programme is for.
    programme = RadioField(
        "The programme is for another side. Turn it too?",
        choices=options(
            ("turn", "Yes, turn it from today"), ("keep", "No, I will change it myself")
        ),
        validators=[Optional()],
    )


class VisitForm(PlainForm):
    """A treatment that took place."""

    on = day("Day of the visit", "Write the day of the visit.")
    note = TextAreaField("Note", validators=[Optional(), LONG])
    next_appointment = DateTimeLocalField(
        "Next appointment", format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[Optional()]
    )

    instead = BooleanField("Replace what is recorded for this day")

    def validate_next_appointment(self, field: DateTimeLocalField) -> None:
        """A year with a slip of the pen is no appointment."""
        if field.data and not 2000 <= field.data.year <= 2100:
            raise ValidationError("Check the year of the appointment.")


class AwayForm(PlainForm):
    """Days on which nothing is due."""

    first_day = day("First day", "Write the first day.")
    last_day = day("Last day", "Write the last day.")
    reason = StringField("Reason", validators=[Optional(), SHORT])


class DischargeForm(PlainForm):
    """The end of an episode of care."""

    reason = StringField("Reason", validators=[Optional(), SHORT])
