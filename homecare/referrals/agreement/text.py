"""What of a letter a client agrees to: every word of it but the figures that their diary moves on.

Scores, visits and what the rule makes of them change with every day that passes; an agreement that
ended with each of them would never last until the letter goes. The page says so beside the letter.
"""

from typing import Any

from homecare.accounts.consent import CONSENT_WORDING
from homecare.referrals.agreement.models import LetterAgreement
from homecare.referrals.letter import mark_of
from homecare.referrals.models import Referral

KIND = "referral_letter"

OF_THE_DIARY = ("course", "scores")
MOVES_ON = (*OF_THE_DIARY, "figures", "date", "consent", "rule_version", "small_print")
"""Parts of a letter that are of the day it is written on; the first move on with the diary."""
LETTERHEAD = ("practice",)
"""Who sends it is named in the sentence that is agreed to; how the head is laid out is not."""


def mark_of_agreement(letter: dict[str, Any], course_note: str, contact_id: object) -> str:
    """A short mark of what is agreed to: the words, whose answers and record, to whom, by whom."""
    said = {name: value for name, value in letter.items() if name not in (*MOVES_ON, *LETTERHEAD)}
    said["red_flags"] = letter["red_flags"][1:]  # the first line says when they were asked last
    said["signed"] = letter["signed"]["name"]
    return mark_of({**said, "course_note": course_note, "contact": str(contact_id)}, "")


def reads_as_asked(asked: LetterAgreement, referral: Referral, letter: dict[str, Any]) -> bool:
    """Whether a letter reads as it did when the client was asked.

    A colleague of the practice may sign it in place of whoever asked. An agreement in other words
    than today's did not say so, and is to the one who asked alone.
    """
    as_asked = {**letter, **_as_shown(asked, letter)}
    return asked.mark == mark_of_agreement(as_asked, referral.course_note, referral.contact_id)


def _as_shown(asked: LetterAgreement, letter: dict[str, Any]) -> dict[str, Any]:
    """Parts of a letter as they were when it was shown, which are no change of it."""
    if asked.letter is None:
        return {}
    parts = {} if asked.wording != CONSENT_WORDING[KIND] else {"signed": asked.letter["signed"]}
    if "kind" in asked.letter["to"]:
        return parts
    # A letter that was asked about before it held what its receiver does.
    return parts | {"to": {name: said for name, said in letter["to"].items() if name != "kind"}}
