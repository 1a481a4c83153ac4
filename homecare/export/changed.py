"""What a report said before it was changed on a later day, or by another hand, as sentences.

What somebody taps anew on the same day is a slip of the thumb: it stands in the document alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from homecare.diary.ledger import VOID
from homecare.diary.schemas import ASKED
from homecare.diary.words import TITLES, TURNS, scores_in_words, scores_of, turn_in_words
from homecare.export.sections import day_of
from homecare.language import starts_upper

KEPT = {"kept": "kept", "not_kept": "not kept", "could_not": "couldn't"}
OUTCOMES = {"done": "done", "partly": "partly", "not": "not done"}
Entry = Mapping[str, Any]


def changed(entries: Sequence[Entry], exercises: Mapping[str, str]) -> dict[str, list[str]]:
    """By day, what was reported of it and holds no longer, and who changed it when."""
    by_id = {one["id"]: one for one in entries}
    things: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for one in sorted(entries, key=lambda each: str(each["done_at"])):
        things[_thing(one, by_id)].append(one)
    found: dict[str, list[str]] = defaultdict(list)
    for thing in things.values():
        found[thing[0]["local_date"]] += _of_thing(thing, exercises)
    return found


def _thing(entry: Entry, by_id: Mapping[str, Entry]) -> tuple[str, ...]:
    """What a report speaks of: a flare-up that begins is another thing than one that ends."""
    first = entry
    while first["supersedes"] in by_id:
        first = by_id[first["supersedes"]]
    which = first["id"] if entry["kind"] in TURNS else first["body"].get("line", "")
    return entry["local_date"], entry["kind"], which


def _of_thing(reports: Iterable[Entry], exercises: Mapping[str, str]) -> Iterable[str]:
    for before, after in pairwise(reports):
        words, now = _words(before, exercises), _words(after, exercises)
        same_hand = before["by"] == after["by"] and before["done_at"] == after["done_at"]
        if not words or words == now or same_hand:
            continue
        hand = f" (by {before['by']})" if before["by"] else ""
        did = "changed it" if now else "took it back"
        until = f"until {day_of(after['done_at'])}, when {after['by'] or 'the client'} {did}."
        yield f"{starts_upper(words)}{hand} {until}"


def _words(entry: Entry, exercises: Mapping[str, str]) -> str:
    """What a report says; empty where it says nothing, or takes back what was said."""
    kind, body = entry["kind"], entry["body"]
    if entry["op"] == VOID or not (body or kind in TURNS):
        return ""
    if kind == "pain":
        return "" if scores_of(body) == (None, None) else scores_in_words(body)
    if kind in ASKED:
        return f"{TITLES[kind]}: {entry['in_words'].rstrip('.')}"
    if kind in TURNS:
        return turn_in_words(kind, body)
    if kind == "exercise":
        name = exercises.get(body["line"], "An exercise")
        many = f", times: {body['times']}" if "times" in body else ""
        return f"{name}: {OUTCOMES[body['outcome']]}{many}"
    return f"“{body['text']}”" if kind == "note" else f"{kind} {KEPT[body['kept']]}"
