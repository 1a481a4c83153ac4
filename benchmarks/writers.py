"""Who waits while the night runs: reports of a diary, fifty a second, without it and with it.

`python -m benchmarks.writers --before FOLDER` measures another checkout first, in the same run.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from homecare import clock
from homecare.database import new_id

HERE = Path(__file__).resolve().parent.parent
GROUND = Path(__file__).with_name("writers_ground.py")
EVERY_TENTH = 10  # report is a plain form; the others come from a phone's outbox
AT_ONCE = 400  # reports under way at most
PATIENCE = 60  # seconds for one answer


@dataclass(frozen=True, slots=True)
class Answer:
    """How one report was answered, and after how many seconds from when it was due to be sent."""

    status: int
    seconds: float


class House:
    """One checkout of homecare with an instance of its own, served as `make serve` does."""

    def __init__(self, root: Path, instance: Path, port: int) -> None:
        self.root, self.port = root, port
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("HOMECARE_")}
        self.environment = {
            **inherited, "HOMECARE_INSTANCE": str(instance), "PORT": str(port),
            "HOMECARE_DATABASE_URL": f"sqlite:///{instance}/homecare.sqlite",
            "PYTHONPATH": str(root),
        }  # fmt: skip

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start Python with these words; its log goes nowhere."""
        return subprocess.Popen(
            [sys.executable, *words], cwd=self.root, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def ground(self, episodes: int, *phones: int) -> list[dict[str, str]]:
        """Fill the database; answers the phones that may report."""
        made, _ = self.start(str(GROUND), str(episodes), *map(str, phones)).communicate()
        able: list[dict[str, str]] = json.loads(made.splitlines()[-1])
        return able

    @contextmanager
    def served(self) -> Iterator[None]:
        """Web and clock, until the block ends."""
        process = self.start("-m", "flask", "--app", "wsgi", "serve")
        try:
            while not self.is_up():
                time.sleep(0.2)
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            process.wait(30)

    def is_up(self) -> bool:
        """Whether the web server answers."""
        with suppress(OSError):
            return self.ask("GET", "/healthz", b"", {}) == 200
        return False

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> int:
        """Send one request; answers the status."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def night(self, on: date) -> "subprocess.Popen[str]":
        """Begin the night of a date, as the clock would, in a process of its own."""
        return self.start(
            "-m", "flask", "--app", "wsgi", "job", "run", "assess", "--on", on.isoformat()
        )


def report(house: House, phone: dict[str, str], number: int, due: float) -> Answer:
    """One report, by its phone's outbox or by the form of the day."""
    form = number % EVERY_TENTH == 0
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    headers = {"Cookie": phone["cookie"], "Content-Type": kind, "X-CSRFToken": phone["token"]}
    body = as_form(phone, number) if form else as_entry(phone, number)
    path = f"/today/{today()}/pain" if form else "/api/v1/sync/entries"
    try:
        status = house.ask("POST", path, body, headers)
    except OSError:
        status = 0
    return Answer(status, time.perf_counter() - due)


def today() -> date:
    """The day in the zone of the phones."""
    return clock.today("Europe/London")


def as_form(phone: dict[str, str], number: int) -> bytes:
    """The scores of today, as the page sends them without scripts."""
    fields = {
        "entry_id": str(new_id()),
        "leg": number % 11,
        "back": 3,
        "csrf_token": phone["token"],
    }
    return urlencode(fields).encode()


def as_entry(phone: dict[str, str], number: int) -> bytes:
    """The scores of today, as an outbox sends them."""
    moment = datetime.now(UTC).isoformat()
    entry = {
        "id": str(new_id()), "seq": number + 1, "op": "log", "supersedes": None, "kind": "pain",
        "programme_version": None, "local_date": today().isoformat(),
        "zone": "Europe/London", "done_at": moment, "body": {"leg": number % 11, "back": 3},
    }  # fmt: skip
    batch = {"owner": phone["owner"], "device": "bench", "sent_at": moment, "entries": [entry]}
    return json.dumps(batch).encode()


def reports(
    house: House, phones: list[dict[str, str]], rate: float, go_on: Callable[[float], bool]
) -> list[Answer]:
    """Send `rate` reports a second, each when it is due, however slow the answers are."""
    sent: list[Future[Answer]] = []
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as hands:
        while go_on(time.perf_counter() - began):
            number = len(sent)
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            phone = phones[number % len(phones)]
            sent.append(hands.submit(report, house, phone, number, due))
        return [one.result() for one in sent]


def line(name: str, answers: list[Answer]) -> str:
    """One row of the table."""
    spent = sorted(one.seconds for one in answers)
    middle, late = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
    counted = Counter(one.status for one in answers)
    said = ", ".join(f"{many} × {status}" for status, many in sorted(counted.items()))
    return f"{name:<34}{len(spent):>7}{middle:>9.3f}{late:>9.3f}{spent[-1]:>9.3f}   {said}"


def measure(name: str, root: Path, asked: argparse.Namespace) -> None:
    """Both rows of one checkout, and how long its night took beside the reports."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(root, Path(folder), asked.port)
        phones = house.ground(asked.episodes)
        with house.served():
            reports(house, phones, asked.rate, lambda spent: spent < 3)  # warm
            quiet = reports(house, phones, asked.rate, lambda spent: spent < asked.seconds)
            print(line(f"{name}, no night", quiet), flush=True)
            for number in range(asked.nights):
                during(house, phones, asked, name, number)


def during(
    house: House, phones: list[dict[str, str]], asked: argparse.Namespace, name: str, number: int
) -> None:
    """The row of one night."""
    night, began = house.night(today() + timedelta(days=1 + number)), time.monotonic()
    ended: list[float] = []

    def go_on(spent: float) -> bool:
        if night.poll() is not None:
            ended.append(time.monotonic() - began)
            return False
        return bool(spent < asked.at_most)

    answers = reports(house, phones, asked.rate, go_on)
    said, _ = night.communicate()
    took = f"the night took {(ended or [time.monotonic() - began])[0]:.0f} s, {said.strip()}"
    which = "a usual night" if number else "a first night"
    print(line(f"{name}, {which}", answers), f"  {took}", flush=True)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, help="another checkout, measured first")
    parser.add_argument("--episodes", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=50, help="reports a second")
    parser.add_argument("--seconds", type=float, default=20, help="of reports without a night")
    parser.add_argument("--at-most", type=float, default=120, help="seconds of reports beside one")
    parser.add_argument("--nights", type=int, default=2, help="the first one raises many flags")
    parser.add_argument("--port", type=int, default=5149)
    asked = parser.parse_args()
    print(f"{'':<34}{'reports':>7}{'p50 s':>9}{'p95 s':>9}{'max s':>9}   statuses")
    for name, root in (("before", asked.before), ("now", HERE)):
        if root:
            measure(name, root.resolve(), asked)
    return 0


if __name__ == "__main__":
    sys.exit(main())
