"""Backups under fire: `python -m benchmarks.backup`, fifty reports a second and backups among them.

A server is started as `make serve` does. While phones report, backups are taken one after the other
by the command; each is restored into a place of its own. Every report that was answered before a
backup began must be in it, none that was sent after its end, and its diary days must be what its
own ledger says: `diary rebuild` changes nothing.
"""

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks.writers import HERE, House, as_entry
from homecare.database import new_id


class Report(NamedTuple):
    """One entry that a phone sent: its id, and when it was sent and answered as stored."""

    entry: str
    sent: float
    answered: float | None


class Taken(NamedTuple):
    """A backup, and when its command began and ended."""

    file: Path
    began: float
    ended: float


def send(house: House, phone: dict[str, str], number: int) -> Report:
    """One report from a phone's outbox."""
    body = as_entry(phone, number)
    entry = body.decode().partition('"id": "')[2][:36]
    headers = {"Cookie": phone["cookie"], "Content-Type": "application/json",
               "X-CSRFToken": phone["token"]}  # fmt: skip
    sent = time.monotonic()
    try:
        status = house.ask("POST", "/api/v1/sync/entries", body, headers)
    except OSError:
        status = 0
    return Report(entry, sent, time.monotonic() if status == 200 else None)


def reports(
    house: House, phones: list[dict[str, str]], rate: float, over: Callable[[], bool]
) -> list[Report]:
    """So many a second until it is over."""
    sent: list[Future[Report]] = []
    began = time.monotonic()
    with ThreadPoolExecutor(200) as hands:
        while not over():
            number = len(sent)
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            sent.append(hands.submit(send, house, phones[number % len(phones)], number))
        return [one.result() for one in sent]


def take(house: House, folder: Path, times: int) -> list[Taken]:
    """Backups, one right after the other."""
    taken = []
    for _ in range(times):
        file, began = folder / f"{new_id()}.backup", time.monotonic()
        process = house.start("-m", "flask", "--app", "wsgi", "backup", str(file))
        assert process.wait(300) == 0, "the backup failed"
        taken.append(Taken(file, began, time.monotonic()))
    return taken


def faults(backup: Taken, sent: list[Report], folder: Path, port: int) -> list[str]:
    """What is not as it must be in one backup; empty where all is."""
    place = folder / f"back-{backup.file.stem}"
    place.mkdir()
    back = House(HERE, place, port)
    assert back.start("-m", "flask", "--app", "wsgi", "restore", str(backup.file)).wait(300) == 0
    there, days = stands_in(place / "homecare.sqlite")
    assert back.start("-m", "flask", "--app", "wsgi", "diary", "rebuild").wait(300) == 0
    lost = [r for r in sent if r.answered and r.answered < backup.began and r.entry not in there]
    early = [r for r in sent if r.sent > backup.ended and r.entry in there]
    found = [f"{len(lost)} answered reports are missing"] if lost else []
    found += [f"{len(early)} later reports are in it"] if early else []
    if days != stands_in(place / "homecare.sqlite")[1]:
        found.append("its days are not what its ledger says")
    return found


def stands_in(file: Path) -> tuple[set[str], list[tuple[object, ...]]]:
    """The ids of all entries as phones write them, and what the days say."""
    with closing(sqlite3.connect(file)) as connection:
        ids = {hyphened(row[0]) for row in connection.execute("SELECT id FROM entry")}
        # Of the days that these phones reported on: the ground invents others without a ledger.
        days = connection.execute(
            "SELECT episode_id, day, leg, back, due, reported FROM diary_day AS d WHERE EXISTS "
            "(SELECT 1 FROM entry AS e WHERE e.client_id = d.client_id AND e.local_date = d.day "
            "AND e.device = 'bench') "
            "ORDER BY 1, 2"
        )
        return ids, days.fetchall()


def hyphened(text: str) -> str:
    """An id as phones write it."""
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def main() -> int:
    """Print a line for each backup; 1 where one is not of a single moment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="reports a second")
    parser.add_argument("--backups", type=int, default=5)
    parser.add_argument("--port", type=int, default=5149)
    asked, failed = parser.parse_args(), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "house").mkdir()
        house = House(HERE, folder / "house", asked.port)
        phones = house.ground(30)
        with house.served(), ThreadPoolExecutor(1) as hand:
            taking = hand.submit(take, house, folder, asked.backups)
            sent = reports(house, phones, asked.rate, taking.done)
        stored = sum(one.answered is not None for one in sent)
        seconds = sent[-1].sent - sent[0].sent
        print(f"{len(sent)} reports in {seconds:.0f} s, {stored} stored")
        for backup in taking.result():
            wrong = faults(backup, sent, folder, asked.port)
            failed |= bool(wrong)
            print(
                f"taken in {backup.ended - backup.began:.1f} s: {'; '.join(wrong) or 'one moment'}"
            )
    return failed


if __name__ == "__main__":
    sys.exit(main())
