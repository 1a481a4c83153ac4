"""Forms about the practice itself and the people who work in it."""

from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from homecare.accounts.front_door.forms import ADDRESS, PASSWORD
from homecare.accounts.models import NATIONS
from homecare.accounts.zones import ZONES
from homecare.acting import OWNER, THERAPIST
from homecare.forms import OpenedForm, PlainForm, can_be_dialled, options

NATION_CHOICES = [
    ("england", "England"),
    ("scotland", "Scotland"),
    ("wales", "Wales"),
    ("northern_ireland", "Northern Ireland"),
    ("other", "Somewhere else"),
]
assert tuple(code for code, _ in NATION_CHOICES) == NATIONS  # noqa: S101 (both lists name the same)


def _line(most: int) -> Length:
    return Length(max=most, message=f"Use at most {most} characters.")


class PracticeNameForm(PlainForm):
    """Where a practice is and what it is called."""

    name = StringField(
        "Name of the practice", validators=[DataRequired("Write the practice's name."), _line(120)]
    )
    nation = SelectField(
        "Country",
        choices=options(*NATION_CHOICES),
        description="Decides which emergency numbers clients are shown.",
    )
    zone = SelectField("Time zone", choices=list(ZONES), default="Europe/London")


class SetUpForm(PracticeNameForm):
    """The first practice of an empty database, and its owner."""

    # Chosen by somebody, never by being the first of a list: it decides the emergency numbers.
    nation = SelectField(
        "Country",
        choices=options(("", "Choose …"), *NATION_CHOICES),
        validators=[DataRequired("Choose where your practice is.")],
        description="Decides which emergency numbers clients are shown.",
    )
    owner_name = StringField("Your name", validators=[DataRequired("Write your name."), _line(120)])
    email = EmailField(
        "Your email address", validators=[InputRequired("Write your email address."), *ADDRESS]
    )
    password = PasswordField("A password", validators=PASSWORD)
    two_factors = BooleanField(
        "Ask everybody who works here for a second step when they sign in",
        default=True,
        description="A passkey, or a code from an app. From the 15th day on, so that everybody "
        "has time to set it up. You can change this later.",
    )


class PracticeForm(OpenedForm, PracticeNameForm):
    """What the practice says about itself, and what it decides."""

    address = TextAreaField("Address", validators=[Optional(), _line(500)])
    telephone = TelField("Telephone", validators=[Optional(), _line(40), can_be_dialled])
    letterhead = TextAreaField(
        "Letterhead",
        validators=[Optional(), _line(1000)],
        description="Stands at the top of every letter. Each therapist’s own number stands below.",
    )
    review_after_visits = IntegerField(
        "Visits before a review",
        validators=[
            InputRequired("Write a number from 2 to 6."),
            NumberRange(2, 6, "Write a number from 2 to 6."),
        ],
        description="After so many visits without full relief we ask for a review.",
    )
    always_propose = BooleanField("Propose a referral at every such review")


class ColleagueForm(PlainForm):
    """Inviting somebody to work in the practice."""

    # The practice's own name stands on the same page.
    name = StringField(
        "Name", validators=[DataRequired("Write their name."), _line(120)], id="colleague-name"
    )
    email = EmailField(
        "Email address",
        validators=[InputRequired("Write their email address."), *ADDRESS],
        id="colleague-email",
    )
    role = RadioField(
        "What they do here",
        choices=options((THERAPIST, "Therapist"), (OWNER, "Therapist and owner")),
        default=THERAPIST,
    )


class RegistrationForm(OpenedForm):
    """A colleague's name, and what stands under it on letters; several are on one page, each
    prefixed. Where no name comes along, it stays."""

    name = StringField("Name", validators=[_line(120)])

    registration = StringField(
        "Qualifications and registration number",
        validators=[Optional(), _line(200)],
        description="Stands under the name on every letter.",
    )
