"""What a client writes: one form for each kind of report."""

from typing import Any

from wtforms import (
    HiddenField,
    IntegerField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from homecare.diary import schemas
from homecare.diary.words import REASONS
from homecare.forms import options
from homecare.today.reporting import ReportForm

KEPT = {"kept": "Kept", "not_kept": "Not kept", "could_not": "Couldn’t"}
COUNT = "times-"  # the value of a button that says how many times so far
ALL = "done-"  # of one that says all, with how many that were on this page: a programme may change


class ExerciseForm(ReportForm):
    """How an exercise went: done, partly, not, or how many times so far."""

    line = HiddenField(validators=[InputRequired(), Length(max=80)])
    outcome = HiddenField("How it went")
    reason = SelectField(
        "What got in the way", choices=options(("", "Choose one"), *REASONS.items()), default=""
    )

    def validate_outcome(self, field: HiddenField) -> None:
        """Refuse what no button says."""
        if _takes_back(field):
            return
        _, times = _counted(field.data or "")
        if field.data not in ("done", "partly", "not") and not 0 < times <= 20:
            raise ValidationError("Tap Done, Partly or Not today.")

    def body(self) -> dict[str, Any] | None:
        """The outcome, with a reason only where something got in the way; None: not logged."""
        if _takes_back(self.outcome):
            return None
        said = {"line": self.line.data, "outcome": self.outcome.data}
        outcome, times = _counted(self.outcome.data)
        if times:
            said |= {"outcome": outcome, "times": times}
        if self.reason.data and said["outcome"] != "done":
            said["reason"] = self.reason.data
        return said


def _takes_back(field: HiddenField) -> bool:
    """Whether "Take back" was tapped: its button sends the field, and sends it empty."""
    return bool(field.raw_data == [""])


def _counted(value: str) -> tuple[str, int]:
    """What a button says with a number: so many times so far, or all of so many."""
    for beginning, outcome in ((COUNT, schemas.PARTLY), (ALL, schemas.DONE)):
        digits = value.removeprefix(beginning)
        if digits != value and digits.isdecimal() and len(digits) < 3:
            return outcome, int(digits)
    return value, 0


def _score(label: str) -> IntegerField:
    problem = "Choose a number from 0 to 10."
    return IntegerField(
        label,
        validators=[Optional(), NumberRange(0, 10, message=problem)],
        invalid_value_message=problem,
    )


class PainForm(ReportForm):
    """Leg and back over the last 24 hours; one of them is enough."""

    leg = _score("Leg pain")
    back = _score("Back pain")
    undo = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for at least one score; a field that may be empty can't ask for itself."""
        if not super().validate(extra_validators):
            return False
        if self.leg.data is None and self.back.data is None and not self.undo.data:
            self.leg.errors = ["Choose a number for your leg, your back or both."]
            return False
        return True

    def body(self) -> dict[str, Any] | None:
        """The scores that were given; or neither any more. One that was given before stays."""
        if self.undo.data:
            return None
        scores = {"leg": self.leg.data, "back": self.back.data}
        return {site: score for site, score in scores.items() if score is not None}


class KeptForm(ReportForm):
    """Whether a piece of advice was kept; or that the answer, or what was timed, is taken back."""

    kept = HiddenField("Advice")
    minutes = HiddenField()

    def validate_kept(self, field: HiddenField) -> None:
        """Refuse what no button says."""
        if field.data not in KEPT and not _takes_back(field) and self.minutes.data != "0":
            raise ValidationError("Tap Kept, Not kept or Couldn’t.")

    def body(self) -> dict[str, Any]:
        """The answer; None in place of what is taken back."""
        return {"minutes": None} if self.minutes.data == "0" else {"kept": self.kept.data or None}


def _as_typed(text: str | None) -> str:
    """Lines as they were typed: a browser sends two characters for each, but counts one."""
    return (text or "").replace("\r\n", "\n")


class NoteForm(ReportForm):
    """A note on the day."""

    text = TextAreaField(
        "Your note",
        filters=[_as_typed],
        validators=[Length(max=1000, message="Keep it to 1000 characters.")],
    )

    def body(self) -> dict[str, Any] | None:
        """The words; an emptied note is taken back."""
        words = self.text.data.strip()
        return {"text": words} if words else None


class BetterForm(ReportForm):
    """All better, or taking it back."""

    undo = HiddenField()
    sure = HiddenField()

    def body(self) -> dict[str, Any] | None:
        """Nothing more than that it was said."""
        return None if self.undo.data else {}


class FlareForm(ReportForm):
    """A flare-up begins or is over, or what was said of it is taken back."""

    state = HiddenField()
    undo = HiddenField()

    def validate_state(self, field: HiddenField) -> None:
        """Refuse anything but the two ends of a flare-up."""
        if not self.undo.data and field.data not in (schemas.START, schemas.END):
            raise ValidationError("Say whether the flare-up begins or is over.")

    def body(self) -> dict[str, Any] | None:
        """Which end it is; None where it is taken back."""
        return None if self.undo.data else {"state": self.state.data}


REPORTS: dict[str, type[ReportForm]] = {
    "exercise": ExerciseForm,
    "pain": PainForm,
    "sitting": KeptForm,
    "bath": KeptForm,
    "note": NoteForm,
    "better": BetterForm,
    "flare": FlareForm,
}
