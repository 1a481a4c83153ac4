"""What a report said before it was changed on a later day, or by another hand, as sentences.

What somebody taps anew on the same day is a slip of the thumb: it stands in the document alone. An
answer that homecare asked for is none, and stands here whenever it was changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from homecare.diary.schemas import ASKED
from homecare.diary.words import TITLES, TURNS, scores_of
from homecare.export.said import TAKEN_BACK, report_in_words
from homecare.export.sections import day_of
from homecare.language import starts_upper

NO_SCORES = (None, None)
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
        is_slip = same_hand and before["kind"] not in ASKED
        if not words or words == now or is_slip:
            continue
        hand = f" (by {before['by']})" if before["by"] else ""
        did = "changed it" if now else "took it back"
        until = f"until {day_of(after['done_at'])}, when {after['by'] or 'the client'} {did}."
        yield f"{starts_upper(words)}{hand} {until}"


def _words(entry: Entry, exercises: Mapping[str, str]) -> str:
    """What a report says; empty where it says nothing, or takes back what was said."""
    said = report_in_words(entry, exercises)
    if said == TAKEN_BACK or (entry["kind"] == "pain" and scores_of(entry["body"]) == NO_SCORES):
        return ""
    title = f"{TITLES[entry['kind']]}: " if entry["kind"] in ASKED else ""
    return f"{title}{said.removesuffix('.')}"
