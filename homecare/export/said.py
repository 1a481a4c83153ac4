"""What a client said, in words that a person can read in a table: a report of any kind, a round of
the red-flag questions, an answer about a letter."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from homecare.diary.ledger import VOID
from homecare.diary.schemas import START
from homecare.diary.words import (
    REASONS,
    TITLES,
    TURNS,
    answered,
    scores_in_words,
    turn_in_words,
)
from homecare.language import DAY, as_sentence, count, long_date, starts_upper
from homecare.screening.models import said_in_words

KEPT = {"kept": "kept", "not_kept": "not kept", "could_not": "couldn’t"}
OUTCOMES = {"done": "done", "partly": "partly", "not": "not done"}
AGREEMENTS = {
    "agreed": "Agreed", "asked_change": "Asked for a change", "refused": "Did not agree",
    "withdrawn": "Took it back",
}  # fmt: skip
TAKEN_BACK = "Taken back."
Entry = Mapping[str, Any]


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


def turn_with_its_end(
    one: Entry, stand: Sequence[Entry], ever: Sequence[Entry], days: Sequence[Mapping[str, Any]]
) -> str:
    """What was said of a flare-up, or “all better”, with the end that nobody said, and the
    beginning on the day of the end. `stand` is what holds of all that was `ever` reported; `days`
    say on which of them a flare-up was on."""
    words = turn_in_words(one["kind"], one["body"])
    if one["kind"] != "flare":
        return words
    if one["body"].get("state") != START:
        return "A flare-up began and ended" if _began_too(one, ever) else words
    last = _last_day(date.fromisoformat(one["local_date"]), stand, days)
    return (
        words
        if last is None
        else f"{words}. It ended by itself: {long_date(last)} was its last day"
    )


def _began_too(end: Entry, ever: Sequence[Entry]) -> bool:
    """Whether what an end stands in place of is a beginning: both were of one day."""
    by_id = {one["id"]: one for one in ever}
    before = by_id.get(end["supersedes"])
    while before is not None:
        if before["body"].get("state") == START:
            return True
        before = by_id.get(before["supersedes"])
    return False


def _last_day(
    began: date, stand: Sequence[Entry], days: Sequence[Mapping[str, Any]]
) -> date | None:
    """The last day of a flare-up that nobody ended; None where somebody did, or it is on still."""
    said = {date.fromisoformat(one["local_date"]): one for one in stand if one["kind"] == "flare"}
    flares = {date.fromisoformat(day["on"]): day["flare"] for day in days}
    last = began
    while flares.get(last + DAY) and last + DAY not in said:
        last += DAY
    after = last + DAY
    return last if after in flares and after not in said else None
