"""What is said on the day after a phone's browser forgot all that it had kept."""

from datetime import datetime, timedelta

from homecare.accounts.models import SignIn

SAID_FOR = timedelta(days=1)
FORGOT = (
    "This phone’s browser has forgotten what it kept for you: it was cleared, or it needed the "
    "room. What you wrote here without a connection, and it had not sent by then, is gone. Look "
    "through your last days, and write again what is missing. What your practice has is safe."
)


def forgot_words(sign_in: SignIn | None, now: datetime) -> str:
    """What to say to who is signed in so, on Today; empty where nothing was forgotten lately."""
    forgot_at = sign_in.forgot_at if sign_in else None
    return FORGOT if forgot_at is not None and now - forgot_at < SAID_FOR else ""
