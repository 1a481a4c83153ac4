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
from wtforms.validators import DataRequired, Length, Optional

from homecare.accounts.front_door.forms import can_get_mail
from homecare.forms import PlainForm, options
from homecare.referrals.contacts import KINDS


class ContactForm(PlainForm):
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
    telephone = TelField("Telephone", validators=[Optional(), Length(max=40)])
    email = EmailField(
        "Email",
        validators=[
            Optional(),
            Length(max=254),
            can_get_mail,
        ],
    )


class LetterForm(PlainForm):
    """A draft on one page: to whom it goes, what it adds, and the client's agreement.

    `version` and `seen` say which draft stood on the screen, and how the letter read.
    """

    version = HiddenField()
    seen = HiddenField()
    contact = RadioField("To", validators=[DataRequired("Choose whom the letter is for.")])
    message = TextAreaField(
        "What you would like to say",
        description="The record, the figures and the chart are added below.",
        validators=[Optional(), Length(max=2000)],
    )
    consent = BooleanField("The client has agreed to this letter")


class WithdrawForm(PlainForm):
    """Take back a draft or a letter as it stood at `version`."""

    version = HiddenField()
