"""What is missing before treatment by hand, each with where to put it right."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from homecare.clients.intake import unticked_thinners
from homecare.clients.models import Episode
from homecare.flags.models import Flag
from homecare.rules import gate
from homecare.rules.verdict.arithmetic import Reason

LABELS = {
    gate.UNCLEARED: "Speak to them, then clear the answer",
    gate.GP_ONLY: "Write to the GP, or decide again",
    gate.CONTRAINDICATED: "Look at the record",
    gate.UNANSWERED: "See their letters",
    gate.UNDECIDED: "Decide now",
    gate.UNASKED: "Ask about it now, with the red-flag questions",
    gate.CHECK: "Ask the red-flag questions now",
}

UNTIL_ANSWERED = (
    "Until a GP’s answer is written down at their letter, or it is better at the weekly looks."
)

ANCHORS = {
    gate.GP_ONLY: "background", gate.UNDECIDED: "background", gate.UNANSWERED: "letters",
}  # fmt: skip


@dataclass(frozen=True)
class MissingRow:
    """One thing that is missing: in words, and the link that mends it."""

    text: str
    href: str
    label: str


def missing_rows(
    missing: Sequence[Reason], episode: Episode, flag: Flag | None, letter: UUID | None = None
) -> list[MissingRow]:
    """The rows of a page; `letter` is the draft to come back to after the questions."""
    return [
        MissingRow(_text(reason, episode), _href(reason.code, episode.client_id, flag, letter),
                   LABELS[reason.code])
        for reason in missing
    ]  # fmt: skip


def _text(reason: Reason, episode: Episode) -> str:
    """What is missing; of what scores found until when, and of a medicine that nobody has looked at
    yet what it was read as."""
    if reason.code == gate.UNANSWERED:
        return f"{reason.text} {UNTIL_ANSWERED}"
    found = unticked_thinners(episode.client) if reason.code == gate.CONTRAINDICATED else []
    if not found:
        return reason.text
    return f"{reason.text} Nobody has said yet whether it thins the blood: {'; '.join(found)}."


def _href(code: str, client_id: UUID, flag: Flag | None, letter: UUID | None) -> str:
    if code in (gate.CHECK, gate.UNASKED):
        return url_for("desk.red_flag_questions", client_id=client_id, letter=letter)
    if code == gate.CONTRAINDICATED:
        return url_for("desk.edit_client", client_id=client_id)
    if code == gate.UNCLEARED and flag:
        return url_for("desk.flag", flag_id=flag.id)
    return url_for("desk.client", client_id=client_id, _anchor=ANCHORS.get(code))
