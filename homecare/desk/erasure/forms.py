"""What the owner decides about one record."""

from typing import Any

from wtforms import BooleanField, DateField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from homecare.desk.erasure.words import DELETE_BECAUSE, KEEP_BECAUSE
from homecare.erasure.models import ERASED_BECAUSE, KEPT_BECAUSE
from homecare.forms import PlainForm, options

SURE = "Tick this to delete: it can’t be undone."
UNTIL = "Write until when it is kept."


class EraseForm(PlainForm):
    """Delete it, or keep it until a day, with the reason for either."""

    why = RadioField(
        "What do you decide?",
        choices=options(*DELETE_BECAUSE.items(), *KEEP_BECAUSE.items()),
        validators=[InputRequired("Choose one.")],
    )
    sure = BooleanField("I know that a record that is deleted can’t be brought back")
    keep_until = DateField("Keep until", validators=[MayBeEmpty()])
    words = TextAreaField(
        "In your own words, to the client (optional)",
        validators=[Length(max=500, message="Write at most 500 characters.")],
    )

    asked = HiddenField()
    """The request that the page showed, which must still stand; empty where nobody had asked."""

    @property
    def deletes(self) -> bool:
        """Whether the record is to go."""
        return self.why.data in ERASED_BECAUSE

    @property
    def keeps(self) -> bool:
        """Whether it is to stay for a reason that the law allows."""
        return self.why.data in KEPT_BECAUSE

    def offer_to_keep(self) -> None:
        """Show only what can be decided while they are in care."""
        self.why.choices = options(*KEEP_BECAUSE.items())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
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
