"""What the practice holds of some days, for a phone to show as they stand here."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from homecare.access import Scope
from homecare.diary.ledger import VOID, LedgerEntry, Report, is_lost
from homecare.diary.projection import FlareUps, newest, place_of
from homecare.diary.queries import by_day, written
from homecare.diary.receiving import Received
from homecare.language import local_day

S = TypeVar("S", Report, LedgerEntry)
BACK = timedelta(days=14)  # so far back a phone shows days on its own


def held_of(
    scope: Scope, received: Received, sent: Iterable[Report], now: datetime
) -> dict[str, Any] | None:
    """What the practice holds from the first to the last day that a device `sent` something of, as
    far as a kit goes, and in place of which of it another device's word stands; None where no such
    day is in the open care. What was read of them as it was `received` is not read again."""
    episode = received.goes_on
    if episode is None:
        return None
    today = local_day(now, episode.zone)
    near = [one for one in sent if today - BACK <= one.local_date <= today + BACK]
    if not near:
        return None
    first, last = min(one.local_date for one in near), max(one.local_date for one in near)
    ever: Sequence[LedgerEntry] | None = received.told.of(first, last)
    if ever is None:
        ever = written(scope.session, episode.id, first, last)
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "at": now.isoformat(),
        "replaced": [str(one.id) for one in _replaced(near, ever)],
        **reports_held(ever),
    }


def replaced_unseen(device: str, ever: Sequence[LedgerEntry]) -> list[dict[str, Any]]:
    """What of a device's own words stood, until another device that did not know of them said
    otherwise: what was corrected by whoever saw it is left out."""
    corrected = {entry.supersedes for entry in ever}
    words = (entry for entry in ever if entry.device == device and entry.op != VOID)
    own = [entry for entry in words if entry.id not in corrected]
    return [
        {
            "id": str(one.id),
            "kind": one.kind,
            "local_date": one.local_date.isoformat(),
            "body": one.body,
        }
        for one in _replaced(own, ever)
    ]


def _replaced(sent: Iterable[S], ever: Sequence[LedgerEntry]) -> list[S]:
    """The last word of a device on each thing, where another device's stands that says otherwise,
    or took it back."""
    standing = newest(by_day(ever))
    stored = {entry.id for entry in ever if not entry.flagged}
    taken_back = {(entry.device, entry.supersedes) for entry in ever if entry.op == VOID}
    last = {
        (one.local_date, one.kind, one.body.get("line")): one
        for one in sorted(sent, key=lambda one: one.seq)
        if one.id in stored
        and (one.device, one.id) not in taken_back
        and (one.kind, one.op) != ("exercise", VOID)
    }
    return [one for place, one in last.items() if _says_otherwise(standing.get(place), one)]


def _says_otherwise(stands: LedgerEntry | None, one: Report | LedgerEntry) -> bool:
    if stands is None:
        return one.op != VOID
    return stands.device != one.device and (
        one.op == VOID or is_lost(one.kind, one.body, stands.body)
    )


def reports_held(ever: Sequence[LedgerEntry]) -> dict[str, Any]:
    """Of all that was ever written of some days: the reports that hold, up to where others were
    taken back, and the last number."""
    standing = by_day(ever)
    flares = FlareUps(ever, standing)
    return {
        "reports": [_report(entry, flares) for entry in standing],
        "taken_back": _taken_back(ever, standing),
        "seq": max((entry.seq for entry in ever), default=0),
    }


def _taken_back(ever: Sequence[LedgerEntry], standing: Sequence[LedgerEntry]) -> dict[str, int]:
    """The number up to which nothing is left of what was said, by day, kind and line as days.js
    names them: a phone may still keep what it sent itself."""
    left = {place_of(entry) for entry in standing}
    gone = [entry for entry in ever if entry.op != VOID and place_of(entry) not in left]
    return {_key(entry): entry.seq for entry in sorted(gone, key=lambda entry: entry.seq)}


def _key(entry: LedgerEntry) -> str:
    on, kind, line = place_of(entry)
    return f"{on.isoformat()}|{kind}|{line or ''}"


def _report(entry: LedgerEntry, flares: FlareUps) -> dict[str, Any]:
    of = entry.programme_version_id
    before = flares.done_before(entry.local_date) if entry.kind == "flare" else {}
    return {
        "id": str(entry.id),
        "seq": entry.seq,
        "kind": entry.kind,
        "local_date": entry.local_date.isoformat(),
        "body": entry.body,
        "received_at": entry.received_at.isoformat(),
        **({"before": sorted(before)} if before else {}),
        **({"programme_version": str(of)} if of and entry.kind == "exercise" else {}),
    }
