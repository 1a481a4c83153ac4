"""What a therapist decides on a flag, as forms; several stand on one page, so each has a prefix."""

from datetime import date

from wtforms import DateField, HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from homecare.flags.decisions import LONGEST_REASON, LONGEST_SNOOZE
from homecare.flags.red_flag_answers import WHY_NOT_CLEARED
from homecare.forms import PlainForm, options
from homecare.rules.overdue import next_working_day

NO_ANSWER = "no_answer"
DID = (
    ("call", "I called and spoke with them"),
    (NO_ANSWER, "I called: no answer"),
    ("visit", "I saw them, or booked a visit"),
    ("change_programme", "I changed the programme"),
    ("answered", "The GP, or whoever was written to, has answered"),
)
AT_MOST = Length(max=LONGEST_REASON, message=f"Write at most {LONGEST_REASON} characters.")
DAYS = f"Write a whole number of days from 1 to {LONGEST_SNOOZE}."


def _reason(label: str, message: str) -> TextAreaField:
    return TextAreaField(label, validators=[DataRequired(message), AT_MOST])


class DecisionForm(PlainForm):
    """A decision on a flag as it stood at `version`."""

    version = HiddenField()

    @property
    def words(self) -> str:
        """The reason that was typed; empty where none is asked."""
        return (self["reason"].data or "").strip() if "reason" in self else ""


class ActForm(DecisionForm):
    """What was done about it."""

    what = RadioField("What have you done?", choices=options(*DID), default="call")
    again_on = DateField(
        "If nobody answered, try again on",
        description="The flag stays open, and asks again on that day.",
        validators=[Optional()],
    )
    reason = TextAreaField(
        "A note for your colleagues",
        description="Where you did something else than was proposed, write why.",
        validators=[Optional(), AT_MOST],
    )


class SnoozeForm(DecisionForm):
    """Set it aside for a while."""

    days = IntegerField(
        "For how many days",
        default=LONGEST_SNOOZE,
        validators=[Optional(), NumberRange(1, LONGEST_SNOOZE, DAYS)],
    )
    until = DateField(
        "Or until a day",
        description="Such as the next visit. Where you choose a day, the number above counts for "
        "nothing.",
        validators=[Optional()],
    )
    reason = _reason("Why it can wait", "Write why it can wait.")


class DismissForm(DecisionForm):
    """Close it without doing anything."""

    reason = _reason("Why nothing is needed", "Write why nothing is needed.")


class ClearForm(DecisionForm):
    """Clear the red-flag answers, after speaking to the client."""

    on = DateField("When you spoke to them", validators=[InputRequired("Write the date.")])
    reason = _reason("Why the answers can be cleared", "Write why they can be cleared.")


class StandAgainForm(DecisionForm):
    """Let red-flag answers stand again that were cleared by a slip."""

    reason = _reason("What was wrong with the clearing", WHY_NOT_CLEARED)


class StrikeForm(DecisionForm):
    """Strike out red-flag answers that somebody else gave, through a sign-in taken back since."""

    reason = _reason("What was wrong", "Write what was wrong with the answers.")


class TakeUpForm(DecisionForm):
    """Take back a decision that was a mistake."""

    reason = _reason("Why the decision is taken back", "Write why the decision is taken back.")


class BringBackForm(DecisionForm):
    """Let a flag that was set aside ask again now."""

    reason = TextAreaField("A note for your colleagues", validators=[Optional(), AT_MOST])


class NoteForm(DecisionForm):
    """What has happened since a flag was closed."""

    reason = _reason("What has happened since", "Write what has happened.")


FORMS: dict[str, type[DecisionForm]] = {
    "act": ActForm,
    "snooze": SnoozeForm,
    "dismiss": DismissForm,
    "clear": ClearForm,
    "stand_again": StandAgainForm,
    "strike": StrikeForm,
    "take_up": TakeUpForm,
    "bring_back": BringBackForm,
    "note": NoteForm,
}


def empty_forms(version: int, today: date) -> dict[str, DecisionForm]:
    """Every form of the page as it is before anybody has typed, on the practice's day `today`."""
    days = {"on": today, "again_on": next_working_day(today)}
    return {
        name: form(formdata=None, prefix=name, version=version, **days)
        for name, form in FORMS.items()
    }
