"""The long forms: an intake on one page, and the return of a discharged client."""

from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    validators,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from homecare.clients.forms import ComplaintFields, PersonFields
from homecare.clients.intake import Complaint, Intake
from homecare.forms import LONG, PlainForm, options
from homecare.language import BACKGROUND_DECISIONS, starts_upper
from homecare.rules.red_flags import (
    BACKGROUND,
    CONTRAINDICATIONS,
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


def _asked(questions: tuple[Question, ...]) -> list[SelectChoice]:
    asked = ((question.code, question.text) for question in questions)
    return options((NONE, NONE_OF_THESE), *asked)


class ScreeningFields(PlainForm):
    """The red-flag questions as one list, and the background apart with what was decided."""

    red_flags = SelectMultipleField("New symptoms", choices=_asked(NEW_SYMPTOMS))
    background = SelectMultipleField("Background", choices=_asked(BACKGROUND))

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


class RedFlagQuestionsForm(PlainForm):
    """The red-flag questions asked again, in the treatment room or by telephone.

    `screening_id` is made with the page, so that sending it twice is one round.
    """

    screening_id = HiddenField(
        validators=[InputRequired(), validators.UUID("Open this page again.")]
    )
    red_flags = SelectMultipleField("New symptoms", choices=_asked(NEW_SYMPTOMS))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that the list was answered, and without contradicting itself."""
        fine = bool(super().validate(extra_validators))
        return _answered(self.red_flags) and fine

    def answers(self) -> dict[str, bool]:
        """Every yes; "I'm not sure" is ticked as a yes here."""
        return dict.fromkeys(ticked(self.red_flags), False)


class ReturnForm(ComplaintFields, ScreeningFields):
    """A discharged client comes back with a complaint."""

    def value(self) -> Complaint:
        """What was typed, as a value."""
        return Complaint(
            complaint=self.complaint.data,
            side=self.side.data,
            onset=self.onset.data,
            leg=self.leg.data,
            back=self.back.data,
            findings=self.findings.data or "",
        )


class IntakeForm(PersonFields, ComplaintFields, ScreeningFields):
    """All that is asked when a client is added; the GP and the rest can follow."""

    medicines = TextAreaField("Medicines", validators=[Optional(), LONG])
    contraindications = SelectMultipleField(
        "Reasons against manipulation",
        choices=options((NONE, NONE_OF_THESE), *CONTRAINDICATIONS.items()),
    )
    consent = BooleanField(
        "The client agrees",
        validators=[InputRequired("Nothing can be kept without the client's agreement.")],
    )
    email_consent = BooleanField("The client agrees to the weekly email")

    def intake(self, zone: str, therapist_id: UUID) -> Intake:
        """What was typed, as a value."""
        return Intake(
            name=self.name.data,
            email=self.email.data or None,
            telephone=self.telephone.data,
            date_of_birth=self.date_of_birth.data,
            medicines=self.medicines.data or "",
            contraindications=tuple(ticked(self.contraindications)),
            zone=zone,
            therapist_id=therapist_id,
            complaint=self.complaint.data,
            side=self.side.data,
            onset=self.onset.data,
            leg=self.leg.data,
            back=self.back.data,
            findings=self.findings.data or "",
            weekly_email=bool(self.email_consent.data),
        )


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
