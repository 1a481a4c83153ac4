"""Mail that somebody waits for, beside a night and weekly mails: `python -m benchmarks.urgent`.

On PostgreSQL a clock and workers, at their usual pace, have a night and 5,000 weekly mails to do at
once, and hand over what is written to a real mail server. Meanwhile a mail that somebody waits for
is queued again and again. Printed is how long each took until the mail server had it; the status is
1 where one took more than a minute or did not arrive once.
"""

import argparse
import asyncio
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Talk
from sqlalchemy import String, cast, func, select, update
from sqlalchemy.orm import Session

from benchmarks.night.ground import many_episodes
from benchmarks.writers_ground import nights_done
from homecare.accounts.installation import REAL, declare
from homecare.clients.models import Client
from homecare.clockwork.models import Run
from homecare.commands.migrating import migrate_to
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from tests import postgres
from tests.backups.random_rows import engine_of
from tests.kills.cluster import ZONE, environment_of, now_of
from tests.kills.drill import House
from tests.mail.servers import Postman, smtp_server
from tests.make.diary import make_care

WITHIN = 60.0  # seconds
PACE, LOOK, AT_MOST = 0.05, 0.5, 3600.0  # seconds
URGENT, CLIENTS = "urgent.example", "clients.example"
NIGHT, WEEKLY = "assess", "weekly-progress"


class Watch(Postman):
    """A mail server that knows when each address's mail came.

    It keeps the first weekly mail in hand until one has overtaken it that somebody
    waits for; `overtaken` says that whoever handed it over was still there then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.came, self.overtaken = list[tuple[str, float]](), False

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Talk, envelope: Envelope
    ) -> str:
        to = str(envelope.rcpt_tos[0])
        if to.endswith(CLIENTS):  # what the night tells therapists is waited for, too
            await self._hold(server)
        self.came.append((to, time.monotonic()))
        return "250 OK"

    async def _hold(self, server: SMTP) -> None:
        before = len(self.urgent())
        while not self.overtaken and not _has_gone(server):
            if len(self.urgent()) > before:
                self.overtaken = True
            await asyncio.sleep(PACE)

    def urgent(self) -> dict[str, list[float]]:
        """When what somebody waits for came, by its address."""
        found: dict[str, list[float]] = {}
        for to, at in list(self.came):
            if to.endswith(URGENT):
                found.setdefault(to, []).append(at)
        return found


def _has_gone(server: SMTP) -> bool:
    return server.transport is None or server.transport.is_closing()


@dataclass
class Found:
    """What was sent when, and what became of the rest."""

    waited: list[float]  # seconds, of each mail that somebody waits for
    overtaken: bool
    twice: int
    lost: int
    night: str
    weekly: dict[str, int]
    seconds: float


def measured(
    server: str, folder: Path, clients: int, workers: int, every: float, tick: str = ""
) -> Found:
    """Let all of it be done on a new database; without a `tick` the clock looks all the time."""
    url = postgres.another_database(server, "urgent")
    migrate_to(url, "head")
    watch = Watch()
    with smtp_server(watch) as (_, smtp):
        environment = environment_of(folder, url, smtp)
        if tick:
            environment["HOMECARE_TICK_SECONDS"] = tick
        practice_id = _people(url, clients, now_of(environment))
        names = {"clock 1": "clock"} | {f"worker {n}": "worker" for n in range(workers)}
        began, house = time.monotonic(), House(environment, names)
        try:
            asked = _asked_until_done(url, practice_id, clients, every, environment, watch)
        finally:
            house.end()
        return _found(url, asked, watch, time.monotonic() - began)


def _people(url: str, clients: int, now: datetime) -> UUID:
    """So many in care, each with a confirmed address, whose nights are done but for the last."""
    today = now.astimezone(ZONE).date()
    with Session(engine_of(url), expire_on_commit=False) as session:
        declare(session, REAL, now)
        care = make_care(session, now - timedelta(days=90), confirmed=True)
        nights_done(session, care.practice.id, today - timedelta(days=1))
        many_episodes(session, care, today, clients - 1)
        address = func.concat(cast(Client.id, String), f"@{CLIENTS}")
        session.execute(update(Client).values(email=address, confirmed_email=address))
        session.commit()
    return care.practice.id


def _asked_until_done(
    url: str, practice_id: UUID, clients: int, every: float, environment: dict[str, str],
    watch: Watch,
) -> dict[str, float]:  # fmt: skip
    """When each mail that somebody waits for was asked for, until nothing else is left to do."""
    asked, began, pause = dict[str, float](), time.monotonic(), threading.Event()
    with Session(engine_of(url)) as session:
        while time.monotonic() - began < AT_MOST:
            if not asked or time.monotonic() - max(asked.values()) >= every:
                to = f"{len(asked)}@{URGENT}"
                mail = Email("test", to, "Hello", "Hello", practice_id=practice_id)
                queue(session, mail, now_of(environment))
                session.commit()
                asked[to] = time.monotonic()
            pause.wait(min(LOOK, every))
            done = _is_done(session, clients, now_of(environment))
            session.rollback()
            if done and len(watch.urgent()) >= len(asked):
                break
    return asked


def _is_done(session: Session, clients: int, now: datetime) -> bool:
    today = now.astimezone(ZONE).date().isoformat()
    night = select(Run.status).where(Run.kind == NIGHT, Run.period == today)
    weekly = select(func.count()).where(Run.kind == WEEKLY, Run.status != "claimed")
    waits = select(OutboxMail.id).where(OutboxMail.status.in_(("queued", "sending")))
    return (
        session.scalar(night) == "done"
        and session.scalar(weekly) == clients
        and session.scalar(waits.limit(1)) is None
    )


def _found(url: str, asked: dict[str, float], watch: Watch, seconds: float) -> Found:
    came = watch.urgent()
    with Session(engine_of(url)) as session:
        newest = select(Run.status).where(Run.kind == NIGHT).order_by(Run.period.desc()).limit(1)
        weekly = select(Run.status, func.count()).where(Run.kind == WEEKLY).group_by(Run.status)
        return Found(
            waited=[came[to][0] - at for to, at in asked.items() if to in came],
            overtaken=watch.overtaken,
            twice=sum(len(times) - 1 for times in came.values()),
            lost=len(asked.keys() - came.keys()),
            night=session.scalar(newest) or "not begun",
            weekly={str(status): int(count) for status, count in session.execute(weekly)},
            seconds=seconds,
        )  # fmt: skip


def main() -> int:
    """Print the table; the status is 1 where one took too long or did not arrive once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=5000, help="episodes and weekly mails")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=float, default=5, help="seconds between two urgent mails")
    asked = parser.parse_args()
    with postgres.server(lasting=True) as server, tempfile.TemporaryDirectory() as folder:
        found = measured(server, Path(folder), asked.clients, asked.workers, asked.every, "60")
    waited = sorted(found.waited)
    table = {
        "clients": asked.clients, "workers": asked.workers,
        "all done after, s": round(found.seconds), "night": found.night,
        "weekly mails": found.weekly, "urgent mails": len(waited),
        "urgent, p50 s": round(waited[len(waited) // 2], 1),
        "urgent, p95 s": round(waited[int(len(waited) * 0.95)], 1),
        "urgent, max s": round(waited[-1], 1), "came twice": found.twice, "lost": found.lost,
        "overtook one under way": found.overtaken,
    }  # fmt: skip
    for name, value in table.items():
        print(f"{name:<24}{value}", flush=True)
    return bool(found.twice or found.lost or waited[-1] > WITHIN)


if __name__ == "__main__":
    sys.exit(main())
