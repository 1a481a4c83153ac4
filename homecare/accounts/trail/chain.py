"""The seal of a line: the hash of what it says and of the seal before it. Pure.

Whoever changes, takes out or puts in a line would have to write every later seal anew, and then
the last one is another than the one that a backup or a mail keeps.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

NOBODYS = UUID(int=0)
"""The chain of what belongs to no practice."""
START = bytes(32)
"""What stands before the first line."""


class Said(NamedTuple):
    """What a line says, as its seal covers it."""

    seq: int
    id: UUID
    practice_id: UUID | None
    actor_id: UUID | None
    client_id: UUID | None
    action: str
    subject: str
    at: datetime


class Stored(NamedTuple):
    """A line as it was found, with the seal it carries; without one it was never sealed."""

    said: Said
    seal: bytes | None


class Head(NamedTuple):
    """Where a chain ends: how many lines it has, and the seal of the last one."""

    length: int
    seal: bytes

    def __str__(self) -> str:
        return f"{self.length}-{self.seal.hex()}"


class Break(NamedTuple):
    """Where a chain does not hold: the number of the line, and what is wrong there."""

    seq: int
    what: str


EMPTY = Head(0, START)


def read_head(text: str) -> Head:
    """A head as `str` writes it. Raises ValueError for anything else."""
    length, _, seal = text.strip().partition("-")
    head = Head(int(length), bytes.fromhex(seal))
    if len(head.seal) != len(START) or head.length < 0:
        raise ValueError("no head of a trail")
    return head


def write_end(chain: UUID, head: Head) -> str:
    """Where a chain ends, as it is written down elsewhere: whose it is, and its head."""
    return f"{chain.hex}:{head}"


def read_end(text: str) -> tuple[UUID, Head]:
    """What `write_end` wrote. Raises ValueError for anything else."""
    chain, _, head = text.strip().partition(":")
    return UUID(chain), read_head(head)


def seal(before: bytes, said: Said) -> bytes:
    """The seal of a line that follows the one sealed with `before`."""
    return hashlib.sha256(before + canonical(said)).digest()


def canonical(said: Said) -> bytes:
    """What a line says, in the one form that no database and no release changes."""
    ids = [one.hex if one else None for one in said[1:5]]
    at = said.at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    parts = [said.seq, *ids, said.action, said.subject, at]
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=True).encode()


def breaks(lines: Iterable[Stored], end: Head | None, kept: Iterable[Head] = ()) -> Iterator[Break]:
    """Everywhere the chain does not hold, the first line first.

    `lines` in their order; `end` is where the database says that the chain ends (None: it says
    nothing of it), `kept` are heads that somebody wrote down elsewhere, on any day before.
    """
    wanted = {head.length: head.seal for head in kept if head.length}
    at, before = 0, START
    for said, found in lines:
        if found is None:
            yield Break(said.seq, "was put in by hand: it has no seal")
            continue
        if said.seq != at + 1:
            yield Break(at + 1, _missing(at + 1, said.seq - 1))
        elif found != seal(before, said):
            yield Break(said.seq, "was changed, or put in by hand")
        if wanted.pop(said.seq, found) != found:
            yield Break(said.seq, "is not the line whose seal was kept elsewhere")
        at, before = said.seq, found
    yield from _at_the_end(Head(at, before), end, wanted)


def _missing(first: int, last: int) -> str:
    if last <= first:
        return "is missing"
    also = f"is line {last}" if last == first + 1 else f"are the lines up to {last}"
    return f"is missing, and so {also}"


def _at_the_end(found: Head, end: Head | None, wanted: dict[int, bytes]) -> Iterator[Break]:
    if longest := max(wanted, default=0):
        lost = _missing(found.length + 1, longest)
        yield Break(found.length + 1, f"{lost}: the seal of line {longest} was kept elsewhere")
    elif end is None and found.length:
        yield Break(found.length, "was the last one, and the note of where the trail ends is gone")
    elif end is not None and end.length > found.length:
        cut = _missing(found.length + 1, end.length)
        yield Break(found.length + 1, f"{cut}: the end is cut off")
    elif end is not None and end != found:
        yield Break(found.length, "is not the last line that was written down as such")
