"""What the owner decides about one record."""

from typing import Any

from wtforms import BooleanField, DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from homecare.desk.erasure.words import DELETE_BECAUSE, EARLY, KEEP_BECAUSE
from homecare.erasure.models import ASKED, KEPT_BECAUSE, OTHER, OVER
from homecare.forms import PlainForm, options

SURE = "Tick this to delete: it can’t be undone."
UNTIL = "Write until when it is kept."


class EraseForm(PlainForm):
    """Delete it, or keep it until a day, with the reason for either.

    `seen` is the request that the page shows, as its id; empty where there is none.
    """

    seen = HiddenField()

    why = RadioField(
        "What do you decide?",
        choices=options(*DELETE_BECAUSE.items(), *KEEP_BECAUSE.items()),
        validators=[InputRequired("Choose one.")],
    )
    sure = BooleanField("I know that a record that is deleted can’t be brought back")
    reason = StringField(
        "Why it is deleted before its time",
        validators=[Length(max=200, message="Write at most 200 characters.")],
    )
    keep_until = DateField("Keep until", validators=[MayBeEmpty()])
    words = TextAreaField(
        "In your own words, to the client (optional)",
        validators=[Length(max=500, message="Write at most 500 characters.")],
    )

    @property
    def deletes(self) -> bool:
        """Whether the record is to go."""
        return self.why.data in DELETE_BECAUSE

    @property
    def because(self) -> str:
        """Why it is to go, as it is stored."""
        return OTHER if self.why.data == EARLY else str(self.why.data)

    @property
    def keeps(self) -> bool:
        """Whether it is to stay for a reason that the law allows."""
        return self.why.data in KEPT_BECAUSE

    def offer(self, *, in_care: bool, asked: bool, is_over: bool) -> None:
        """Show only what can be decided: nothing goes while they are in care, and each reason for
        deleting only where it holds."""
        holds = {ASKED: asked, OVER: is_over, EARLY: not asked and not is_over}
        delete = [(why, said) for why, said in DELETE_BECAUSE.items() if holds[why] and not in_care]
        self.why.choices = options(*delete, *KEEP_BECAUSE.items())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.reason.flags.optional = False
        self.keep_until.flags.optional = False  # whether it is needed hangs on the choice above

    def validate(self, extra_validators: object = None) -> bool:
        """Deleting is ticked once more; keeping needs its day."""
        fine = bool(super().validate(extra_validators))
        if self.deletes and not self.sure.data:
            self.sure.errors = [SURE]
            return False
        if self.keeps and self.keep_until.data is None and not self.keep_until.errors:
            self.keep_until.errors = [UNTIL]
            return False
        return fine
