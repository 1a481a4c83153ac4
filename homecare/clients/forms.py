"""The forms for a client's record. They read what was typed; the checks are those of `intake`."""

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from homecare.clients.episodes.words import ENDED_AS
from homecare.clients.intake import (
    birth_problem,
    intake_day_problem,
    onset_problem,
)
from homecare.forms import LONG, SHORT, OpenedForm, PlainForm, day, options, score
from homecare.language import listed
from homecare.mail.addresses import address_problem
from homecare.rules.medicines.thinners import thinners_in
from homecare.rules.red_flags import THINNER
from homecare.telephones import WRITE_TELEPHONE, is_telephone

THINS = (
    "{} may thin the blood: tick “Easy bleeding, or a medicine that thins the blood”, or say below "
    "that none of them does now."
)
WALL = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]  # how a browser sends a day and a time


class PersonFields(PlainForm):
    """Who the client is and how to reach them."""

    name = StringField(
        "Name",
        validators=[
            InputRequired("Write the client’s name."),
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


class IntakeDayFields(PlainForm):
    """The day of an intake that is written down later; nothing is today."""

    intake_on = DateField("First seen, if not today", validators=[Optional()])

    def validate_intake_on(self, field: DateField) -> None:
        """An intake is written down up to a week later."""
        if field.data and self.today:
            _refuse(intake_day_problem(field.data, self.today))


class AgainstFields(PlainForm):
    """Medicines, and what speaks against manipulation: one of them may be the other."""

    medicines = TextAreaField("Medicines", validators=[Optional(), LONG])
    contraindications = SelectMultipleField("Reasons against manipulation")
    # Asked where a medicine that thins the blood is written down and the reason is not ticked.
    no_thinner = BooleanField("None of their medicines thins the blood now")

    def validate_contraindications(self, field: SelectMultipleField) -> None:
        """A thinner that is written down is ticked, or said to be none."""
        if (found := self.unticked_thinners()) and not self.no_thinner.data:
            raise ValidationError(THINS.format(listed(found)))

    def said_of_thinners(self) -> dict[str, bool]:
        """What was said of them, as a client's record keeps it; nothing where nobody was asked."""
        return {"thins_nothing": True} if self.no_thinner.data else {}

    def unticked_thinners(self) -> list[str]:
        """What has to be ticked, or said to be none, before this is taken."""
        return self.thinners_written()

    def thinners_written(self) -> list[str]:
        """The medicines written down that thin the blood, where that is no reason yet."""
        ticked = THINNER in (self.contraindications.data or [])
        return [] if ticked else [one.words for one in thinners_in(self.medicines.data or "")]


class EditForm(OpenedForm, PersonFields, ComplaintFields, AgainstFields):
    """Everything written at intake, and what could follow later."""

    gp = TextAreaField("GP: name and practice", validators=[Optional(), LONG])
    intake_on = DateField("First seen", validators=[Optional()])
    therapist_id = SelectField("Therapist")
    # Asked where another side is saved than the programme is for.
    programme = RadioField(
        "The programme is for another side. Turn it too?",
        choices=options(
            ("turn", "Yes, turn it from today"), ("keep", "No, I will change it myself")
        ),
        validators=[Optional()],
    )

    def unticked_thinners(self) -> list[str]:
        """As above, where medicines or reasons are other than they were."""
        about = (self.medicines, self.contraindications)
        changed = any((field.data or None) != (field.object_data or None) for field in about)
        return super().unticked_thinners() if changed else []


CANCEL, KEEP = "cancel", "keep"
"""What becomes of booked appointments where care ends."""


class AppointmentForm(PlainForm):
    """A time at which a client is expected."""

    next_appointment = DateTimeLocalField(
        "Day and time", format=WALL, validators=[InputRequired("Write a day and a time.")]
    )
    reason = StringField("Why", validators=[Optional(), SHORT])


class MoveAppointmentForm(OpenedForm, AppointmentForm):
    """Another time for an appointment that there is."""


class ReasonForm(PlainForm):
    """Why something is done with an appointment."""

    reason = StringField("Why", validators=[Optional(), SHORT])


class VisitForm(PlainForm):
    """A treatment that took place."""

    on = day("Day of the visit", "Write the day of the visit.")
    note = TextAreaField("Note", validators=[Optional(), LONG])
    next_appointment = DateTimeLocalField("Next appointment", format=WALL, validators=[Optional()])
    instead = BooleanField("Correct the visit that stands on this day")


class AwayForm(PlainForm):
    """Days on which nothing is due."""

    first_day = day("First day", "Write the first day.")
    last_day = day("Last day", "Write the last day.")
    reason = StringField("Reason", validators=[Optional(), SHORT])


class CorrectAwayForm(OpenedForm, AwayForm):
    """Other days than were written down."""


class DischargeForm(PlainForm):
    """The end of an episode of care."""

    ended = RadioField(
        "How does it end?",
        choices=options(*ENDED_AS.items()),
        validators=[InputRequired("Choose how the care ends.")],
    )
    booked = RadioField(
        "What becomes of these appointments?",
        choices=options(
            (CANCEL, "Cancel them"), (KEEP, "Leave them booked: they come all the same")
        ),
        validators=[InputRequired("Choose what becomes of the appointments.")],
    )
    reason = StringField("What else to know", validators=[Optional(), SHORT])


class MistakeForm(PlainForm):
    """That a client, or their newest care, was entered by mistake."""

    episode = HiddenField()
    knowing = BooleanField("I have looked: what was written stays here, marked as a mistake")
    reason = StringField("What happened", validators=[Optional(), SHORT])
