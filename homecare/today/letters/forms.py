"""What a client answers about a letter."""

from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from homecare.forms import PlainForm
from homecare.referrals.agreement.operations import MOST_WORDS


class ReplyForm(PlainForm):
    """Yes, no, or another sentence; `seen` names the question that stood on the screen."""

    seen = HiddenField()
    words = TextAreaField(
        "Which sentence, and what should it say?",
        validators=[
            Optional(), Length(max=MOST_WORDS, message=f"Write at most {MOST_WORDS:,} characters.")
        ],
    )  # fmt: skip


class TakeBackForm(PlainForm):
    """A button that ends an agreement."""
