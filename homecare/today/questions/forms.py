"""The forms of what a client is asked: the weekly check, why, and the check-in."""

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import UUID as UUID_
from wtforms.validators import AnyOf, InputRequired, Length

from homecare.activities.forms import HowItGoesFields
from homecare.database import new_id
from homecare.diary.schemas import ANSWERS
from homecare.diary.words import CHANGE, REASONS
from homecare.forms import options
from homecare.refusals import SaidPlainly
from homecare.rules.red_flags import AGAIN, NEW_SYMPTOMS
from homecare.today.reporting import ReportForm

NUMB, WEAK = "new_numbness", "leg_weaker"
# New or worse numbness or weakness has its own question; each answer says yes to these codes.
NERVES = {
    "no": ("No, nothing new", ()),
    "numb": ("Yes, newly numb or more numb", (NUMB,)),
    "weak": ("Yes, weaker, or it drags", (WEAK,)),
    "both": ("Yes, both", (NUMB, WEAK)),
    "unsure": ("I’m not sure", (NUMB, WEAK)),
}
TICK = "Tick every line that fits, or “None of these”."
ASKED_OF_CLIENTS = frozenset(question.code for question in NEW_SYMPTOMS)
LISTED = [question for question in NEW_SYMPTOMS if question.code not in (NUMB, WEAK)]


def listed(wording: str) -> list[SelectChoice]:
    """The list of the weekly check, in the words for somebody who was asked before or never."""
    return options(*((question.code, question.words(wording)) for question in LISTED))


class CheckForm(ReportForm, HowItGoesFields):
    """The weekly check. A tick in the list is a yes, also where somebody is not sure."""

    change = RadioField(
        "Compared with the start",
        choices=options(*((str(point), words) for point, words in CHANGE.items())),
        validators=[InputRequired("Choose the line that fits best.")],
    )
    nerves = RadioField(
        "Numbness or weakness",
        choices=options(*((value, words) for value, (words, _) in NERVES.items())),
        validators=[InputRequired("Choose the line that fits best.")],
    )
    yes = SelectMultipleField("The list", choices=listed(AGAIN))
    none = BooleanField("None of these")

    def validate_none(self, field: BooleanField) -> None:
        """Ask for an answer."""
        if not self.yes.data and not field.data:
            raise ValidationError(TICK)

    def answers(self) -> dict[str, bool]:
        """The code of each yes, and whether it was said as "I'm not sure": a line that is ticked
        beside "None of these" counts, unsure. Whatever else is wrong with the form, these are
        what was said."""
        _, codes = NERVES.get(self.nerves.data, ("", ()))
        listed = [code for code in self.yes.data or [] if code in ASKED_OF_CLIENTS]
        unsure = self.nerves.data == "unsure"
        return dict.fromkeys(codes, unsure) | dict.fromkeys(listed, bool(self.none.data))


class WhyForm(ReportForm):
    """Why little exercise was reported."""

    reason = RadioField(
        "What gets in the way",
        choices=options(*REASONS.items()),
        validators=[InputRequired("Choose the line that fits best.")],
    )
    text = TextAreaField(
        "A few words, if you like",
        validators=[Length(max=300, message="Keep it to 300 characters.")],
    )

    @property
    def words(self) -> str:
        """The words without spaces around them; empty where there are none."""
        return (self.text.data or "").replace("\r\n", "\n").strip()


class CheckInForm(ReportForm):
    """Better, the same or worse: one button each."""

    answer = RadioField(
        "How are you, compared with before?",
        choices=options(*((value, value) for value in ANSWERS)),
        validators=[AnyOf(ANSWERS, message="Tap one of the three.")],
    )


class RedFlagForm(SaidPlainly, FlaskForm):  # type: ignore[misc]
    """The red-flag questions, each yes or not sure, or none of them."""

    yes = SelectMultipleField(choices=options(*((q.code, q.text) for q in NEW_SYMPTOMS)))
    unsure = SelectMultipleField(choices=options(*((q.code, q.text) for q in NEW_SYMPTOMS)))
    none = BooleanField("None of these")
    # Made with the page, so that sending twice tells the therapist once. Never a reason to refuse.
    sending = HiddenField()

    @property
    def id(self) -> UUID:
        """The one-use id of the page, or a new one where it came without."""
        try:
            return UUID(self.sending.data)
        except (TypeError, ValueError):
            return new_id()

    def validate_none(self, field: BooleanField) -> None:
        """Ask for an answer."""
        if not self.yes.data and not self.unsure.data and not field.data:
            raise ValidationError(TICK)

    def answers(self) -> dict[str, bool]:
        """Each code that was ticked, and whether only as "not sure", which a line beside "None of
        these" is, too."""
        yes = set() if self.none.data else set(self.yes.data or [])
        said = {*(self.yes.data or []), *(self.unsure.data or [])} & ASKED_OF_CLIENTS
        return {code: code not in yes for code in said}


class MistakeForm(SaidPlainly, FlaskForm):  # type: ignore[misc]
    """ "I tapped by mistake", about one round of answers."""

    screening = HiddenField(validators=[UUID_(message="Open this page again.")])

    @property
    def id(self) -> UUID:
        """Which round of answers, once the form is valid."""
        return UUID(self.screening.data)
