"""What a page costs the web server, in CPU, bytes and statements."""

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from benchmarks.table import builds
from benchmarks.table.houses import OWNER, PASSWORD, Door, House
from benchmarks.table.rows import Rounds, Row, Wanted, of_rounds
from benchmarks.table.serving import Visitor, running
from homecare import clock
from tests.waiting.ports import free_port

INSIDE = Path(__file__).with_name("inside.py")
MADE = re.compile(r'(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"')
PAGE, INSERT = "a bare page", "a bare INSERT"
ENTRIES = 10
BATCHES = (1, 10, 50, 100)

ZONE = "Europe/London"
CLIENT = "client0@homecare.example"

Ask = Callable[[Visitor], object]
People = dict[str, Visitor]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: as whom, and what is wanted of its CPU, bytes and statements."""

    name: str
    who: str
    ask: Ask
    cpu: Wanted
    bare: str = PAGE
    path: str = ""
    kilobytes: float | None = None
    statements: float | None = None


def requests(client: str) -> list[Asked]:
    """All of them; `client` is the id of somebody in care."""
    return [
        page("Today", "phone", "/today", Wanted(0.5, 8), statements=4),
        Asked("sync of 10 entries", "sync", Sync(), Wanted(0.5), INSERT),
        Asked("one form report", "phone", report, Wanted(0.5), INSERT),
        page("caseload", "desk", "/caseload", Wanted(0.4)),
        page("flags", "desk", "/flags", Wanted(0.4)),
        page("client page", "desk", f"/clients/{client}", Wanted(0.5), statements=10),
        page("Progress", "phone", "/progress", Wanted(0.4), kilobytes=50),
        Asked("a made CSS or JS file", "phone", lambda who: who.get(who.file), Wanted(times=1)),
    ]


def page(
    name: str, who: str, path: str, cpu: Wanted,
    kilobytes: float | None = None, statements: float | None = None,
) -> Asked:  # fmt: skip
    """A page that is opened."""
    return Asked(name, who, lambda visitor: visitor.get(path), cpu, PAGE, path, kilobytes,
                 statements)  # fmt: skip


def report(visitor: Visitor) -> None:
    """Somebody taps "done" for one exercise: a new form each time."""
    visitor.send(
        f"/today/{clock.today(ZONE)}/exercise", entry_id=uuid4(), line="line-0", outcome="done"
    )


class Sync:
    """A phone sends ten new entries of its outbox."""

    def __init__(self) -> None:
        self.sent = 0

    def __call__(self, visitor: Visitor) -> None:
        """Send the next ten."""
        moment = datetime.now(UTC).isoformat()
        entries = []
        for _ in range(ENTRIES):
            self.sent += 1
            entries.append({
                "id": str(uuid4()), "seq": self.sent, "op": "log", "supersedes": None,
                "kind": "pain", "programme_version": None, "zone": ZONE,
                "local_date": clock.today(ZONE).isoformat(), "done_at": moment,
                "body": {"leg": self.sent % 11, "back": 3},
            })  # fmt: skip
        batch = {"owner": visitor.record, "device": "bench", "sent_at": moment, "entries": entries}
        answer = visitor.ask("POST", "/api/v1/sync/entries", json.dumps(batch).encode(),
                             "application/json")  # fmt: skip
        stored = [one["status"] for one in json.loads(answer.body)["results"]]
        if stored != ["stored"] * ENTRIES:
            raise RuntimeError(f"the entries were not stored: {answer.text}")


@contextmanager
def floor() -> Iterator[Door]:
    """The bare pages."""
    with tempfile.TemporaryDirectory() as folder:
        port, build = free_port(), builds.now()
        words = [str(build.python), "-m", "benchmarks.table.floors", "serve",
                 f"{folder}/bare.sqlite", str(port)]  # fmt: skip
        environment = build.environment(Path(folder), "")
        with running(words, build.tree, environment, port) as pid:
            yield Door(port, pid)


def measured(houses: Sequence[House], rounds: int, times: int) -> list[Row]:
    """The rows of all pages, in interleaved rounds; the first one warms up and does not count."""
    client = str(UUID(str(houses[0].scalar("SELECT id FROM client WHERE name = 'Client 0000'"))))
    with ExitStack() as stack:
        bare = stack.enter_context(floor())
        doors = {house.build.name: stack.enter_context(house.web()) for house in houses}
        people = {name: _people(door) for name, door in doors.items()}
        asked = requests(client)
        found: dict[str, Rounds] = {one.name: defaultdict(list) for one in asked}
        for turn in range(rounds + 1):
            for one in asked:
                for name, cost in _costs(one, people, bare.visitor(), times).items():
                    found[one.name][name] += [cost] if turn else []
        weights = {one.name: _weight(one, people) for one in asked if one.path}
    counted = _counted(houses, [one for one in asked if one.path])
    rows = []
    for one in asked:
        rows.append(of_rounds(one.name, "ms", found[one.name], one.cpu, one.bare))
        rows += [weights[one.name], *counted[one.name]] if one.path else []
    return rows


def batches(houses: Sequence[House]) -> list[Row]:
    """What a batch costs, the more the same day holds already: of each the median with the four
    around it. Nobody waits for the first ones, which load what was not asked for yet."""
    spent = {}
    for house in houses:
        words = ("batches", "client2@homecare.example", PASSWORD, str(BATCHES[-1]))
        said = house.build.run(house.environment(), str(INSIDE), *words).said
        spent[house.build.name] = json.loads(said.splitlines()[-1])
    return [
        Row(f"batch {at} of a day", "ms",
            *(median(each[max(1, at - 3) : max(at, 4) + 2]) for each in spent.values()))
        for at in BATCHES
    ]  # fmt: skip


def _costs(one: Asked, people: dict[str, People], bare: Visitor, times: int) -> dict[str, float]:
    """What each contender's server pays for one of them, one right after the other."""
    costs = {name: them[one.who].cost(times, of=one.ask) for name, them in people.items()}
    path = "/insert" if one.bare == INSERT else "/"
    return {**costs, one.bare: bare.cost(times, of=lambda visitor: visitor.get(path))}


def _people(door: Door) -> People:
    """A client who taps, another whose phone sends, and their therapist."""
    phone, sync, desk = door.client(0), door.client(1), door.owner()
    found = MADE.search(phone.get("/today").text)
    assert found is not None, "Today names no made file"
    phone.file = found[1]
    told = json.loads(sync.get("/api/v1/sync/token").body)
    sync.token, sync.record = told["csrf_token"], told["owner"]
    return {"phone": phone, "sync": sync, "desk": desk}


def _weight(one: Asked, people: dict[str, People]) -> Row:
    """What a page weighs unpacked."""
    first, now = (len(them[one.who].get(one.path).body) / 1000 for them in people.values())
    return Row(f"{one.name}, unpacked", "kB", first, now, None, Wanted(most=one.kilobytes))


def _counted(houses: Sequence[House], asked: Sequence[Asked]) -> dict[str, list[Row]]:
    """How many statements each page sends."""
    found: dict[str, list[int]] = defaultdict(list)
    for house in houses:
        for who, email in (("phone", CLIENT), ("desk", OWNER)):
            paths = [one.path for one in asked if one.who == who]
            done = house.build.run(house.environment(), str(INSIDE), "statements", email,
                                   PASSWORD, *paths)  # fmt: skip
            for path, sent in json.loads(done.said.splitlines()[-1]).items():
                found[path].append(sent)
    return {
        one.name: [Row(f"{one.name}, statements", "", first, now, None,
                       Wanted(most=one.statements))]
        for one in asked for first, now in [found[one.path]]
    }  # fmt: skip
