"""The red-flag page while others hold threads: `python -m benchmarks.held NAME=FOLDER …`.

Each checkout is started as `make serve` starts its pages, on an empty real SQLite database of its
own. First another program locks the database for fifteen seconds while fourteen people send the
sign-in form; then a dozen send a wrong password each, again and again, always for another address.
Meanwhile somebody asks for /red-flags again and again, over a new connection each time.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

from tests.waiting.ports import free_port

LOCKED_SECONDS, FLOOD_SECONDS = 15, 15
FORMS, GUESSERS = 14, 12
BREATH = 0.25  # seconds between two questions
PATIENCE = 60
FORM = "application/x-www-form-urlencoded"


def asked(port: int, page: str, **form: str) -> tuple[str, str, str]:
    """What a page answers on a new connection: its status, its cookie and its words."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with closing(connection):
        headers = {"Cookie": form.pop("cookie", ""), "Content-Type": FORM}
        connection.request("POST" if form else "GET", page, urlencode(form), headers)
        answer = connection.getresponse()
        words = answer.read().decode()
    return str(answer.status), (answer.getheader("Set-Cookie") or "").split(";")[0], words


def guess(port: int, number: int) -> str:
    """A wrong password for an address of its own; the answer's status."""
    _, cookie, page = asked(port, "/sign-in")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        return "no form"
    return asked(port, "/sign-in", cookie=cookie, csrf_token=token[1], password="a wrong one",
                 email=f"somebody{number}@homecare.example")[0]  # fmt: skip


def guess_on(port: int, number: int, over: Event) -> Counter[str]:
    """The same again and again until it is over, always for another address."""
    answers: Counter[str] = Counter()
    while not over.is_set():
        number += GUESSERS
        try:
            answers[guess(port, number)] += 1
        except (OSError, HTTPException):
            answers["none"] += 1
    return answers


def watch(port: int, seconds: float) -> list[float]:
    """How long the red-flag page took, each time it was asked for."""
    took = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(BREATH)
        began = time.monotonic()
        asked(port, "/red-flags")
        took.append(time.monotonic() - began)
    return took


def while_locked(port: int, database: Path) -> tuple[list[float], Counter[str]]:
    """Another program holds the database while people sign in."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(FORMS) as people:
            sent: list[Future[str]] = [people.submit(guess, port, n) for n in range(FORMS)]
            time.sleep(1)
            took = watch(port, LOCKED_SECONDS - 1)
            other.execute("ROLLBACK")
            return took, Counter(one.result() for one in sent)


def while_guessed(port: int) -> tuple[list[float], Counter[str]]:
    """A dozen try passwords as fast as they are answered."""
    over = Event()
    with ThreadPoolExecutor(GUESSERS) as guessers:
        sent = [guessers.submit(guess_on, port, 1000 + n, over) for n in range(GUESSERS)]
        took = watch(port, FLOOD_SECONDS)
        over.set()
        return took, sum((one.result() for one in sent), Counter[str]())


@contextmanager
def served(checkout: Path) -> Iterator[tuple[int, Path]]:
    """The pages of a checkout, on a database of their own; yields port and database."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {**os.environ, "HOMECARE_INSTANCE": folder, "PORT": str(port)}
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        subprocess.run([*flask, "db", "upgrade"], cwd=checkout, env=environment, check=True,
                       capture_output=True)  # fmt: skip
        server = subprocess.Popen([*flask, "web"], cwd=checkout, env=environment)
        try:
            while server.poll() is None:
                try:
                    asked(port, "/red-flags")
                    break
                except OSError:
                    time.sleep(0.2)
            yield port, Path(folder) / "homecare.sqlite"
        finally:
            server.terminate()
            server.wait(20)


def tell(name: str, held: str, took: list[float], answers: Counter[str]) -> None:
    """One line of the table."""
    middle, slowest = sorted(took)[len(took) // 2] * 1000, max(took) * 1000
    said = ", ".join(f"{n} × {status}" for status, n in sorted(answers.items()))
    print(f"| {name} | {held} | {len(took)} | {middle:.0f} | {slowest:.0f} | {said} |", flush=True)


def main() -> int:
    """Print the table."""
    print("| build | meanwhile | asked | middle ms | slowest ms | what the forms were answered |")
    print("|---|---|---|---|---|---|")
    for one in sys.argv[1:] or ["now=."]:
        name, _, folder = one.partition("=")
        with served(Path(folder).resolve()) as (port, database):
            tell(name, "locked, 14 forms", *while_locked(port, database))
            tell(name, "12 guess passwords", *while_guessed(port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
