"""Forms of accounts."""

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, Form, PasswordField
from wtforms.validators import InputRequired, Length, ValidationError

from homecare.accounts.sign_in.passwords import LONGEST, TOO_LONG
from homecare.forms import PlainForm
from homecare.mail.addresses import address_problem
from homecare.refusals import SaidPlainly


def can_get_mail(_form: Form, field: Field) -> None:
    """A validator for WTForms: mail can be sent to what was written."""
    if problem := address_problem(field.data or ""):
        raise ValidationError(problem)


ADDRESS = (
    Length(max=254, message="Use an address of at most 254 characters."),
    can_get_mail,
)
# What is not whole is refused by the operation, which alone knows whether a password is new.
PASSWORD = (
    InputRequired("Write a password."),
    Length(max=LONGEST, message=TOO_LONG),
)


class AcceptForm(SaidPlainly, FlaskForm):  # type: ignore[misc]
    """Accepting an invitation that was sent to an address."""

    password = PasswordField("Password", validators=PASSWORD)


class AcceptWithAddressForm(AcceptForm):
    """Accepting an invitation that names no address, from a QR code in the treatment room."""

    email = EmailField(
        "Your email address", validators=[InputRequired("Write your email address."), *ADDRESS]
    )


class NewAddressForm(PlainForm):
    """Another address to sign in with."""

    email = EmailField(
        "The new address", validators=[InputRequired("Write the new address."), *ADDRESS]
    )


class JoinForm(SaidPlainly, FlaskForm):  # type: ignore[misc]
    """Accepting as the person who is signed in already: a button is enough."""
