"""Letters of a record as pages: what they say, who was sent a link, and what came of them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from homecare.export.said import AGREEMENTS
from homecare.export.sections import Section, by_whom, day_of, if_any, struck, table_of
from homecare.language import as_sentence
from homecare.referrals.answers.words import HEARD

DONE = {
    "corrected": "Corrected", "moved": "Moved to another letter", "struck_out": "Struck out",
    "put_back": "Put back",
}  # fmt: skip
ASKED_BY = {"phone": "on their phone", "room": "in the room"}
OPENED = {"opened": "Opened", "page": "Page taken along", "exchange": "File taken along"}
SAID = {
    "question": "Asked:", "course_note": "Added to the course:", "replaces_why": "Written again:",
    "differs_why": "Not what was proposed:", "unasked_why": "Nobody could be asked:",
    "withdrawn_why": "Withdrawn:",
}  # fmt: skip


def letters_of(letters: Sequence[Mapping[str, Any]]) -> Iterable[Section]:
    """Letters, what came of them, and what answers said before they were put right."""
    yield table_of("Letters", ("Issued", "To", "Words"), [
        (day_of(one["issued_at"]) or one["status"], one["to"], _words(one)) for one in letters
    ])  # fmt: skip
    yield from if_any("What the client said about letters", ("Asked", "To", "Answer"), [
        (day_of(one["asked_at"]), letter["to"], _agreement(one))
        for letter in letters for one in letter["agreements"]
    ])  # fmt: skip
    yield from if_any("Links to letters", ("Sent", "To", "Until", "What was done with it"), [
        (day_of(one["made_at"]), one["sent_to"], day_of(one["ended_at"] or one["ends_at"]),
         _openings(one))
        for letter in letters for one in letter["links"]
    ])  # fmt: skip
    yield table_of("Answers to letters", ("Day", "From", "What happens next", "Words"), [
        (day_of(one["received_at"]), one["said_by"], HEARD[one["next"]], _answer(one))
        for letter in letters for one in letter["answers"]
    ])  # fmt: skip
    yield from if_any("Answers as they stood before", (
        "Corrected", "What was done", "What happens next", "Words"
    ), [
        (by_whom(one), DONE[one["kind"]] + (f": {one['reason']}" if one["reason"] else ""),
         HEARD.get(one.get("next", ""), ""), one.get("words", ""))
        for letter in letters
        for one in chain(letter["answers_moved_away"],
                         *(answer["corrections"] for answer in letter["answers"]))
    ])  # fmt: skip


def _words(letter: Mapping[str, Any]) -> str:
    more = (f"{said} {as_sentence(letter[name])}" for name, said in SAID.items() if letter[name])
    return "\n".join(part for part in (letter["message"], *more) if part)


def _agreement(one: Mapping[str, Any]) -> str:
    answer = AGREEMENTS.get(one["answer"] or "", "No answer")
    on = f" on {day_of(one['answered_at'])}" if one["answered_at"] else ""
    words = f" “{one['words']}”" if one["words"] else ""
    return f"{answer}{on}, asked {ASKED_BY[one['how']]}.{words}"


def _openings(link: Mapping[str, Any]) -> str:
    opened = [f"{OPENED[one['what']]} {day_of(one['at'])}" for one in link["openings"]]
    asked = ["Asked after an answer"] if link["is_reminder"] else []
    return "\n".join([*asked, *opened]) or "Nobody has opened it."


def _answer(one: Mapping[str, Any]) -> str:
    seen = f"Seen on {day_of(one['seen_on'])}." if one["seen_on"] else ""
    sent_on = f"Sent on to {as_sentence(one['sent_on_to'])}" if one["sent_on_to"] else ""
    return " ".join(part for part in (struck(one, "words"), seen, sent_on) if part)
