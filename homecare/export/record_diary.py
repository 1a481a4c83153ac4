"""Programme and diary of a record as pages: what was due, what was reported, and by whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from homecare.activities.words import SCALE
from homecare.diary.ledger import VOID, without
from homecare.diary.schemas import ASKED
from homecare.diary.words import (
    TITLES,
    TURNS,
    came_late,
    entered_by,
    reported_of_due,
    scores_of_intake,
)
from homecare.export.changed import changed
from homecare.export.said import KEPT, exercise_in_words, turn_with_its_end
from homecare.export.sections import Section, day_of, if_any, pairs, table_of
from homecare.language import as_sentence, count, starts_upper
from homecare.library.words import dose, side_in_words
from homecare.rules.schedule import flare_days

Entry = Mapping[str, Any]
NOT_COUNTED = "Counted for nothing: it came through a sign-in that was taken back"


def programmes(versions: Sequence[Mapping[str, Any]], ended: str | None) -> Iterable[Section]:
    """The versions of an episode, each with how long it held; `ended` is the day care ended."""
    following = [*versions[1:], None]
    for version, after in zip(versions, following, strict=False):
        yield _programme(version, _held(version, after, ended))


def _held(version: Mapping[str, Any], after: Mapping[str, Any] | None, ended: str | None) -> str:
    if after is None:
        return "to the end of this care" if ended else "the newest, with no end yet"
    if after["starts_on"] == version["starts_on"]:
        return f"on no day: version {after['number']} took its place on the day it began"
    return f"until version {after['number']} began, on {day_of(after['starts_on'])}"


def _programme(version: Mapping[str, Any], held: str) -> Section:
    """A version: its exercises with dose and weekdays, its advice, its note."""
    rows = [
        (one["name"], side_in_words(one["side"], for_each=one["for_each_side"]), _dose(one))
        for one in version["exercises"]
    ]
    exercises = table_of(
        f"Programme from {day_of(version['starts_on'])}, version {version['number']}",
        ("Exercise", "Side", "Dose"), rows,
    )  # fmt: skip
    made = pairs({"Made": f"{version['made']}, by {version['by']}", "Held": held})
    advice = [pair for one in version["advice"] for pair in pairs({one["title"]: _advice(one)})]
    more = pairs({
        "Note": version["note"],
        "A flare-up lasts": count(flare_days(version["flare_hours"]), "day"),
    })  # fmt: skip
    return {**exercises, "lines": [*made, *exercises["lines"], *advice, *more]}


def _dose(exercise: Mapping[str, Any]) -> str:
    said = [starts_upper(dose(SimpleNamespace(**exercise)))]
    if exercise["in_flare"]:
        said.append("Kept in a flare-up")
    return " ".join(as_sentence(part) for part in (*said, exercise["note"]) if part)


def _advice(one: Mapping[str, Any]) -> str:
    limit = one["limit_minutes"]
    at_once = f"At most {count(limit, 'minute')} at once." if limit else ""
    until = f"Until {day_of(one['until'])}."
    parts = (until, one["text"], at_once, one["reason"], one["alternative"])
    return " ".join(as_sentence(part) for part in parts if part)


def diary(
    episode: Mapping[str, Any], days: Sequence[Mapping[str, Any]], entries: Sequence[Entry],
    exercises: Mapping[str, str],
) -> Iterable[Section]:  # fmt: skip
    """What was reported in an episode; `exercises` are the names of its exercises by their line."""
    struck = [one for one in entries if one["struck_at"]]
    entries = _counting(one for one in entries if not one["kept_aside"])
    stand, before = standing(entries), changed(entries, exercises)
    yield from if_any(
        f"What matters to the client, {SCALE}", ("In their words", "When named", "Since"),
        [_matters(one, days) for one in episode["activities"]],
    )  # fmt: skip
    yield from if_any("What the client was asked", ("Day", "Asked", "Answer"), [
        (day_of(one["local_date"]), TITLES[one["kind"]], one["in_words"])
        for one in stand if one["kind"] in ASKED
    ])  # fmt: skip
    yield from if_any("Flare-ups and “all better”", ("Day", "What was said"), [
        (day_of(one["local_date"]), turn_with_its_end(one, stand, entries, days))
        for one in stand if one["kind"] in TURNS
    ])  # fmt: skip
    said = defaultdict(list)
    for one in stand:
        said[one["local_date"]].append(one)
    head = ("Day", "Leg", "Back", "Exercises", "Sitting", "Bath", "And")
    late = _days_told_late(stand, entries)
    told = ({**day, "late": day["late"] and day["on"] in late} for day in days)
    yield table_of("Diary", head, [
        _day(day, said[day["on"]], exercises, before.get(day["on"], [])) for day in told
    ])  # fmt: skip
    yield from if_any(NOT_COUNTED, ("Day", "What was said"), [
        (day_of(one["local_date"]), one["in_words"])
        for one in sorted(struck, key=lambda each: str(each["local_date"]))
    ])  # fmt: skip


def _days_told_late(stand: Iterable[Entry], entries: Iterable[Entry]) -> set[str]:
    """The days of which something was first told late: what was told in time and changed later
    stands there with what it was until then."""
    by_id, late = {one["id"]: one for one in entries}, set[str]()
    for one in stand:
        first = one
        while first["supersedes"] in by_id:
            first = by_id[first["supersedes"]]
        day, came = date.fromisoformat(first["local_date"]), str(first["received_at"])
        if came_late(day, datetime.fromisoformat(came), first["zone"]):
            late.add(first["local_date"])
    return late


def _counting(entries: Iterable[Entry]) -> list[Entry]:
    """The reports as if those that are struck out had never come."""
    told = list(entries)
    gone = {one["id"]: one["supersedes"] for one in told if one["struck_at"]}
    found: list[Entry] = []
    for one in told:
        op, supersedes = without(gone, one["op"], one["supersedes"])
        if one["id"] not in gone and (op != VOID or supersedes):
            found.append({**one, "op": op, "supersedes": supersedes})
    return found


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """What holds of all that was reported, in the order it came: of several that replace the same
    one the last, and nothing that was taken back."""
    replaced = {one["supersedes"] for one in entries}
    last = {one["supersedes"] or one["id"]: one for one in entries}
    return [
        one for one in last.values() if one["op"] != VOID and one["id"] not in replaced
    ]  # fmt: skip


def _matters(
    activity: Mapping[str, Any], days: Iterable[Mapping[str, Any]]
) -> tuple[str, str, str]:
    since = [
        f"{day['activities'][activity['id']]} on {day_of(day['on'])}"
        for day in days
        if activity["id"] in (day["activities"] or {})
    ]
    named = f"{activity['start']} on {day_of(activity['on'])}"
    return starts_upper(activity["words"]), named, "; ".join(since)


def _day(
    day: Mapping[str, Any], said: Sequence[Entry], exercises: Mapping[str, str],
    before: Sequence[str],
) -> tuple[str, ...]:  # fmt: skip
    of_due = [day[name] for name in ("reported", "due", "partly")]
    reported = reported_of_due(*of_due) if day["due"] else "–"
    leg, back = (
        (day["leg"], day["back"]) if _is_usual(day) else (day["intake_leg"], day["intake_back"])
    )
    return (
        day_of(day["on"]), _or_dash(leg), _or_dash(back),
        "away" if day["away"] else reported, KEPT.get(day["sitting"], ""),
        KEPT.get(day["bath"], ""), " ".join([*_besides(day, said, exercises), *before]),
    )  # fmt: skip


def _besides(
    day: Mapping[str, Any], said: Sequence[Entry], exercises: Mapping[str, str]
) -> Iterable[str]:
    """What no figure of a day holds, each as a sentence."""
    if not _is_usual(day):
        yield scores_of_intake(day["leg"], day["back"])
    yield from _turns(day)
    for one in said:
        body = one["body"]
        if one["kind"] == "sitting" and "minutes" in body:
            yield f"Sitting timed: {count(body['minutes'], 'minute')}."
        elif one["kind"] == "exercise" and (body["outcome"] != "done" or "note" in body):
            yield exercise_in_words(body, exercises)
        elif one["kind"] == "note" and day["noted"]:
            yield f"“{body['text']}”"
    if day["late"]:
        yield "Entered late."
    hands = {one["by"]: one["by"] for one in said if one["by"]}
    if hands:
        written = [SimpleNamespace(kind=one["kind"], written_by=one["by"]) for one in said]
        yield entered_by(written, hands)


def _turns(day: Mapping[str, Any]) -> Iterable[str]:
    """How the day differs from others."""
    if day["flare"]:
        yield "Flare-up."
    if day["better"]:
        yield "“All better”."
    if day["extra"]:
        yield f"{count(day['extra'], 'exercise')} beyond what was due."


def _is_usual(day: Mapping[str, Any]) -> bool:
    """Whether the scores of a day are the diary's, and not those of the intake."""
    return day["intake_leg"] is None


def _or_dash(score: int | None) -> str:
    return "–" if score is None else str(score)
