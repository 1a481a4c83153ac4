"""Forms about factors. A passkey's answer comes in a hidden field that its script fills in."""

from flask_security import VerifyForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from homecare.accounts.sign_in.guessing import Guarded
from homecare.accounts.sign_in.security import OurWords
from homecare.forms import PlainForm

CODE = Length(max=40, message="A code has 6 figures, or 16 or 24 letters and figures.")
WRITE_CODE = "Write the code."


class StepForm(PlainForm):
    """The second step: a code of the app or for recovery, or what a passkey answers."""

    code = StringField("Code", validators=[CODE])
    answer = HiddenField()


class AgainForm(Guarded, OurWords, VerifyForm):
    """Who it is, once more: the password, and the second step where there is one."""

    code = StringField("Code from your app, or a recovery code", validators=[CODE])
    answer = HiddenField()


class AppForm(PlainForm):
    """The first code of an app; `seed` is sealed."""

    seed = HiddenField(validators=[DataRequired()])
    code = StringField("The code it shows", validators=[DataRequired(WRITE_CODE), CODE])


class PasskeyForm(PlainForm):
    """A new passkey, with a name to know it by."""

    name = StringField(
        "What it is",
        validators=[DataRequired("Write a name, such as “My phone”."), Length(max=60)],
        default="This phone or computer",
    )
    answer = HiddenField()
