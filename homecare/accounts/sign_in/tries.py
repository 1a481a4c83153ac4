"""How long somebody has to wait before a password is looked at, or a link for a new one is mailed:
seconds that grow, never a door that is shut.

A wait belongs to one account tried from one network, or from one device that has signed in to it
before; so nobody's tries make somebody elsewhere wait, and a known device waits for its own only.
What an account and a network see in all makes the waits of unknown devices begin sooner.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, literal_column, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from homecare.accounts.models import Person, Tries
from homecare.mail.models import OutboxMail

FREE_TRIES = 5
"""Wrong passwords that cost no wait: people mistype."""
MANY = {"account": 50, "network": 100}
"""So many wrong passwords within the hour, and unknown devices wait before their first try."""
FIRST_WAIT = 10  # seconds, of an unknown device while many try
LONGEST_WAIT = 60  # seconds, for anybody
FORGOTTEN_AFTER = timedelta(hours=1)
PLACES = 65536
"""Of each kind. Whoever makes up addresses fills no more rows than that; who shares one waits
for a stranger, at most LONGEST_WAIT."""
LINK_PAUSE = timedelta(minutes=15)
LONG_PAUSE = timedelta(minutes=60)  # half of how long a link lives: one in the mailbox works
A_FEW = 3
UNCERTAIN = ("failed", "uncertain")  # as far as anybody knows, it did not arrive
# Spelled out, so that the index of such links is known to hold the row.
LINK: ColumnElement[str] = literal_column("'password_reset'")


@dataclass(frozen=True, slots=True)
class Door:
    """One account, tried from one place: the rows that count it."""

    pair: str
    account: str
    network: str
    known: bool

    @property
    def keys(self) -> tuple[str, str, str]:
        """The keys of its rows."""
        return self.pair, self.account, self.network


def door(secret: str, email: str, network: str, device: str | None, of: str = "") -> Door:
    """The door of an account: as a device knows it that signed in there before, or from outside.

    `of` keeps what is counted apart from passwords.
    """

    def place(kind: str, *what: str) -> str:
        words = "\n".join((of + kind, *what))
        digest = hmac.digest(secret.encode(), words.encode(), hashlib.sha256)
        return f"{of[:1]}{kind}-{int.from_bytes(digest[:4]) % PLACES}"

    email = email.strip().lower()
    return Door(
        pair=place("device", device, email) if device else place("pair", network, email),
        # Nobody elsewhere can use up the links of an account: those are few by themselves.
        account=place("account", network, email) if of else place("account", email),
        network=place("network", network),
        known=device is not None,
    )


def take(session: Session, now: datetime, at: Door) -> int:
    """Seconds to wait, or 0 where the password may be looked at now.

    The try counts before it is made, so that a hundred sent at once are no hundred tries;
    `give_back` takes back one that was right. Being turned away does not count.
    """
    pair, account, network = _rows(session, now, at)
    pressed = not at.known and (
        account.failed >= MANY["account"] or network.failed >= MANY["network"]
    )
    if pair.free_at is None and pressed:
        pair.free_at, pair.last_at = now + timedelta(seconds=FIRST_WAIT), now
    if pair.free_at is not None and now < pair.free_at:
        return ceil((pair.free_at - now).total_seconds())
    for row in (pair, account, network):
        row.failed, row.last_at = row.failed + 1, now
    pair.free_at = now + timedelta(seconds=wait_after(pair.failed, pressed))
    return 0


def wait_after(failed: int, pressed: bool) -> int:
    """Seconds between a try and the next one, after so many wrong ones; `pressed`: while many
    others try the same account, or many accounts are tried from the same network."""
    doubled: int = 2 ** min(max(failed - (1 if pressed else FREE_TRIES - 1), 0), 9)
    if pressed:
        return min(LONGEST_WAIT, FIRST_WAIT * doubled)
    return 0 if failed < FREE_TRIES else min(LONGEST_WAIT, doubled)


def give_back(session: Session, now: datetime, at: Door) -> None:
    """The try that was taken was no wrong password."""
    pair, *totals = _rows(session, now, at)
    pair.failed, pair.free_at = 0, None
    for row in totals:
        row.failed = max(0, row.failed - 1)


def failed_at(session: Session, at: Door) -> int:
    """How many wrong ones stand there, this try among them."""
    return session.scalar(select(Tries.failed).where(Tries.key == at.pair)) or 0


def forget_old(session: Session, now: datetime) -> None:
    """Delete the rows that count for nothing any more."""
    session.execute(delete(Tries).where(Tries.last_at < now - FORGOTTEN_AFTER))


def _rows(session: Session, now: datetime, at: Door) -> Sequence[Tries]:
    """The three rows, made where they are missing and held until the transaction ends."""
    keys = sorted(at.keys)
    fresh = [{"key": key, "failed": 0, "last_at": now} for key in keys]
    session.execute(_MAKE_MISSING[session.get_bind().dialect.name], fresh)
    rows = {row.key: row for row in session.scalars(_HOLD, {"keys": keys})}
    for row in rows.values():
        if abs(now - row.last_at) > FORGOTTEN_AFTER:
            row.failed, row.free_at = 0, None
    return [rows[key] for key in at.keys]


# Put together once: every sign-in sends each of them twice.
_MAKE_MISSING = {
    "sqlite": sqlite.insert(Tries).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Tries).on_conflict_do_nothing(),
}
_HOLD = (
    select(Tries)
    .where(Tries.key.in_(bindparam("keys", expanding=True)))
    .order_by(Tries.key)
    .with_for_update()
)


def was_sent_lately(session: Session, address: Any, now: datetime) -> bool:
    """Whether a link for a new password went to that address so lately that it has to do: within
    a quarter of an hour, or an hour after a few of them in a day.

    What may not have arrived does not count, nor a link that was ended since: by a new password,
    or by signing out everywhere.
    """
    statement = (
        select(OutboxMail.queued_at)
        .join(Person, Person.email == OutboxMail.to_address)
        .where(OutboxMail.kind == LINK, OutboxMail.to_address == address)
        .where(OutboxMail.status.not_in(UNCERTAIN))
        .where(OutboxMail.queued_at > now - timedelta(days=1))
        .where(or_(Person.links_ended_at.is_(None), OutboxMail.queued_at > Person.links_ended_at))
        .order_by(OutboxMail.queued_at.desc())
        .limit(A_FEW)
    )
    sent = session.scalars(statement).all()
    return bool(sent) and now - sent[0] < (LONG_PAUSE if len(sent) == A_FEW else LINK_PAUSE)
