"""What an answer to a letter says, and how it was heard, in words."""

from datetime import date, datetime

from homecare.language import few
from homecare.referrals.answers.models import (
    BACK,
    CLIENT,
    LINK,
    NEVER_WENT,
    PAPER,
    SENT_ON,
    STAYING,
    TELEPHONE,
    WAITING,
    LetterAnswer,
)

NEXT = {
    BACK: "Back to you",
    STAYING: "Staying with me",
    SENT_ON: "Sent on to somebody else",
    WAITING: "Not seen yet",
    NEVER_WENT: "They never came",
}
HEARD = {
    BACK: "Coming back to us",
    STAYING: "Staying with them",
    SENT_ON: "Sent on to somebody else",
    WAITING: "Not seen yet",
    NEVER_WENT: "The client never went",
}
HOW = {
    LINK: "by the link",
    TELEPHONE: "On the telephone",
    PAPER: "By a letter on paper",
    CLIENT: "From the client",
}


def unanswered_for(since: datetime, today: date) -> str:
    """For how long a letter that is late has waited: "two weeks", which is the least."""
    return few(max(2, (today - since.date()).days // 7), "week")


def in_short(answer: LetterAnswer) -> str:
    """Who said it and what happens next, in a sentence of the flag's."""
    return f"{answer.said_by}: {HEARD[answer.next].lower()}"
