"""One gentle suggestion for each reason why little exercise was reported. Own words, no blame."""

from dataclasses import dataclass

from homecare.library.catalogue.exercise import STOP_RULE


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may help, and the page it leads to: an endpoint and the words of its link."""

    text: str
    link: tuple[str, str] | None = None


SUGGESTIONS = {
    "no_time": Suggestion(
        "Pick the one exercise that helps you most, and do it while the kettle boils. "
        "One is a good day."
    ),
    "forgot": Suggestion(
        "A note at a time that suits you may help. You choose the time and the days.",
        ("today.me", "Set a reminder"),
    ),
    "hurts": Suggestion(
        f"{STOP_RULE} Leave out the exercise that hurts. Your therapist will look at this.",
        ("today.red_flags", "Something feels wrong"),
    ),
    "too_hard": Suggestion(
        "Do as much as is easy, then stop, and tap Partly. It counts. Your therapist can set "
        "something easier; ask at your next visit."
    ),
    "better": Suggestion(
        "Good to hear. Keep on giving your scores for a while, so that your therapist can see it "
        "too. They can make your plan shorter."
    ),
    "other": Suggestion("Thank you. Your therapist can read what you wrote."),
}


def suggestion(reason: str | None) -> Suggestion | None:
    """What may help with a reason; None where none was given."""
    return SUGGESTIONS.get(reason or "")
