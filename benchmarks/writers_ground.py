"""What `benchmarks.writers` needs of a checkout, in a process of its own with its settings.

`python writers_ground.py EPISODES [PHONES]`, in the folder of the checkout, makes a real database
with so many episodes whose past nights are done, and prints who may report, as JSON.
"""

import json
import sys
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from benchmarks.night.ground import many_episodes
from homecare import clock
from homecare.accounts import installation
from homecare.app import create_app
from homecare.clients.models import Client
from homecare.clockwork.models import Run
from homecare.database import new_id, transaction
from homecare.extensions import db
from tests.make.clients import make_client
from tests.make.diary import Care, make_care
from tests.make.people import make_client_login, signed_in
from tests.make.sync import TOKEN

PHONES = 300  # so many that no diary holds an unlikely number of reports
ZONE = "Europe/London"


def ground(app: Flask, session: Session, episodes: int, phones: int) -> list[dict[str, str]]:
    """Fill the database, and sign somebody in for each phone."""
    today, began = clock.today(ZONE), clock.now() - timedelta(days=20)
    care = make_care(session, began, onset=began.date())
    nights_done(session, care.practice.id, today)
    many_episodes(session, care, today, episodes)
    session.execute(update(Client).values(weekly_email=False))
    session.commit()
    return [phone(app, session, care, number) for number in range(phones)]


def nights_done(session: Session, practice_id: UUID, today: date) -> None:
    """The clock finds nothing to make up for."""
    session.execute(insert(Run), [
        {"id": new_id(), "kind": "assess", "subject": f"{practice_id.hex}/{ZONE}",
         "period": (today - timedelta(days=back)).isoformat(), "status": "done",
         "reason": "", "claimed_at": clock.now(), "finished_at": clock.now()}
        for back in range(120)
    ])  # fmt: skip
    session.commit()


def phone(app: Flask, session: Session, care: Care, number: int) -> dict[str, str]:
    """A client with a signed-in phone: whose entries it sends, its cookies and its form token."""
    began = clock.now() - timedelta(days=20)
    client, _ = make_client(
        session, care.therapist, began, name=f"Phone {number}", onset=began.date()
    )
    email = f"phone{number}@homecare.example"
    make_client_login(session, care.practice, client.id, email)
    browser = signed_in(app, email)
    answer: Any = browser.get(TOKEN).json
    cookies = [f"{one.key}={one.value}" for one in (browser._cookies or {}).values()]
    return {"owner": answer["owner"], "token": answer["csrf_token"], "cookie": "; ".join(cookies)}


def main() -> int:
    """Make it, and say who may report."""
    app = create_app()
    with app.app_context():
        upgrade()
        with transaction(db.session) as session:
            installation.declare(session, installation.REAL, clock.machine_time())
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        many = int(sys.argv[2]) if len(sys.argv) > 2 else PHONES
        phones = ground(app, session, int(sys.argv[1]), many)
    print(json.dumps(phones))
    return 0


if __name__ == "__main__":
    sys.exit(main())
