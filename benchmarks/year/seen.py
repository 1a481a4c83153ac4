"""What is seen while the year goes by: mails as they are written, faults, answers to phones."""

import logging
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch
from uuid import UUID

import structlog
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from homecare.clockwork.models import Run
from homecare.mail.models import OutboxMail
from homecare.mail.transports import Files

BEFORE_ALL = UUID(int=0)


class Letter(NamedTuple):
    """A mail as it was queued: the row may forget what it said, this does not."""

    kind: str
    key: str | None
    to: str
    client_id: UUID | None
    at: datetime
    content: str
    size: int


class Ran(NamedTuple):
    """A run as the clock left it: old ones are forgotten in time."""

    kind: str
    subject: str
    period: str
    status: str


@dataclass
class Seen:
    """The book of the year; mails and runs by the id of their row."""

    letters: dict[UUID, Letter] = field(default_factory=dict)
    runs: dict[UUID, Ran] = field(default_factory=dict)
    newest_run: UUID = BEFORE_ALL
    delivered: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)

    def look_at_runs(self, session: Session) -> None:
        """Keep what was run since; ids are ordered by time."""
        columns = (Run.id, Run.kind, Run.subject, Run.period, Run.status)
        newer = select(*columns).where(Run.id > self.newest_run).order_by(Run.id)
        for run_id, *of in session.execute(newer):
            self.runs[run_id] = Ran(*of)
            self.newest_run = run_id

    def times_run(self, kind: str) -> Counter[tuple[str, str]]:
        """How often each subject was run for each period."""
        return Counter((run.subject, run.period) for run in self.runs.values() if run.kind == kind)

    def take(self, file: Path) -> None:
        """Count a mail that has left as a file, and give the file the time of the year."""
        self.delivered[file.stem] += 1
        moment = time.time()
        os.utime(file, (moment, moment))


def content_of(row: OutboxMail) -> str:
    """A short mark of what a mail says: two alike are the same mail."""
    said = f"{row.kind}\n{row.to_address}\n{row.subject}\n{row.text}\n{row.html}"
    return sha256(said.encode()).hexdigest()[:20]


@contextmanager
def watching(seen: Seen) -> Iterator[None]:
    """Keep every mail that is written meanwhile, and every fault that is logged."""

    def keep(_mapper: object, _connection: object, row: OutboxMail) -> None:
        size = sum(len(text.encode()) for text in (row.subject, row.text, row.html))
        size += sum(len(part.content) for part in row.parts)
        seen.letters[row.id] = Letter(
            row.kind, row.key, row.to_address, row.client_id, row.queued_at, content_of(row), size
        )

    def deliver(files: Files, message: EmailMessage, recipient: str) -> None:
        leave(files, message, recipient)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        seen.take(files.folder / f"{name}.eml")

    leave = Files.deliver
    event.listen(OutboxMail, "after_insert", keep)
    before, handler = structlog.get_config(), _Faults(seen)
    structlog.configure(processors=[lambda _log, level, said: _note(seen, level, said)])
    logging.getLogger("homecare").addHandler(handler)
    try:
        with patch.object(Files, "deliver", deliver):
            yield
    finally:
        event.remove(OutboxMail, "after_insert", keep)
        logging.getLogger("homecare").removeHandler(handler)
        structlog.configure(**before)


def _note(seen: Seen, level: str, said: Any) -> Any:
    """Keep what is worse than news."""
    words = dict(said)
    if words.get("event") != "mail" and level != "info":
        seen.faults.append(" ".join(str(words.get(name, "")) for name in ("event", "job", "error")))
    raise structlog.DropEvent


class _Faults(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(logging.ERROR)
        self.seen = seen

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it without its values, which differ from run to run."""
        self.seen.faults.append(str(record.msg))
