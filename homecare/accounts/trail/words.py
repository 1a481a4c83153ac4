"""Kinds of lines of the audit trail: what is counted each month, and what it is filtered by."""

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, ...]] = {
    "Signed in": ("sign_in.in",),
    "Wrong passwords or codes": ("sign_in.failed",),
    "Passwords and second factors changed": ("password.", "factor."),
    "Records and lists opened": ("client.view", "caseload.view", "flags.view", "flag.view"),
    "Letters opened by their link": ("letter opened",),
    "Taken along as a file": (
        "record.export", "caseload.export", "own.export", "trail.export", "letter page taken",
        "letter exchanged", "answer file taken",
    ),
    "Settings and colleagues changed": (
        "practice.amend", "practice.rule", "practice.zone", "colleague.", "logo ",
    ),
}  # fmt: skip
"""Each kind, and how the actions begin that are of it."""
REST = "Everything else"


def kind_of(action: str) -> str:
    """The one kind that an action is of."""
    return next((kind for kind, begin in KINDS.items() if action.startswith(begin)), REST)
