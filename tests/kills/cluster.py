"""`python -m tests.kills.cluster [200]`: two web servers, two clocks and two workers on one
PostgreSQL, ended by SIGKILL again and again, and PostgreSQL itself restarted twice.

Meanwhile every client's phone sends, a night is made up for after another, the weekly mails are
written and sent, and mails that somebody waits for are queued. Afterwards every entry that was
acknowledged is there once, every night, weekly mail and other mail came once (or is listed as
uncertain and came at most once), and nothing hangs for longer than the stall limit.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import config
from homecare.accounts.installation import REAL, declare
from homecare.app import create_app
from homecare.assessment.models import Verdict
from homecare.clients.models import Episode
from homecare.clockwork.models import Run
from homecare.clockwork.periods import week_before, week_name
from homecare.commands.migrating import migrate_to
from homecare.flags.models import Flag
from homecare.jobs.clock_process import run_job
from homecare.mail.models import OutboxMail
from tests import postgres
from tests.backups.random_rows import engine_of
from tests.kills.drill import ALIVE, LOST_CLAIM, House, Outcome, entries_of, writing
from tests.kills.house import STALL_SECONDS
from tests.kills.phones import Sender
from tests.mail.servers import Postman, smtp_server
from tests.make.clients import make_client
from tests.make.diary import Care, make_care
from tests.make.people import make_client_login
from tests.waiting.ports import free_port

NIGHTS = 5
ZONE = ZoneInfo("Europe/London")
SETTLED_WITHIN = 600.0  # seconds, on a busy machine
SECRET = "a secret of the drills, long enough to sign"


@dataclass
class Found(Outcome):
    """What became of it, in figures and in what was wrong."""

    figures: dict[str, object] = field(default_factory=dict)


def drill(server: str, folder: Path, kills: int, clients: int, seed: int = 1) -> Found:
    """Kill so many times; answers what came of it."""
    dice, ports = random.Random(seed), (free_port(), free_port())
    url = postgres.another_database(server, "cluster")
    migrate_to(url, "head")
    with smtp_server() as (postman, smtp):
        environment = environment_of(folder, url, smtp)
        app = create_app(config.read(environment))
        practice, senders = _people(url, ports, clients, now_of(environment))
        names = {f"web {port}": f"web {port}" for port in ports}
        names |= {f"{kind} {n}": kind for kind in ("clock", "worker") for n in (1, 2)}
        house, ended, began = House(environment, names), Counter[str](), time.monotonic()
        try:
            with writing(senders, url, practice, shift_of(environment)) as queued:
                for number in range(kills):
                    time.sleep(dice.uniform(*ALIVE))
                    if number in (kills // 3, 2 * kills // 3):
                        postgres.restart(server)
                    name = dice.choice([*names])
                    house.kill(name)
                    ended[name.partition(" ")[0]] += 1
            for sender in senders:
                sender.send_what_waits()
            sent_until = time.monotonic()
            with Session(engine_of(url)) as session:
                _wait_until_settled(session, now_of(environment))
            settled = time.monotonic()
        finally:
            house.end()
        with app.app_context():
            run_job(app, "send-mail", now_of(environment) + LOST_CLAIM)
        found = Found(figures={**ended, "seconds": round(sent_until - began),
                               "settled after": round(settled - sent_until)})  # fmt: skip
        with Session(engine_of(url)) as session:
            entries_of(session, senders, found)
            _look(session, found, queued, postman, now_of(environment))
    return found


def environment_of(folder: Path, url: str, smtp: str) -> dict[str, str]:
    """The settings of a house of clocks and workers. Time stands such that the weekly mails are
    due: at seven on this week's Monday."""
    here = datetime.now(ZONE)
    monday = here.date() - timedelta(days=here.weekday())
    shift = datetime.combine(monday, time_of_day(7), ZONE) - here
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("HOMECARE_")},
        "HOMECARE_INSTANCE": str(folder), "HOMECARE_DATABASE_URL": url, "HOMECARE_SMTP_URL": smtp,
        "HOMECARE_JOBS": "workers", "HOMECARE_SECRET_KEY": SECRET,
        "DRILL_SHIFT": str(shift.total_seconds()),
    }  # fmt: skip


def now_of(environment: dict[str, str]) -> datetime:
    """The time that everybody in the drill goes by."""
    return datetime.now(UTC) + shift_of(environment)


def shift_of(environment: dict[str, str]) -> timedelta:
    """By how much it goes by another time than the machine."""
    return timedelta(seconds=float(environment["DRILL_SHIFT"]))


def _people(
    url: str, ports: tuple[int, int], clients: int, now: datetime
) -> tuple[UUID, list[Sender]]:
    """Clients of one practice since some nights, each with a phone and a confirmed address."""
    began, made = now - timedelta(days=NIGHTS), []
    with Session(engine_of(url), expire_on_commit=False) as session:
        declare(session, REAL, now)
        first = make_care(session, began, confirmed=True)
        made.append((first, "client@homecare.example"))
        for number in range(1, clients):
            address = f"client{number}@homecare.example"
            client, episode = make_client(session, first.therapist, began, confirmed=True,
                                          name=f"Client {number}", email=address)  # fmt: skip
            me = make_client_login(session, first.practice, client.id, email=address)
            made.append((Care(first.practice, first.therapist, me, client, episode), address))
    return first.practice.id, [
        Sender(ports[n % 2], care, n, 0.5, address) for n, (care, address) in enumerate(made)
    ]


def _wait_until_settled(session: Session, now: datetime) -> None:
    """Until every night is judged, nothing is claimed and no mail waits. Raises AssertionError."""
    last, started = "", time.monotonic()
    while time.monotonic() - started < SETTLED_WITHIN:
        try:
            last = _unsettled(session, now)
        except DBAPIError as error:
            last = type(error).__name__
        session.rollback()
        if not last:
            return
        time.sleep(0.2)
    raise AssertionError(f"it hangs: {last}")


def _unsettled(session: Session, now: datetime) -> str:
    nights = session.scalars(select(Run.period).where(Run.kind == "assess", Run.status == "done"))
    missing = set(_nights(session, now)) - set(nights)
    claimed = session.execute(
        select(Run.kind, func.count()).where(Run.status == "claimed").group_by(Run.kind)
    ).all()
    # What was being sent when its worker was killed is called uncertain later.
    waits = select(func.count()).where(OutboxMail.status == "queued", OutboxMail.not_before <= now)
    mails = session.scalar(waits)
    weekly = select(func.count()).select_from(Run).where(Run.kind == "weekly-progress")
    clients = select(func.count()).select_from(Episode)
    late = (session.scalar(clients) or 0) - (session.scalar(weekly) or 0)
    return f"{missing} {claimed} {mails} {late}" if missing or claimed or mails or late else ""


def _nights(session: Session, now: datetime) -> Iterator[str]:
    day: date | None = session.scalar(select(func.min(Episode.intake_on)))
    assert day is not None
    while (day := day + timedelta(days=1)) <= now.astimezone(ZONE).date():
        yield day.isoformat()


def _look(
    session: Session, found: Found, queued: list[str], postman: Postman, now: datetime
) -> None:
    nights, today = list(_nights(session, now)), now.astimezone(ZONE).date()
    done = session.execute(select(Run.period, Run.status).where(Run.kind == "assess")).all()
    if sorted(map(tuple, done)) != [(night, "done") for night in nights]:
        found.wrong.append(f"nights: {done}")
    on = session.execute(select(Verdict.on, func.count()).group_by(Verdict.on)).all()
    episodes = session.scalar(select(func.count()).select_from(Episode)) or 0
    if [tuple(row) for row in on] != [(today, episodes)]:
        found.wrong.append(f"verdicts of {episodes} episodes: {on}")
    twice = select(Flag.episode_id).group_by(Flag.episode_id, Flag.kind, Flag.raised_on)
    found.wrong += [
        f"a flag twice: {one}" for one in session.scalars(twice.having(func.count() > 1))
    ]
    week = week_name(week_before(today))
    weekly = select(Run.status, func.count()).where(Run.kind == "weekly-progress",
                                                    Run.period == week)  # fmt: skip
    found.figures["weekly mails"] = dict(map(tuple, session.execute(weekly.group_by(Run.status))))
    left = session.execute(select(Run.kind, Run.subject).where(Run.status == "claimed")).all()
    found.wrong += [f"left hanging: {one}" for one in left]
    found.figures |= {"nights": len(nights), "episodes": episodes}
    _mails(session, found, queued, postman)


def _mails(session: Session, found: Found, queued: list[str], postman: Postman) -> None:
    arrived = Counter(str(one["Message-ID"]).strip("<>").partition("@")[0]
                      for one in postman.received)  # fmt: skip
    rows = session.execute(select(OutboxMail.id, OutboxMail.to_address, OutboxMail.status)).all()
    for mail_id, address, status in rows:
        times = arrived[mail_id.hex]
        if (status, times) not in (("sent", 1), ("uncertain", 0), ("uncertain", 1)):
            found.wrong.append(f"{address} is {status} and arrived {times} times")
    found.wrong += [f"{one} is lost" for one in set(queued) - {row.to_address for row in rows}]
    found.mails = len(rows)
    found.uncertain = sum(row.status == "uncertain" for row in rows)


def main(kills: int, clients: int) -> int:
    """Drill, and print the table; answers 1 where anything was wrong."""
    with postgres.server() as server, tempfile.TemporaryDirectory() as folder:
        done = drill(server, Path(folder), kills, clients)
    table = {"kills": kills, "restarts of PostgreSQL": 2, "clients": clients, **done.figures,
             "entries acknowledged": done.entries, "mails": done.mails,
             "uncertain mails": done.uncertain, "stall limit in the drill": STALL_SECONDS,
             "wrong": done.wrong or "nothing"}  # fmt: skip
    for name, value in table.items():
        print(f"{name:<28}{value}", flush=True)
    return bool(done.wrong)


if __name__ == "__main__":
    asked = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(asked + [200, 300][len(asked) :])))
