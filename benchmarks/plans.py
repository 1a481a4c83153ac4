"""Which statements find no index? `python -m benchmarks.plans`, on PostgreSQL.

A phone sends, a client and a therapist look at their pages, and each job runs once. PostgreSQL is
asked how it would go about every statement that was sent, were reading a whole table all but
forbidden (`enable_seqscan`). Printed is what then still reads all of a table that grows with every
client and day, with the job or page that asked. Whether that is right, a person decides
(docs/scale.md).
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from benchmarks.night.ground import many_episodes
from benchmarks.writers_ground import nights_done
from config import Settings
from homecare import clock
from homecare.app import create_app
from homecare.commands.migrating import migrate_to
from homecare.extensions import db
from homecare.jobs.clock_process import run_job
from homecare.jobs.table import JOBS
from tests import postgres
from tests.make.diary import Care, make_care
from tests.make.people import signed_in
from tests.make.sync import Phone, entry

GROWS = {
    "entry", "rejected_entry", "diary_day", "verdict", "flag", "flag_transition", "audit_line",
    "outbox_mail", "mail_words", "mail_part", "run", "client", "episode", "membership", "person",
    "sign_in", "screening", "red_flag_answer", "visit", "appointment", "record_change", "referral",
}  # fmt: skip
KINDS = ("SELECT", "UPDATE", "DELETE", "WITH")
PAGES = {
    "client@homecare.example": ("/", "/progress", "/me"),
    "therapist@homecare.example": ("/caseload", "/flags"),
    "owner@homecare.example": ("/practice", "/practice/undelivered"),
}


@dataclass
class Asked:
    """Every statement that was sent, once, with what it was given and who sent it first."""

    by: str = ""
    found: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def note(self, _c: Any, _cur: Any, statement: str, given: Any, _x: Any, many: bool) -> None:
        """For the engine's event."""
        if self.by and not many and statement.lstrip().upper().startswith(KINDS):
            self.found.setdefault(statement, (self.by, given))


@contextmanager
def filled(episodes: int) -> Iterator[tuple[Flask, Session, Care]]:
    """An app on a server of its own, with a practice of so many clients and their diaries."""
    with postgres.server() as url, tempfile.TemporaryDirectory() as folder:
        migrate_to(url, "head")
        app = create_app(Settings(
            instance=Path(folder), database_url=url,
            secret_key="a key of the benchmark, long enough",
            public_url="https://homecare.example", mail_from="no-reply@homecare.example",
            testing=True,
        ))  # fmt: skip
        with app.app_context():
            engine = db.engine
        with Session(engine, expire_on_commit=False) as session:
            now = clock.now()
            care = make_care(session, now - timedelta(days=28))
            nights_done(session, care.practice.id, now.date())
            many_episodes(session, care, now.date(), episodes)
            yield app, session, care


def ask(app: Flask, care: Care, asked: Asked) -> None:
    """Send, look and tick once."""
    phone = Phone.of(app, care.client.id)
    asked.by = "sync"
    phone.post(phone.batch(entry(local_date=clock.today("Europe/London").isoformat())))
    for who, pages in PAGES.items():
        asked.by = ""
        browser = signed_in(app, who)
        for page in pages:
            asked.by = page
            browser.get(page)
    asked.by = "/clients/…"
    signed_in(app, "therapist@homecare.example").get(f"/clients/{care.client.id}")
    with app.app_context():
        for name in JOBS:
            asked.by = f"job {name}"
            night = {"on": clock.today("Europe/London") + timedelta(days=1)}
            run_job(app, name, clock.now(), **(night if name == "assess" else {}))
            db.session.remove()
    asked.by = ""


def whole_tables(connection: Connection, statement: str, given: Any) -> set[str]:
    """The tables that PostgreSQL would read from one end to the other."""
    cursor = connection.connection.cursor()
    cursor.execute("SET enable_seqscan = off")
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", given)
    [row] = cursor.fetchall()
    plan = row[0] if isinstance(row[0], list) else json.loads(row[0])
    return set(_scanned(plan[0]["Plan"]))


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from _scanned(below)


def main() -> int:
    """Print what reads a whole table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=50)
    given = parser.parse_args()
    with filled(given.episodes) as (app, _session, care):
        with app.app_context():
            engine = db.engine
        asked = Asked()
        event.listen(engine, "before_cursor_execute", asked.note)
        ask(app, care, asked)
        event.remove(engine, "before_cursor_execute", asked.note)
        print(f"{len(asked.found)} statements")
        with engine.connect() as connection:
            for statement, (by, values) in asked.found.items():
                if scanned := whole_tables(connection, statement, values) & GROWS:
                    print(f"{by}: {', '.join(scanned)}: {' '.join(statement.split())[-400:]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
