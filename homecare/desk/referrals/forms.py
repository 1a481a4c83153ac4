"""Forms for letters and the address book."""

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import UUID, DataRequired, Length, Optional

from homecare.accounts.front_door.forms import can_get_mail
from homecare.forms import OpenedForm, PlainForm, can_be_dialled, options
from homecare.referrals.contacts import KINDS

LINES = Length(max=500, message="Write at most 500 characters.")
WHY = "Write why it is written again: both letters say so."


class ContactForm(OpenedForm):
    """Somebody in the address book."""

    kind = RadioField(
        "What do they do?",
        description="What they do decides what is asked before a letter. “Someone else” is "
        "asked as much as whoever treats the spine by hand.",
        choices=options(*KINDS.items()),
        validators=[DataRequired("Choose what they do.")],
    )
    name = StringField("Name", validators=[DataRequired("Write their name."), Length(max=120)])
    clinic = StringField("Clinic or surgery", validators=[Optional(), Length(max=120)])
    address = TextAreaField("Address", validators=[Optional(), Length(max=400)])
    telephone = TelField("Telephone", validators=[Optional(), Length(max=40), can_be_dialled])
    email = EmailField(
        "Email",
        validators=[
            Optional(),
            Length(max=254),
            can_get_mail,
        ],
    )


class LetterForm(OpenedForm):
    """A draft on one page: to whom it goes, what it adds, and the client's agreement.

    `version` and `seen` say which draft stood on the screen, and how the letter read.
    """

    version = HiddenField()
    seen = HiddenField()
    contact = RadioField("To", validators=[DataRequired("Choose whom the letter is for.")])
    message = TextAreaField(
        "What you would like to say",
        description="The record, the figures and the chart are added below.",
        validators=[Optional(), Length(max=2000, message="Write at most 2,000 characters.")],
    )
    question = TextAreaField("What you ask of them", validators=[Optional(), LINES])
    course_note = TextAreaField(
        "What you would add to the course",
        description="It stands below the figures, which are the record’s own.",
        validators=[Optional(), LINES],
    )
    replaces_why = TextAreaField("Why it is written again", validators=[LINES])
    differs_why = TextAreaField(
        "Why this letter, and not what was proposed",
        description="For the record; it is not in the letter.",
        validators=[LINES],
    )
    unasked_why = TextAreaField(
        "If they can’t be asked: why",
        description="Only where their life may hang on it. It stands in the note and on record.",
        validators=[LINES],
    )
    consent = BooleanField("The client has agreed to this letter")


class AgainForm(PlainForm):
    """Write a letter again that was issued."""

    why = TextAreaField("Why it is written again", validators=[DataRequired(WHY), LINES])


class EmergencyForm(PlainForm):
    """A note for the emergency department that is issued at once.

    `note_id` is made with the page, so that sending it twice is one note.
    """

    note_id = HiddenField(validators=[Optional(), UUID("Open this page again.")])

    message = TextAreaField(
        "What you have seen or been told",
        validators=[DataRequired("Write what you have seen or been told."), LINES],
    )
    question = TextAreaField("What you ask of them", validators=[Optional(), LINES])
    agreed = RadioField(
        "Do they agree?",
        choices=options(("yes", "They agree to this note"), ("no", "They can’t be asked now")),
        validators=[DataRequired("Say whether they agree.")],
    )
    unasked_why = TextAreaField(
        "If they can’t be asked: why",
        description="It stands in the note and in the record.",
        validators=[LINES],
    )


class WithdrawForm(PlainForm):
    """Take back a draft or a letter as it stood at `version`; it may be the client who says so."""

    version = HiddenField()
    withdrawn_why = TextAreaField(
        "Why it is withdrawn",
        description="It stands with the letter and in the record, not on the client’s phone.",
        validators=[LINES],
    )
    client_says = BooleanField("The client has told me that they no longer agree")


class SendForm(PlainForm):
    """Send to this address, as it stood in full on the page."""

    address = HiddenField(validators=[Length(max=254)])
