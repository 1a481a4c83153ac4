"""Many requests of chance: `python -m tests.fuzz.run [100000] [--database=postgresql] [--seed=N]`.

Prints how each status was answered, and every kind of thing that went wrong with a case that shows
it; answers 1 where there was any. `make fuzz` sends a hundred thousand.
"""

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import time_machine
from flask_migrate import upgrade
from sqlalchemy.orm import Session

import config
from homecare.app import create_app
from homecare.extensions import db
from tests import postgres
from tests.fuzz.cases import Found, Fuzz
from tests.make.people import NOW

SAID_EVERY = 1000


def main(cases: int, database: str, seed: int) -> int:
    """Send so many on one database; answers 1 where anything went wrong."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/fuzz.sqlite"
        if database == "postgresql":
            url = stack.enter_context(postgres.server())
        app = create_app(settings_of(folder, url))
        with app.app_context():
            upgrade()
            engine = db.engine
        stack.enter_context(time_machine.travel(NOW, tick=False))
        with Session(engine, expire_on_commit=False) as session:
            return _send(Fuzz(app, session), cases, seed)


def settings_of(folder: Path, url: str) -> config.Settings:
    """Settings of an app under test in a folder of its own."""
    return config.Settings(
        instance=folder, database_url=url, testing=True,
        secret_key="a secret of the tests, long enough to sign",
        public_url="https://homecare.example", mail_from="no-reply@homecare.example",
    )  # fmt: skip


def _send(fuzz: Fuzz, cases: int, seed: int) -> int:
    began, known = time.perf_counter(), set[str]()
    for done in range(0, cases, SAID_EVERY):
        found = fuzz.run(min(SAID_EVERY, cases - done), seed + done)
        _say(found, known)
        print(f"{done + SAID_EVERY} sent, {time.perf_counter() - began:.0f} s", flush=True)
    print(dict(sorted(fuzz.found.statuses.items())), f"{len(fuzz.found.endpoints)} endpoints")
    return bool(fuzz.found.broken or fuzz.found.reached_over)


def _say(found: Found, known: set[str]) -> None:
    for kind, shown in (("BROKEN", found.broken), ("REACHED OVER", found.reached_over)):
        for what, case in shown.items():
            if what not in known:
                known.add(what)
                print(f"{kind} {what}\n    {case}", flush=True)


if __name__ == "__main__":
    named = dict(one[2:].split("=") for one in sys.argv[1:] if one.startswith("--"))
    numbers = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    sys.exit(
        main(
            numbers[0] if numbers else 100_000,
            named.get("database", "sqlite"),
            int(named.get("seed", 1)),
        )
    )
