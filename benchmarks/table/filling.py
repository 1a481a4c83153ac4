"""Runs inside the first release, or any later one: a practice of many clients.

`python filling.py CLIENTS LEAST MOST`: so many clients, each in care for LEAST to MOST days up to
yesterday, with scores and an exercise on 85 of a hundred days, a weekly check and a visit every
four weeks. They sign in as client0@homecare.example and so on, with the owner's password. Both
databases take it, and the other build gets the same rows by upgrading.
"""

import sys
from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from homecare import clock
from homecare.extensions import db
from wsgi import app

DAY, BATCH = timedelta(days=1), 100
ZONE = "Europe/London"
NIGHTS_DONE = 400  # days back: the clock finds nothing to make up for
SLOPES = (0.0, -0.004, -0.012, -0.02, 0.002)  # points a day

HASHED = db.metadata.tables["entry"].c.hash.type.python_type
HASH = bytes(32) if HASHED is bytes else "0" * 64  # what nobody compares

Rows = dict[str, list[dict[str, Any]]]


class Practice:
    """The practice that `practice create` made, and what its clients are given."""

    def __init__(self) -> None:
        self.owner = self.row("person")
        self.of = {"practice_id": self.row("practice")["id"]}
        self.exercises = [one["id"] for one in self.every("exercise")[:4]]
        self.today = clock.today(ZONE)

    def every(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table."""
        found = db.session.execute(db.metadata.tables[table].select())
        return [dict(row._mapping) for row in found]

    def row(self, table: str) -> dict[str, Any]:
        """The only row of a table."""
        (row,) = self.every(table)
        return row

    def client(self, rows: Rows, number: int, days: int, chance: Random) -> None:
        """A client, their episode and everything in it."""
        began = self.today - days * DAY
        client, episode = uuid4(), uuid4()
        at = moment(began)
        rows["client"].append({
            **self.of, "id": client, "name": f"Client {number:04}", "telephone": "07700 900123",
            "email": f"client{number}@homecare.example", "date_of_birth": date(1980, 5, 4),
            "contraindications": [], "zone": ZONE, "therapist_id": self.owner["id"],
            "reminder": {}, "made_at": at,
        })  # fmt: skip
        of = {**self.of, "client_id": client, "episode_id": episode}
        me = self.sign_in(rows, rows["client"][-1])
        start = chance.uniform(3, 8)
        rows["episode"].append({
            **self.of, "id": episode, "client_id": client, "complaint": "Sciatica", "side": "left",
            "onset": began - 9 * DAY, "intake_on": began, "leg": round(start), "back": 3,
            "zone": ZONE, "opened_at": at,
        })  # fmt: skip
        for place in range(1 + days // 90):
            self.version(rows, of, place, began + place * 90 * DAY)
        for day in range(1, days, 28):
            rows["visit"].append({
                **of, "id": uuid4(), "visited_on": began + day * DAY, "note": "Went well",
                "recorded_by": self.owner["id"], "recorded_at": moment(began + day * DAY),
            })  # fmt: skip
        slope = chance.choice(SLOPES)
        for past in range(days):
            mean = max(0.5, start + slope * past)
            self.day(rows, of, began + past * DAY, mean, past, chance, me)

    def version(self, rows: Rows, of: dict[str, Any], place: int, starts: date) -> None:
        """A version of the programme, with four exercises and two pieces of advice."""
        version = uuid4()
        rows["programme_version"].append({
            **of, "id": version, "number": place + 1, "starts_on": starts,
            "made_by": self.owner["id"], "made_at": moment(starts),
        })  # fmt: skip
        of_version = {**self.of, "version_id": version}
        for at, exercise in enumerate(self.exercises):
            rows["programme_item"].append({
                **of_version, "id": uuid4(), "place": at, "line": f"line-{at}", "side": "left",
                "exercise_id": exercise, "sets": 1, "reps": 10, "times_a_day": 1, "days": 127,
            })  # fmt: skip
        for at, kind in enumerate(("sitting", "bath")):
            rows["programme_advice"].append({
                **of_version, "id": uuid4(), "place": at, "kind": kind, "title": f"About {kind}",
                "text": "Not long at a time.", "reason": "It helps.", "question": "Did you?",
                "until": starts + 60 * DAY,
            })  # fmt: skip

    def day(
        self,
        rows: Rows,
        of: dict[str, Any],
        on: date,
        mean: float,
        past: int,
        chance: Random,
        me: UUID,
    ) -> None:
        """A day as it was reported, or not, and the entries that say so."""
        rated, check = chance.random() < 0.85, past % 7 == 6
        leg, back = score(mean, chance), score(mean - 2, chance)
        rows["diary_day"].append({
            **of, "day": on, "due": 4, "reported": int(rated), "leg": leg if rated else None,
            "back": back if rated else None, "change": 1 if rated and check else None,
            "closed": on < self.today - DAY,
        })  # fmt: skip
        told: dict[str, Any] = {}
        if rated:
            told = {"pain": {"leg": leg, "back": back},
                    "exercise": {"line": "line-0", "outcome": "done"}}  # fmt: skip
        if rated and check:
            told["check"] = {"change": 1}
            rows["screening"].append({
                **of, "id": uuid4(), "source": "check", "answered_on": on,
                "answered_at": moment(on), "answered_by": me,
            })  # fmt: skip
        for seq, (kind, body) in enumerate(told.items()):
            rows["entry"].append({
                **of, "id": uuid4(), "device": "phone-1", "seq": past * 10 + seq, "op": "log",
                "kind": kind, "local_date": on, "zone": ZONE, "done_at": moment(on),
                "received_at": moment(on), "body": body, "hash": HASH,
                "written_by": me,
            })  # fmt: skip

    def sign_in(self, rows: Rows, client: dict[str, Any]) -> UUID:
        """Let a client sign in with the owner's password."""
        person_id = uuid4()
        person = {**self.owner, "id": person_id, "email": client["email"], "name": client["name"],
                  "fs_uniquifier": uuid4().hex}  # fmt: skip
        rows["person"].append(person)
        rows["membership"].append({
            **self.of, "id": uuid4(), "person_id": person_id, "role": "client",
            "client_id": client["id"], "joined_at": client["made_at"],
        })  # fmt: skip
        return person_id

    def nights(self) -> None:
        """Every night but today's is done."""
        subject = f"{UUID(str(self.of['practice_id'])).hex}/{ZONE}"
        add("run", [
            {"id": uuid4(), "kind": "assess", "subject": subject, "status": "done", "reason": "",
             "period": (self.today - back * DAY).isoformat(),
             "claimed_at": moment(self.today), "finished_at": moment(self.today)}
            for back in range(1, NIGHTS_DONE)
        ])  # fmt: skip


def moment(on: date) -> datetime:
    """Noon of a day, as every moment is stored."""
    return datetime.combine(on, datetime.min.time()).astimezone() + timedelta(hours=12)


def score(mean: float, chance: Random) -> int:
    """A noisy score about a mean."""
    return max(0, min(10, round(mean + chance.gauss(0, 1.1))))


def add(table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows."""
    db.session.execute(db.metadata.tables[table].insert(), rows)


def main(clients: int, least: int, most: int) -> None:
    """Fill the database."""
    chance, practice = Random(2026), Practice()
    for begin in range(0, clients, BATCH):
        rows: Rows = defaultdict(list)
        for number in range(begin, min(begin + BATCH, clients)):
            practice.client(rows, number, chance.randint(least, most), chance)
        for table, found in rows.items():
            add(table, found)
        db.session.commit()
    practice.nights()
    for mailed in (db.metadata.tables[name] for name in ("client", "person")):
        if "confirmed_email" in mailed.c:  # the first release sends to every address
            db.session.execute(mailed.update().values(confirmed_email=mailed.c.email))
    db.session.commit()


if __name__ == "__main__":
    with app.app_context():
        main(*map(int, sys.argv[1:]))
