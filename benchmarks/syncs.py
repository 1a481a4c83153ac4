"""Fifty batches a second from phones, for ten minutes: `python -m benchmarks.syncs`.

Each is sent when it is due, however slow the answers are, to `make serve` on SQLite or PostgreSQL;
beside it a bare INSERT on the same kind of database, by the same web server, is asked ten times a
second in the same run. `--servers 2` puts so many web servers behind a small proxy instead, and
`--restarts 4` replaces them one after the other meanwhile; what was not answered is sent again, as
a phone does. Afterwards every batch that was acknowledged is looked for in the ledger.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, func, select

from benchmarks.writers import AT_ONCE, Answer, House, as_entry, line
from homecare.diary.models import Entry
from tests import postgres
from tests.serving.several.proxy import Proxy, proxy_before
from tests.waiting.ports import free_port

BESIDE = 10  # bare INSERTs a second
WARM = 3  # seconds
AGAIN = 100  # times that a batch is sent, a tenth of a second apart
KEY = "a key of the benchmark, long enough to sign"


class Phones:
    """Batches of one entry, each sent when it is due, and again until it is acknowledged."""

    def __init__(self, house: House, phones: list[dict[str, str]], rate: float) -> None:
        self.house, self.phones, self.rate = house, phones, rate
        self.again, self.unhealed = 0, 0

    def for_seconds(self, seconds: float) -> list[Answer]:
        """How each was answered in the end, with the time from when it was due."""
        began, sent = time.perf_counter(), list[Future[Answer]]()
        with ThreadPoolExecutor(AT_ONCE) as hands:
            while len(sent) < seconds * self.rate:
                due = began + len(sent) / self.rate
                time.sleep(max(0.0, due - time.perf_counter()))
                sent.append(hands.submit(self._send, len(sent), due))
            return [one.result() for one in sent]

    def _send(self, number: int, due: float) -> Answer:
        phone = self.phones[number % len(self.phones)]
        body = as_entry(phone, number)  # the same bytes each time: its id is the phone's own
        headers = {"Cookie": phone["cookie"], "Content-Type": "application/json",
                   "X-CSRFToken": phone["token"]}  # fmt: skip
        status = 0
        for turn in range(AGAIN):
            try:
                status = self.house.ask("POST", "/api/v1/sync/entries", body, headers)
            except OSError:
                status = 0
            if status == 200:
                break
            self.again += 1
            time.sleep(0.1 if turn else 0.02)
        self.unhealed += status != 200
        return Answer(status, time.perf_counter() - due)


@contextmanager
def served(asked: argparse.Namespace, house: House, folder: Path) -> Iterator[Proxy | None]:
    """`make serve`, or several web servers behind a proxy, until the block ends."""
    if asked.servers == 1:
        with house.served():
            yield None
        return
    with ExitStack() as stack:
        ports = [free_port() for _ in range(asked.servers)]
        proxy = stack.enter_context(proxy_before(ports))
        house.port = proxy.server_port
        running = [one_server(house, port, folder) for port in ports]
        stack.callback(stop_all, running)
        over = threading.Event()
        if asked.restarts:
            turn = threading.Thread(target=replace_in_turn, args=(asked, house, running, ports,
                                                                  folder, over))  # fmt: skip
            turn.start()
            stack.callback(turn.join)
        stack.callback(over.set)
        yield proxy


def one_server(house: House, port: int, folder: Path) -> "object":
    """A web server on a port of its own, once it is ready."""
    own = folder / str(port)
    own.mkdir(exist_ok=True)
    apart = House(house.root, own, port)
    apart.environment = {**house.environment, "HOMECARE_INSTANCE": str(own), "PORT": str(port),
                         "HOMECARE_PROXIES": "1"}  # fmt: skip
    process = apart.start("-m", "flask", "--app", "wsgi", "web")
    while not _is_ready(apart):
        time.sleep(0.1)
    return process


def _is_ready(house: House) -> bool:
    try:
        return house.ask("GET", "/readyz", b"", {}) == 200
    except OSError:
        return False


def stop(process: "object") -> None:
    """SIGTERM, and until it has ended."""
    process.terminate()  # type: ignore[attr-defined]
    process.wait(30)  # type: ignore[attr-defined]


def stop_all(running: list["object"]) -> None:
    """Those that run by then, as some were replaced."""
    for process in running:
        stop(process)


def replace_in_turn(
    asked: argparse.Namespace, house: House, running: list["object"], ports: list[int],
    folder: Path, over: threading.Event,
) -> None:  # fmt: skip
    """Each is stopped and started anew, one after the other, so many times in all."""
    pause = asked.seconds / (asked.restarts + 1)
    for number in range(asked.restarts):
        if over.wait(pause):
            return
        which = number % len(ports)
        stop(running[which])
        running[which] = one_server(house, ports[which], folder)
        print(f"web server {which + 1} was replaced, {number + 1} of {asked.restarts}", flush=True)


def bare_inserts(port: int, over: threading.Event) -> list[Answer]:
    """How long each took, ten a second until it is over."""
    floor, answers = House(Path(), Path(), port), list[Answer]()
    while not over.wait(1 / BESIDE):
        began = time.perf_counter()
        status = floor.ask("GET", "/insert", b"", {})
        answers.append(Answer(status, time.perf_counter() - began))
    return answers


def measured(asked: argparse.Namespace, folder: Path, url: str, floor: str) -> bool:
    """Print both rows; whether nothing failed and nothing is lost."""
    house = House(Path(__file__).resolve().parent.parent, folder, asked.port)
    house.environment |= {"HOMECARE_DATABASE_URL": url, "HOMECARE_SECRET_KEY": KEY,
                          "HOMECARE_WEB_WORKERS": str(asked.workers),
                          "HOMECARE_WEB_THREADS": asked.threads}  # fmt: skip
    phones = Phones(house, house.ground(asked.episodes, asked.phones), asked.rate)
    with create_engine(url).connect() as connection:
        before = connection.scalar(select(func.count()).select_from(Entry)) or 0
    bare = house.start("-m", "benchmarks.table.floors", "serve", floor, str(asked.port + 1))
    over = threading.Event()
    try:
        with served(asked, house, folder) as proxy, ThreadPoolExecutor(1) as beside:
            warm = phones.for_seconds(WARM)
            phones.again = 0
            inserts = beside.submit(bare_inserts, asked.port + 1, over)
            answers = phones.for_seconds(asked.seconds)
            over.set()
            print(line(f"{asked.database}, syncs", answers))
            print(line(f"{asked.database}, bare INSERT beside", inserts.result()))
    finally:
        over.set()
        bare.terminate()
        bare.wait(30)
    with create_engine(url).connect() as connection:
        stored = (connection.scalar(select(func.count()).select_from(Entry)) or 0) - before
    sent = len(warm) + len(answers)
    failed = f", {proxy.failed} that the proxy got no answer to" if proxy else ""
    print(f"{sent} batches sent, {stored} stored, {phones.again} sent again{failed}; "
          f"{phones.unhealed} never taken")  # fmt: skip
    return stored == sent and not phones.unhealed


def main() -> int:
    """Print the table; the status is 1 where something failed or is lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=50, help="batches a second")
    parser.add_argument("--episodes", type=int, default=500)
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--workers", type=int, default=1, help="processes of each server")
    parser.add_argument("--threads", default="", help="of each process, other than usual")
    parser.add_argument("--servers", type=int, default=1, help="web servers; 1 is `make serve`")
    parser.add_argument("--restarts", type=int, default=0)
    parser.add_argument("--port", type=int, default=5149)
    asked = parser.parse_args()
    print(f"{'':<34}{'number':>7}{'p50 s':>9}{'p95 s':>9}{'max s':>9}   statuses")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        url, floor = f"sqlite:///{folder}/homecare.sqlite", f"sqlite:///{folder}/bare.sqlite"
        if asked.database == "postgresql":
            url = stack.enter_context(postgres.server(lasting=True))
            floor = postgres.another_database(url, "bare")
        return 0 if measured(asked, folder, url, floor) else 1


if __name__ == "__main__":
    sys.exit(main())
