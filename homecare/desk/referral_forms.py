"""Forms for letters and the address book."""

from flask_wtf import FlaskForm
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

from homecare.accounts.forms import can_get_mail
from homecare.clients.forms import PlainForm
from homecare.referrals.contacts import KINDS


class ContactForm(PlainForm):
    """Somebody in the address book."""

    kind = RadioField(
        "Who is this?",
        choices=list(KINDS.items()),
        validators=[DataRequired("Choose who this is.")],
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


class DraftForm(PlainForm):
    """To whom a letter goes, and what the therapist adds to it."""

    contact = RadioField("To", validators=[DataRequired("Choose whom the letter is for.")])
    message = TextAreaField(
        "What you would like to say",
        description="The record, the figures and the chart are added below.",
        validators=[Optional(), Length(max=2000)],
    )


class IssueForm(FlaskForm):  # type: ignore[misc]
    """The last step before a letter is frozen."""

    version = HiddenField()
    consent = BooleanField(
        "The client has agreed to this letter",
        validators=[DataRequired("A letter needs the client's agreement: ask them first.")],
    )
    considered = BooleanField("I have considered the contraindications on record")
