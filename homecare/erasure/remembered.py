"""Erasures kept beside the database, so that a backup from before does not bring them back.

A file holds one line of JSON for each: ids, times and the reason's code, nothing about anybody. It
stands in the instance folder and, where backups are made by themselves, beside those; a restore
reads both, and the one beside the file that it restores. Lines are only ever added.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Person
from homecare.erasure.models import ERASED, Erasure
from homecare.erasure.operations import erase_again
from homecare.erasure.queries import erasures

NAME = "erasures.jsonl"
Lines = dict[str, dict[str, Any]]
log = structlog.get_logger()


def places(settings: Settings) -> list[Path]:
    """Where erasures are remembered."""
    folders = [settings.instance, *([settings.backups] if settings.backups else [])]
    return [folder / NAME for folder in folders if folder.is_dir()]


def remember(session: Session, settings: Settings) -> None:
    """Write down every erasure of this database that is not written down yet, wherever a restore
    looks. What can't be written now is logged, and written by the next night."""
    done = {str(one.id): _line(one) for one in erasures(session)}
    for path in places(settings) if done else ():
        try:
            _add(path, done)
        except OSError as error:
            log.error("erasures not remembered", path=str(path), reason=error.strerror)


def _add(path: Path, done: Lines) -> None:
    known = _read(path)
    if new := {key: line for key, line in done.items() if key not in known}:
        handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            # A line that a power cut broke off is ended first.
            file.write("".join(f"\n{json.dumps(line)}" for line in new.values()) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _line(one: Erasure) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "practice": str(one.practice_id),
        "client": str(one.client_id),
        "records": one.records,
        "asked_at": one.asked_at.isoformat() if one.asked_at else None,
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
        "decided_by": str(one.decided_by) if one.decided_by else None,
        "why": one.why,
        "words": one.words,
    }


def _read(path: Path) -> Lines:
    """The lines of a file that are whole; one that was cut is nobody's."""
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return {}
    return {line["id"]: line for line in _whole(text.splitlines())}


def _whole(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            read = json.loads(line)
            _known(read)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
        yield read


def apply_again(session: Session, files: Iterable[Path], now: datetime, folder: Path) -> int:
    """Erase in a restored database whatever was erased after its backup; answers how many.

    `folder` is where mail in files is. Lines about another database's records change nothing.
    """
    known = {key: line for path in files for key, line in _read(path).items()}
    people = set(session.scalars(select(Person.id)))
    made = [_known(line) for line in known.values()]
    for one in made:
        one.decided_by = one.decided_by if one.decided_by in people else None
    return sum(erase_again(session, one, now, folder) for one in made)


def _known(line: dict[str, Any]) -> Erasure:
    """Raises an error where a line is none of ours."""
    [UUID(one) for one in line["records"]]
    return Erasure(
        id=UUID(line["id"]),
        practice_id=UUID(line["practice"]),
        client_id=UUID(line["client"]),
        records=line["records"],
        asked_at=_moment(line["asked_at"]),
        decision=ERASED,
        decided_at=_moment(line["decided_at"]),
        decided_by=UUID(line["decided_by"]) if line["decided_by"] else None,
        why=line["why"],
        words=str(line.get("words") or ""),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
