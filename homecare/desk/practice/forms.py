"""Forms about the practice itself and the people who work in it."""

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from homecare.accounts.front_door.forms import ADDRESS, PASSWORD
from homecare.accounts.models import NATIONS
from homecare.accounts.zones import ZONES
from homecare.acting import OWNER, THERAPIST
from homecare.forms import OpenedForm, PlainForm, can_be_dialled, options
from homecare.rules.urgent_advice import ELSEWHERE, OWN_NUMBER, numbers_key

NATION_CHOICES = [
    ("england", "England"),
    ("scotland", "Scotland"),
    ("wales", "Wales"),
    ("northern_ireland", "Northern Ireland"),
    ("other", "Somewhere else"),
]
assert tuple(code for code, _ in NATION_CHOICES) == NATIONS  # noqa: S101 (both lists name the same)


WRITE_NUMBER = "Write two to fifteen digits, such as 112 or 116 117."
WRITE_EMERGENCY = "Write the number that is called there in an emergency, such as 112."
NUMBERS = ("emergency_number", "help_number")
HAS_ITS_OWN = "999 and 111 hold there. Leave it empty, or choose “Somewhere else”."


def own_number(form: Any, field: Field) -> None:
    """A validator for WTForms: a number that can be dialled, where none is known by the nation."""
    if not OWN_NUMBER.fullmatch(field.data.strip()):
        raise ValidationError(WRITE_NUMBER)
    if form.nation.data != ELSEWHERE:
        raise ValidationError(HAS_ITS_OWN)


def needed_elsewhere(form: Any, field: Field) -> None:
    """A validator for WTForms: without a nation that has a number, one must be written, lest
    somebody who needs help now be shown none."""
    if (field.data or "").strip():
        own_number(form, field)
    elif form.nation.data == ELSEWHERE:
        raise ValidationError(WRITE_EMERGENCY)


def own_numbers_in(form: Any) -> str:
    """The numbers that were written, as a practice keeps them."""
    return numbers_key(*((form[name].data or "").strip() for name in NUMBERS))


def _line(most: int) -> Length:
    return Length(max=most, message=f"Use at most {most} characters.")


class PracticeNameForm(PlainForm):
    """Where a practice is and what it is called."""

    name = StringField(
        "Name of the practice", validators=[DataRequired("Write the practice’s name."), _line(120)]
    )
    nation = SelectField(
        "Country",
        choices=options(*NATION_CHOICES),
        description="Decides which emergency numbers clients are shown.",
    )
    zone = SelectField("Time zone", choices=list(ZONES), default="Europe/London")


def _health_advice() -> Any:
    return TelField(
        "Health advice number",
        validators=[Optional(), own_number],
        description="Only for “Somewhere else”: the line that says where to go, day and night.",
    )


class SetUpForm(PracticeNameForm):
    """The first practice of an empty database, and its owner."""

    # Chosen by somebody, never by being the first of a list: it decides the emergency numbers.
    nation = SelectField(
        "Country",
        choices=options(("", "Choose …"), *NATION_CHOICES),
        validators=[DataRequired("Choose where your practice is.")],
        description="Decides which emergency numbers clients are shown.",
    )
    emergency_number = TelField(
        "Emergency number",
        validators=[needed_elsewhere],
        description="Only for “Somewhere else”, such as 112. Clients tap it where help is needed "
        "now: make sure that it is right.",
    )
    help_number = _health_advice()
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
    emergency_number = TelField(
        "Emergency number",
        validators=[Optional(), own_number],
        description="Only for “Somewhere else”, such as 112. Clients tap it where help is needed "
        "now, without signal, too: make sure that it is right.",
    )
    help_number = _health_advice()
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
