"""What is put right about a visit, as forms; several stand on one page, so each has a prefix."""

from typing import Any

from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from homecare.clients import visits
from homecare.forms import LONG, OpenedForm, PlainForm, day

AT_MOST = Length(
    max=visits.LONGEST_REASON, message=f"Write at most {visits.LONGEST_REASON} characters."
)
WHY = "Why"


class SeenForm(PlainForm):
    """Says of how many corrections its writer knew, so that nobody's words are overwritten."""

    seen = HiddenField()


class CorrectForm(OpenedForm, SeenForm):
    """When a visit really was, and what was done."""

    on = day("Day of the visit", "Write the day of the visit.")
    note = TextAreaField("Note", validators=[Optional(), LONG])
    reason = StringField(WHY, validators=[Optional(), AT_MOST])

    @property
    def wanted_note(self) -> str | None:
        """The note that was sent; None where the form had none."""
        return self.note.data if self.note.raw_data else None


class MoveForm(SeenForm):
    """Whose visit it was. `who` is what was searched for."""

    who = StringField("The right client: name, telephone or birthday", validators=[Optional()])
    to = RadioField("Whose visit was it?", validators=[InputRequired("Choose the client.")])
    along = SelectMultipleField("What was booked with it goes along")
    reason = StringField(WHY, validators=[Optional(), AT_MOST])


class WhoseForm(PlainForm):
    """Whose appointment it is. `who` is what was searched for."""

    who = StringField("The right client: name, telephone or birthday", validators=[Optional()])
    to = RadioField("Whose appointment is it?", validators=[InputRequired("Choose the client.")])
    reason = StringField(WHY, validators=[Optional(), AT_MOST])


class StrikeForm(SeenForm):
    """Why a visit is taken back."""

    reason = StringField(
        WHY,
        validators=[DataRequired(visits.WRITE_A_REASON), AT_MOST],
    )


class PutBackForm(SeenForm):
    """That it took place after all."""

    reason = StringField(WHY, validators=[Optional(), AT_MOST])


FORMS: dict[str, Any] = {
    "correct": CorrectForm, "move": MoveForm, "strike": StrikeForm, "back": PutBackForm,
}  # fmt: skip
