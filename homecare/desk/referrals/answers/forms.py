"""Forms for answers: one that is typed in, one that is put right, and the start counted anew."""

from typing import Any

from wtforms import DateField, HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from homecare.desk.visits.forms import AT_MOST, WHY, PutBackForm, SeenForm, StrikeForm
from homecare.forms import OpenedForm, PlainForm, options
from homecare.referrals.answers.forms import AnswerForm
from homecare.referrals.answers.models import CLIENT, PAPER, TELEPHONE
from homecare.referrals.answers.words import HEARD, HOW


class HeardForm(AnswerForm):
    """An answer that a therapist types in."""

    how = RadioField(
        "How did you hear it?",
        choices=options(*((how, HOW[how]) for how in (TELEPHONE, PAPER, CLIENT))),
        validators=[DataRequired("Choose how you heard it.")],
    )
    said_by = StringField("From whom", validators=[Optional(), Length(max=120)])

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.next.choices = options(*HEARD.items())
        self.words.label.text = "What they found, in their words"
        self.sent_on_to.description = "Only if they sent them on."

    def told_by(self, receiver: str) -> str:
        """Who said it: whom the letter was to, unless somebody else is named."""
        return (self.said_by.data or "").strip() or receiver


class NewStartForm(PlainForm):
    """The day from which the start of the figures is counted anew."""

    on = DateField(
        "From",
        description="Usually the day on which they were seen.",
        validators=[InputRequired("Write the day to count from.")],
    )


class CorrectForm(OpenedForm, HeardForm):
    """What was really answered; the file that came with it stays as it is."""

    seen = HiddenField()
    file = None
    reason = StringField(WHY, validators=[Optional(), AT_MOST])


class MoveForm(SeenForm):
    """Which letter it answers. `who` is what was searched for, where it is about another client."""

    who = StringField("About another client: name, telephone or birthday", validators=[Optional()])
    to = RadioField("Which letter does it answer?", validators=[InputRequired("Choose a letter.")])
    reason = StringField(WHY, validators=[Optional(), AT_MOST])


FORMS: dict[str, Any] = {
    "correct": CorrectForm, "move": MoveForm, "strike": StrikeForm, "back": PutBackForm,
}  # fmt: skip
