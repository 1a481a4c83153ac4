"""The red-flag questions and the background as a therapist asks them: fields of several pages."""

from typing import Any

from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    validators,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from homecare.flags.red_flag_answers import WRONG_WITH_IT
from homecare.forms import SHORT, PlainForm, options
from homecare.language import BACKGROUND_DECISIONS, starts_upper
from homecare.rules.red_flags import (
    BACKGROUND,
    FIRST,
    NEW_SYMPTOMS,
    NONE_OF_THESE,
    Question,
)

NONE = "none"


NOT_TICKED = (
    "You decided about “{line}”, which is not ticked. "
    "Tick it and decide again, or leave it as it is."
)


DECISIONS = options(*((code, starts_upper(words)) for code, words in BACKGROUND_DECISIONS.items()))


def decision_field(code: str) -> str:
    """The name of the field that holds what was decided about a background answer."""
    return f"decision_{code}"


def asked(questions: tuple[Question, ...], wording: str = FIRST) -> list[SelectChoice]:
    """The questions to tick, in that wording, with "none of these" before them."""
    asked = ((question.code, question.words(wording)) for question in questions)
    return options((NONE, NONE_OF_THESE), *asked)


def new_symptoms(field: Any) -> dict[str, bool]:
    """Every yes to a red flag that is ticked in a list, whatever else the form holds."""
    known = {question.code for question in NEW_SYMPTOMS}
    return {code: False for code in field.data or [] if code in known}


class ScreeningFields(PlainForm):
    """The red-flag questions as one list, and the background apart with what was decided."""

    red_flags = SelectMultipleField("New symptoms", choices=asked(NEW_SYMPTOMS))
    background = SelectMultipleField("Background", choices=asked(BACKGROUND))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, that each list was answered, and each background line decided."""
        fine = bool(super().validate(extra_validators))
        lists = [field for field in self if field.type == "SelectMultipleField"]
        answered = [_answered(field) for field in lists]
        return all([*answered, self._decided(), self._only_what_is_ticked(), fine])

    def _decided(self) -> bool:
        if self.background.errors:
            return False  # a line that nobody asked about has no decision
        undecided = [
            field for code in ticked(self.background) if not (field := self.decision(code)).data
        ]
        for field in undecided:
            field.errors = ["Choose one of these."]
        return not undecided

    def _only_what_is_ticked(self) -> bool:
        """A decision about a line that is not ticked is taken out, and said: it is not stored."""
        stray = [
            question
            for question in BACKGROUND
            if question.code not in (self.background.data or [])
            and self.decision(question.code).data
        ]
        for question in stray:
            self.decision(question.code).data = None
        self.background.errors = [
            *self.background.errors,
            *(NOT_TICKED.format(line=question.text) for question in stray),
        ]
        return not stray

    def decision(self, code: str) -> Any:
        """The field with the decision about the background answer `code`."""
        return self[decision_field(code)]

    def decisions(self) -> dict[str, str]:
        """What was decided about each background answer."""
        return {code: self.decision(code).data for code in ticked(self.background)}

    def answers(self) -> dict[str, bool]:
        """Every yes with whether it was unsure; "I'm not sure" is ticked as a yes here."""
        return dict.fromkeys([*ticked(self.red_flags), *ticked(self.background)], False)


for _question in BACKGROUND:
    _decision = RadioField("What did you decide?", choices=DECISIONS, validators=[Optional()])
    setattr(ScreeningFields, decision_field(_question.code), _decision)


class BackgroundForm(PlainForm):
    """What was decided about one line of the background, after the intake."""

    code = SelectField("Background", choices=options(*((one.code, one.text) for one in BACKGROUND)))
    decision = RadioField(
        "What did you decide?",
        choices=DECISIONS,
        validators=[InputRequired("Choose one of these.")],
    )


class TakeBackForm(PlainForm):
    """A line of the background that was noted wrongly."""

    answer = RadioField("Which one?", validators=[InputRequired("Choose one of these.")])
    reason = StringField("What was wrong", validators=[InputRequired(WRONG_WITH_IT), SHORT])


class RedFlagQuestionsForm(PlainForm):
    """The red-flag questions asked again, in the treatment room or by telephone.

    `screening_id` is made with the page, so that sending it twice is one round.
    """

    screening_id = HiddenField(
        validators=[InputRequired(), validators.UUID("Open this page again.")]
    )
    red_flags = SelectMultipleField("New symptoms", choices=asked(NEW_SYMPTOMS))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that the list was answered, and without contradicting itself."""
        fine = bool(super().validate(extra_validators))
        return _answered(self.red_flags) and fine

    def answers(self) -> dict[str, bool]:
        """Every yes; "I'm not sure" is ticked as a yes here."""
        return dict.fromkeys(ticked(self.red_flags), False)

    def decisions(self) -> dict[str, str]:
        """The background is not asked here."""
        return {}


class QuestionsWithBackgroundForm(ScreeningFields):
    """The same for somebody whose background was never asked: it is asked with them."""

    screening_id = HiddenField(
        validators=[InputRequired(), validators.UUID("Open this page again.")]
    )


class CorrectedQuestionsForm(RedFlagQuestionsForm):
    """The same, where they were noted wrongly: with what was wrong."""

    reason = StringField(
        "What was wrong", validators=[InputRequired("Write what was wrong."), SHORT]
    )


class StrikeQuestionsForm(PlainForm):
    """That a round was never this client's."""

    reason = StringField("Why", validators=[InputRequired("Write what was wrong."), SHORT])


def ticked(field: Any) -> list[str]:
    """What was ticked of a list, without "none of these"."""
    return [code for code in field.data or [] if code != NONE]


def _answered(field: Any) -> bool:
    """Whether something was ticked, and not both a line and "none of these"."""
    if field.errors:
        return False
    if not field.data:
        field.errors = ["Tick each line that applies, or “None of these”."]
    elif NONE in field.data and len(field.data) > 1:
        field.errors = ["Tick either “None of these” or the lines that apply."]
    return not field.errors
