"""How a database grows: `python -m benchmarks.growth`, MB for each client and month.

Clients of one practice report scores and two exercises on six days of ten, half of them after
the reminder that they asked for; the clock's own jobs judge every night and write, send and
forget mail, with the time given to them. Nothing is written but by the app.
"""

import argparse
import sys
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.ground import app_on_sqlite
from homecare.database import new_id
from homecare.jobs.table import JOBS, Work
from homecare.reports.reminders.email import EVERY_DAY, Wish, settings_of
from tests.make.clients import make_client
from tests.make.diary import BRIDGE, ROLLS, Care, make_care, record, told
from tests.make.people import NOW, make_client_login
from tests.make.programmes import make_library, make_plan, make_programme

MONTHS = 28 / 30.4  # in four weeks
FIRST = NOW.date()
MORNING, AFTERNOON, REMINDER, EVENING = time(7, 30), time(16), time(18, 1), time(19)
REPORTED = 0.6  # of the days
REMINDED = settings_of(Wish((time(18),), EVERY_DAY, only_if_not_logged=True), on=True)
MB = 1_000_000


def main() -> int:
    """Live some weeks, and print how much each four of them added for each client and month."""
    options = _options()
    with app_on_sqlite() as (app, session):
        cares = _clients(session, options.clients)
        sizes, tables = [_size(session)], bytes_of_tables(session)
        for week in range(options.weeks):
            for day in range(7):
                _live(app, session, cares, FIRST + timedelta(weeks=week, days=day))
            if (week + 1) % 4 == 0:
                sizes.append(_size(session))
                _print_month(week + 1, sizes, options.clients)
                before, tables = tables, bytes_of_tables(session)
        _print_tables(before, tables, options.clients)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--weeks", type=int, default=16)
    return parser.parse_args()


def _clients(session: Session, how_many: int) -> list[Care]:
    """The first comes with the practice; the others join it with the same programme."""
    first = make_care(session, confirmed=True)
    plan = make_plan(make_library(session, first.practice), advice=())
    cares = [first]
    for number in range(1, how_many):
        address = f"client.{number}@homecare.example"
        client, episode = make_client(session, first.therapist, confirmed=True, email=address)
        me = make_client_login(session, first.practice, client.id, email=address)
        make_programme(session, first.therapist, episode, plan)
        cares.append(Care(first.practice, first.therapist, me, client, episode))
    for care in cares:
        care.client.reminder = REMINDED
    session.commit()
    return cares


def _live(app: Flask, session: Session, cares: list[Care], day: date) -> None:
    """One day: the night's jobs and the morning's mails, a reminder, and what clients report."""
    _run_jobs(app, session, _at(day, MORNING))
    early: list[tuple[Care, Random]] = []
    late: list[tuple[Care, Random]] = []
    for number, care in enumerate(cares):
        chance = Random(f"{number} {day}")
        if chance.random() < REPORTED:
            (early if number % 2 else late).append((care, chance))
    for care, chance in early:
        _report(session, care, _at(day, AFTERNOON), chance)
    _run_jobs(app, session, _at(day, REMINDER))
    for care, chance in late:
        _report(session, care, _at(day, EVENING), chance)


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, NOW.tzinfo)


def _run_jobs(app: Flask, session: Session, now: datetime) -> None:
    session.rollback()  # an old view of the data could not be written from afterwards
    with Session(session.get_bind()) as own:
        work = Work(own, app.config["SETTINGS"], now, demonstration=False)
        for job in JOBS.values():
            job(work)


def _report(session: Session, care: Care, now: datetime, chance: Random) -> None:
    leg = max(0, min(10, round(5 + chance.gauss(0, 1.1))))
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("pain", {"leg": leg, "back": max(0, leg - 2)}),
        ("exercise", {"line": ROLLS, "outcome": "done"}),
        ("exercise", {"line": BRIDGE, "outcome": "done"}),
    ]
    for kind, body in bodies:
        record(session, care, told(kind, body, now.date(), id=new_id()), now)


def _size(session: Session) -> int:
    """The bytes in use: what was given back inside the file is used again before it grows."""
    pages, free, of = (
        session.execute(text(f"PRAGMA {name}")).scalar_one()
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * of)


def bytes_of_tables(session: Session) -> dict[str, int]:
    """The bytes of each table, those of its indexes with it."""
    sizes = text(
        "SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) GROUP BY 1"
    )
    return {name: int(size) for name, size in session.execute(sizes)}


def _print_month(weeks: int, sizes: list[int], clients: int) -> None:
    grown = (sizes[-1] - sizes[-2]) / MB / clients / MONTHS
    print(f"week {weeks:>3}: {sizes[-1] / MB:>7.2f} MB, {grown:.4f} MB for each client and month")


def _print_tables(before: dict[str, int], now: dict[str, int], clients: int) -> None:
    """What the last four weeks added, the most first."""
    grown = {name: size - before.get(name, 0) for name, size in now.items()}
    for name, size in sorted(grown.items(), key=lambda pair: -pair[1])[:10]:
        print(f"{name:<24}{size / MB / clients / MONTHS:>10.4f} MB for each client and month")


if __name__ == "__main__":
    sys.exit(main())
