"""What is asked about an answer, of a receiver and of a therapist who types one in."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from homecare.forms import SHORT, PlainForm, options
from homecare.referrals.answers.files import MOST_BYTES, CleanFile, cleaned
from homecare.referrals.answers.operations import MOST_WORDS, Said
from homecare.referrals.answers.words import NEXT

TOO_LONG = f"Write at most {MOST_WORDS:,} characters."


class AnswerForm(PlainForm):
    """What came of a letter. What must be there depends on what happens next."""

    next = RadioField(
        "What happens next?",
        choices=options(*NEXT.items()),
        validators=[InputRequired("Choose what happens next.")],
    )
    seen_on = DateField(
        "Seen on", description="Needed once they were seen.", validators=[Optional()]
    )
    words = TextAreaField(
        "What you found, in your words",
        description="Needed once they were seen.",
        validators=[Optional(), Length(max=4000, message=TOO_LONG)],
    )
    sent_on_to = StringField(
        "Sent on to", description="Only if you sent them on.", validators=[Optional(), SHORT]
    )
    file = FileField(
        "A file",
        description="A PDF, or a picture (JPEG or PNG), up to 5 MB. Where and with what a picture "
        "was taken is removed.",
        validators=[Optional()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.seen_on, self.words, self.sent_on_to):
            field.flags.optional = False  # whether it is needed hangs on what happens next

    def said(self, how: str, said_by: str) -> Said:
        """The answer as it was given."""
        return Said(
            next=self.next.data, seen_on=self.seen_on.data, how=how, said_by=said_by,
            words=_typed(self.words.data), sent_on_to=_typed(self.sent_on_to.data),
        )  # fmt: skip

    def clean_file(self) -> CleanFile | None:
        """The file as it may be kept, if one came. Raises Refusal at its field."""
        sent: Any = self.file.data
        return cleaned(sent.stream.read(MOST_BYTES + 1)) if sent else None


def _typed(words: str | None) -> str:
    return (words or "").replace("\r\n", "\n").strip()
