"""What of a long day still decides how it counts: pure, and the same in whatever order it came.

What was corrected, taken back or reported over says nothing any more, as long as each report comes
after all that was said of its place before. Then the few entries that are left count as all of
them do, and so do these with a report that comes after them (`joins`). Of any other day nothing is
kept: it is read whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeVar
from uuid import UUID

from homecare.diary.ledger import LOG, VOID, WEB, Kept, LedgerEntry, order
from homecare.diary.projection import Place, is_late, place_of, settled

LONG = 20
"""Entries of a day from which on what decides it is kept: fewer are as soon read as looked up."""
SITES = ("leg", "back")

T = TypeVar("T", bound=LedgerEntry)
Deciding = dict[UUID, UUID | None]
"""Entries by id, each with the one that it takes back, as if it were the first said of it."""


def deciding(told: Sequence[LedgerEntry], *, was_long: bool = False) -> Deciding | None:
    """What decides a day of which all of this was told, or all that decided it before (`was_long`)
    and what was told since. None where the day is short, or is to be read whole."""
    places = _places(told) if was_long or len(told) >= LONG else None
    if places is None:
        return None
    standing = defaultdict(list)
    for entry in settled(told):
        standing[place_of(entry)].append(entry)
    found: Deciding = {}
    ever = sorted(told, key=lambda entry: (str(places[entry.id]), order(entry)))
    for place, of_place in groupby(ever, lambda entry: places[entry.id]):
        *_, newest = said = list(of_place)
        stands = standing[place]
        if newest.op == VOID and not stands:
            before = max((one for one in said if one.op != VOID), key=order)
            found |= {before.id: None, newest.id: before.id}
        elif stands and stands[-1] is newest:
            found |= {one.id: None for one in _with_a_say(stands)}
        else:
            return None
    return found


def joins(held: Sequence[T], new: Iterable[T]) -> bool:
    """Whether these new entries of a long day, with those that decided it, count as the whole day
    with them: each is the newest said of its place, and corrects what holds there."""
    places = _places(held) or {}
    highest = {places[one.id]: order(one) for one in sorted(held, key=order)}
    tops: dict[Place, T] = {}
    alone: dict[Place, bool] = {}
    for one in settled(held):
        alone[place_of(one)] = place_of(one) not in tops
        tops[place_of(one)] = one
    for entry in sorted(new, key=order):
        place = _corrected(entry, tops) if entry.supersedes else place_of(entry)
        if place is None or entry.flagged or entry.kind == "flare":
            return False
        if place in highest and order(entry) <= highest[place]:
            return False
        if entry.supersedes and not alone[place] and _brings_others_forth(entry):
            return False
        highest[place] = order(entry)
        if entry.op == LOG:
            alone[place] = place not in tops
        tops[place] = entry
        if entry.op == VOID:
            del tops[place]
    return True


def ids_of(kept: Mapping[str, str | None]) -> Deciding:
    """What the row of a day has kept of that."""
    return {UUID(one): UUID(before) if before else None for one, before in kept.items()}


def as_held(rows: Iterable[Kept], kept: Deciding) -> Iterator[Kept]:
    """The entries that decide a long day, each as if it were the first said of its place."""
    for row in rows:
        before = kept[row.id]
        yield row._replace(op=VOID if before else LOG, supersedes=before)


def _places(told: Sequence[T]) -> dict[UUID, Place] | None:
    """Which place each entry speaks of. None where one waits for what it corrects, speaks of
    another place than that, is to be looked at, or is of a flare-up, which counts what came before
    and after it."""
    places: dict[UUID, Place] = {}
    following = defaultdict(list)
    for entry in told:
        following[entry.supersedes].append(entry)
    found = [one for one in following[None] if one.op == LOG]
    for entry in found:  # which grows meanwhile
        before = places.get(entry.supersedes) if entry.supersedes else None
        place = before if before and entry.op == VOID else place_of(entry)
        fits = before in (None, place) and place[1] == entry.kind
        if entry.flagged or entry.kind == "flare" or not fits:
            return None
        places[entry.id] = place
        found += following[entry.id]
    return places if len(found) == len(told) else None


def _corrected(entry: T, tops: dict[Place, T]) -> Place | None:
    """The place of what an entry corrects or takes back, where that holds; else None."""
    for place, top in tops.items():
        if top.id == entry.supersedes and top.kind == entry.kind:
            return place if entry.op == VOID or place_of(entry) == place else None
    return None


def _brings_others_forth(entry: LedgerEntry) -> bool:
    """Whether a correction of one of several reports of a place lets an older one speak again."""
    if entry.op == VOID:
        return entry.device == WEB  # a device takes back all that is older
    return entry.kind == "pain" and not all(entry.body.get(s) is not None for s in SITES)


def _with_a_say(stands: Sequence[T]) -> Iterator[T]:
    """Of several reports of a place those that show in it: the newest, the one before it, so that
    it is seen to have others behind it, the newest late one of these, and who gave each score."""
    shown = {stands[-1].id, *(one.id for one in stands[-2:-1])}
    late = next((one.id for one in reversed(stands[:-1]) if is_late(one)), None)
    shown |= {late} if late else set()
    for site in SITES:
        given = (one.id for one in reversed(stands) if one.body.get(site) is not None)
        shown |= {*[next(given, stands[-1].id)]}
    return (one for one in stands if one.id in shown)
