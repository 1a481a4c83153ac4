"""What a client said, in words that a person can read in a table: a report of any kind, a round of
the red-flag questions, an answer about a letter."""

from collections.abc import Callable, Mapping
from typing import Any

from homecare.diary.ledger import VOID
from homecare.diary.words import (
    REASONS,
    TITLES,
    TURNS,
    answered,
    scores_in_words,
    turn_in_words,
)
from homecare.language import as_sentence, count, starts_upper
from homecare.screening.models import said_in_words

KEPT = {"kept": "kept", "not_kept": "not kept", "could_not": "couldn't"}
OUTCOMES = {"done": "done", "partly": "partly", "not": "not done"}
AGREEMENTS = {
    "agreed": "Agreed", "asked_change": "Asked for a change", "refused": "Did not agree",
    "withdrawn": "Took it back",
}  # fmt: skip
TAKEN_BACK = "Taken back."


def report_in_words(report: Mapping[str, Any], exercises: Mapping[str, str]) -> str:
    """A report of any kind as sentences; `exercises` are the names of exercises by their line."""
    kind, body = report["kind"], report["body"]
    if report["op"] == VOID or not (body or kind in TURNS):
        return TAKEN_BACK
    said = _OF_KIND.get(kind, _asked)
    return said(kind, body, exercises)


def exercise_in_words(body: Mapping[str, Any], exercises: Mapping[str, str]) -> str:
    """What was reported of an exercise: "Bridge: partly, it hurts. “Only on the left”"."""
    why = REASONS[body["reason"]].lower().replace("i ", "I ") if "reason" in body else ""
    is_named = "times" in body and (body["times"] > 1 or body["outcome"] != "done")
    many = count(body["times"], "time") if is_named else ""
    outcome = ", ".join(part for part in (OUTCOMES[body["outcome"]], many, why) if part)
    note = f" “{body['note']}”" if "note" in body else ""
    return f"{exercises.get(body['line'], 'An exercise')}: {outcome}.{note}"


def _exercise(_kind: str, body: Mapping[str, Any], exercises: Mapping[str, str]) -> str:
    return exercise_in_words(body, exercises)


def _pain(_kind: str, body: Mapping[str, Any], _exercises: Mapping[str, str]) -> str:
    return as_sentence(starts_upper(scores_in_words(body)))


def _kept(kind: str, body: Mapping[str, Any], _exercises: Mapping[str, str]) -> str:
    """Whether advice was kept, or how long somebody sat by a timer, or both."""
    timed = count(body["minutes"], "minute") if "minutes" in body else ""
    said = KEPT[body["kept"]] if "kept" in body else ""
    return f"{starts_upper(kind)}: {', '.join(part for part in (said, timed) if part)}."


def _note(_kind: str, body: Mapping[str, Any], _exercises: Mapping[str, str]) -> str:
    return f"“{body['text']}”"


def _turn(kind: str, body: Mapping[str, Any], _exercises: Mapping[str, str]) -> str:
    return as_sentence(turn_in_words(kind, body))


def _asked(kind: str, body: Mapping[str, Any], _exercises: Mapping[str, str]) -> str:
    return answered(kind, dict(body)) or f"{TITLES[kind]}: no answer."


_OF_KIND: dict[str, Callable[[str, Mapping[str, Any], Mapping[str, str]], str]] = {
    "exercise": _exercise, "pain": _pain, "sitting": _kept, "bath": _kept, "note": _note,
    "better": _turn, "flare": _turn,
}  # fmt: skip


def round_in_words(asked: Mapping[str, Any]) -> str:
    """What was answered with yes or not sure, each with its question."""
    said = " ".join(answer_in_words(asked["source"], one) for one in asked["answers"])
    return f"Red-flag questions: {said or 'none of these.'}"


def answer_in_words(source: str, answer: Mapping[str, Any]) -> str:
    """A question and how it was answered: "Do you have a fever? Not sure."."""
    said = said_in_words(source, unsure=answer["unsure"])
    return f"{answer['question']} {starts_upper(said)}."


def agreement_in_words(asked: Mapping[str, Any]) -> str:
    """What was said about a letter, and to whom it was to go."""
    answer = AGREEMENTS.get(asked["answer"] or "", "No answer")
    words = f" “{asked['words']}”" if asked["words"] else ""
    return f"A letter to {asked['to']}: {answer[0].lower()}{answer[1:]}.{words}"
