"""Kill drills: `python -m tests.kills.drill [1000]`, so many on each database.

Phones send batches and a clock sends mail to a real server, while web server and clock are ended by
SIGKILL at random moments and started again. Afterwards every entry that was acknowledged is there
once, with its day; every mail arrived once, or is listed as uncertain and arrived at most once.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from homecare.accounts.installation import REAL, declare
from homecare.app import create_app
from homecare.commands.migrating import migrate_to
from homecare.diary.days import every_episode, rebuild
from homecare.diary.models import DiaryDay, Entry
from homecare.jobs.clock_process import run_job
from homecare.mail.jobs import AT_ONCE
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from tests import postgres
from tests.backups.random_rows import engine_of
from tests.kills.phones import DAYS, Sender
from tests.mail.servers import Postman, smtp_server
from tests.make.diary import make_care
from tests.waiting.patience import PATIENCE
from tests.waiting.ports import free_port

PHONES, MAIL_EVERY = 3, 0.1  # of three phones each batch; a mail each tenth of a second
ALIVE = (0.0, 0.4)  # seconds until the next kill
OFTEN = 0.8  # so many of the kills come after somebody had a receipt since the last one
PACE = 0.01  # seconds
LOST_CLAIM = timedelta(minutes=11)
KINDS = {"web": "web", "clock": "clock"}  # by its name: what the house is asked to fork


@dataclass
class Outcome:
    """What was found wrong, and how much was done."""

    wrong: list[str] = field(default_factory=list)
    entries: int = 0
    mails: int = 0
    uncertain: int = 0


class House:
    """The process that forks them, and whoever lives just now."""

    def __init__(self, environment: dict[str, str], names: Mapping[str, str] = KINDS) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.house"], cwd=config.ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._answer() == "ready"
        self._names = names
        self._alive = {name: self._start(name) for name in names}

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def _start(self, name: str) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{self._names[name]}\n")
        self._process.stdin.flush()
        return int(self._answer())

    def kill(self, name: str) -> None:
        """End one of them without a warning, and start it again."""
        with suppress(ProcessLookupError):
            os.kill(self._alive[name], signal.SIGKILL)
            while True:  # until it is gone: its port is its own to the last
                os.kill(self._alive[name], 0)
                time.sleep(0.001)
        self._alive[name] = self._start(name)

    def end(self) -> None:
        """End all, and the process that forked them."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)


def drill(folder: Path, url: str, kills: int, seed: int = 1) -> Outcome:
    """Kill so many times on one new database; answers what came of it."""
    dice, port = random.Random(seed), free_port()
    migrate_to(url, "head")
    with smtp_server() as (postman, smtp):
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("HOMECARE_")},
            "HOMECARE_INSTANCE": str(folder), "HOMECARE_DATABASE_URL": url, "PORT": str(port),
            "HOMECARE_SMTP_URL": smtp,
        }  # fmt: skip
        app = create_app(config.read(environment))
        with Session(engine_of(url), expire_on_commit=False) as session:
            declare(session, REAL, datetime.now(UTC))
            care = make_care(session, datetime.now(UTC) - timedelta(days=DAYS))
        house = House(environment)
        try:
            senders = [Sender(port, care, number) for number in range(PHONES)]
            with writing(senders, url, care.practice.id) as queued:
                for _ in range(kills):
                    if dice.random() < OFTEN:
                        _wait_for_receipts(senders)
                    time.sleep(dice.uniform(*ALIVE))
                    house.kill(dice.choice([*KINDS]))
            for sender in senders:
                sender.send_what_waits()
        finally:
            house.end()
        return _looked_at(app, url, senders, queued, postman)


def _wait_for_receipts(senders: list[Sender]) -> None:
    """So that somebody is at work when the next one is killed, on a slow machine too."""
    before = sum(len(one.acknowledged) for one in senders)
    for _ in range(int(PATIENCE / PACE)):
        if sum(len(one.acknowledged) for one in senders) > before:
            return
        time.sleep(PACE)


@contextmanager
def writing(
    senders: list[Sender], url: str, practice: Any, shift: timedelta = timedelta()
) -> Iterator[list[str]]:
    """Phones send and mails are queued until what is inside has ended; `shift` is by how much the
    house goes by another time."""
    over, queued = threading.Event(), list[str]()

    def write_mails() -> None:
        engine = engine_of(url)
        while not over.wait(MAIL_EVERY):
            address = f"{len(queued)}@mail.example"
            with Session(engine) as session:
                mail = Email("test", address, "Hello", "Hello", practice_id=practice)
                queue(session, mail, datetime.now(UTC) + shift)
                with suppress(Exception):  # a busy file: this one was never queued
                    session.commit()
                    queued.append(address)

    threads = [threading.Thread(target=one.send_until, args=(over,)) for one in senders]
    threads.append(threading.Thread(target=write_mails))
    for thread in threads:
        thread.start()
    try:
        yield queued
    finally:
        over.set()
        for thread in threads:
            thread.join(60)


def _looked_at(
    app: Flask, url: str, senders: list[Sender], queued: list[str], postman: Postman
) -> Outcome:
    found = Outcome()
    later = datetime.now(UTC) + LOST_CLAIM
    with app.app_context():
        # What nobody had claimed, or was claimed by somebody killed; so many leave at once.
        for _ in range(3 + len(queued) // AT_ONCE):
            run_job(app, "send-mail", later)
    with Session(engine_of(url)) as session:
        entries_of(session, senders, found)
        _mails(session, queued, postman, found)
    return found


def entries_of(session: Session, senders: list[Sender], found: Outcome) -> None:
    stored = Counter(map(str, session.scalars(select(Entry.id))))
    told = {one for sender in senders for one in sender.acknowledged}
    sent = {one for sender in senders for one in sender.sent}
    found.entries = len(told)
    found.wrong += [f"{one} was acknowledged and is lost" for one in told - set(stored)]
    found.wrong += [f"{one} was never sent" for one in set(stored) - sent]
    before = _days(session)
    for episode in every_episode(session):
        rebuild(session, episode)
    if _days(session) != before:
        found.wrong.append("the days are not those of the ledger")
    session.rollback()


def _days(session: Session) -> list[tuple[Any, ...]]:
    session.flush()
    columns = [c for c in DiaryDay.__table__.columns if c.name != "closed"]
    return sorted(map(tuple, session.execute(select(*columns))), key=str)


def _mails(session: Session, queued: list[str], postman: Postman, found: Outcome) -> None:
    arrived = Counter(str(one["To"]) for one in postman.received)
    rows = session.execute(select(OutboxMail.to_address, OutboxMail.status)).all()
    status = dict(map(tuple, rows))
    found.mails = len(queued)
    found.uncertain = sum(one == "uncertain" for one in status.values())
    for address in queued:
        times, state = arrived[address], status.get(address)
        if times > 1 or (state, times) not in (("sent", 1), ("uncertain", 0), ("uncertain", 1)):
            found.wrong.append(f"{address} is {state} and arrived {times} times")


def main(kills: int) -> int:
    """Drill on each database; answers 1 where anything was wrong."""
    failed = 0
    with postgres.server() as server, tempfile.TemporaryDirectory() as folder:
        places = {
            "sqlite": f"sqlite:///{folder}/kills.sqlite",
            "postgresql": postgres.another_database(server, "kills"),
        }
        for name, url in places.items():
            instance = Path(folder) / name
            instance.mkdir()
            began = time.monotonic()
            done = drill(instance, url, kills)
            print(
                f"{name}: {kills} kills in {time.monotonic() - began:.0f} s, "
                f"{done.entries} entries acknowledged, {done.mails} mails queued, "
                f"{done.uncertain} uncertain; wrong: {done.wrong or 'nothing'}",
                flush=True,
            )
            failed |= bool(done.wrong)
    return failed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 1000))
