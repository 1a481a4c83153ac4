"""What of a letter a client agrees to: every word of it but the figures that their diary moves on.

Scores, visits and what the rule makes of them change with every day that passes; an agreement that
ended with each of them would never last until the letter goes. The page says so beside the letter.
"""

from typing import Any

from homecare.referrals.letter import mark_of

MOVES_ON = ("date", "consent", "course", "scores", "figures", "rule_version", "small_print")
"""Parts of a letter that are of the day it is written on."""
LETTERHEAD = ("practice",)
"""Who sends it is named in the sentence that is agreed to; how the head is laid out is not."""


def mark_of_agreement(letter: dict[str, Any], course_note: str, contact_id: object) -> str:
    """A short mark of what is agreed to: the words, whose answers and record, to whom, by whom."""
    said = {name: value for name, value in letter.items() if name not in (*MOVES_ON, *LETTERHEAD)}
    said["red_flags"] = letter["red_flags"][1:]  # the first line says when they were asked last
    said["signed"] = letter["signed"]["name"]
    return mark_of({**said, "course_note": course_note, "contact": str(contact_id)}, "")
