"""What a client answered when they were asked, in plain words for pages, mails and exports."""

from typing import Any

CHANGE = {
    3: "Very much better",
    2: "Much better",
    1: "A little better",
    0: "About the same",
    -1: "A little worse",
    -2: "Much worse",
    -3: "Very much worse",
}
REASONS = {
    "no_time": "No time",
    "forgot": "I forgot",
    "hurts": "It hurts",
    "too_hard": "Too hard",
    "better": "I feel better",
    "other": "Something else",
}
CHECK_IN = {"better": "Better", "same": "About the same", "worse": "Worse"}
TITLES = {"check": "Weekly check", "why": "Why little exercise", "check_in": "Check-in"}


def answered(kind: str, body: dict[str, Any]) -> str:
    """The answer in a few words: "Much better, compared with the start."; empty where none."""
    if not body:  # taken back
        return ""
    if kind == "check" and body.get("change") is not None:
        return f"{CHANGE[body['change']]}, compared with the start."
    if kind == "check_in":
        return f"{CHECK_IN[body['answer']]}."
    if kind == "why":
        return f"{REASONS[body['reason']]}." + (f" “{body['text']}”" if "text" in body else "")
    return ""
