"""What the clock's work costs: mails built and sent, a night, a tick with nothing due."""

import json
import pickle
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.table.houses import House
from benchmarks.table.rows import Rounds, Row, Wanted, of_rounds
from homecare import clock
from tests.waiting.ports import free_port

DAY, WEEK = timedelta(days=1), timedelta(days=7)
INSIDE = Path(__file__).with_name("inside.py")
SMTPLIB = "bare smtplib"
TICKS = 30


@dataclass
class Sink:
    """A mail server that takes everything, and keeps it."""

    port: int = field(default_factory=free_port)
    letters: list[tuple[str, list[str], bytes]] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's own name)
        """Take one mail."""
        assert isinstance(envelope.content, bytes)
        self.letters.append((str(envelope.mail_from), list(envelope.rcpt_tos), envelope.content))
        return "250 taken"

    @contextmanager
    def running(self) -> Iterator["Sink"]:
        """Listen until the block ends."""
        server = Controller(self, hostname="127.0.0.1", port=self.port)
        server.start()
        try:
            yield self
        finally:
            server.stop()


def mails(houses: Sequence[House], folder: Path, rounds: int) -> list[Row]:
    """Weekly mails, built and sent: what a mail adds to a run that finds nothing to do."""
    built: Rounds = defaultdict(list)
    sent: Rounds = defaultdict(list)
    sizes: dict[str, float] = {}
    today = clock.today("Europe/London")
    monday = today - timedelta(days=today.weekday()) - rounds * WEEK
    with Sink().running() as sink:
        for turn in range(rounds):
            on = (monday + turn * WEEK).isoformat()
            for house in houses:
                name, smtp = house.build.name, f"{house.build.smtp}://127.0.0.1:{sink.port}"
                sink.letters.clear()
                built[name].append(_for_each(house, "weekly-emails", "--on", on))
                with _noon(house):
                    sent[name].append(_for_each(house, "send-mail", HOMECARE_SMTP_URL=smtp))
                sizes[name] = sum(len(one[2]) for one in sink.letters) / len(sink.letters) / 1000
            sent[SMTPLIB].append(_bare(houses[-1], folder, sink))
    return [
        of_rounds("weekly mail, built", "ms", built, Wanted(0.5)),
        Row("weekly mail, its size", "kB", sizes["first"], sizes["now"], None, Wanted(most=60)),
        of_rounds("weekly mail, sent", "ms", sent, Wanted(times=4), SMTPLIB),
    ]


@contextmanager
def _noon(house: House) -> Iterator[None]:
    """Let everybody live where it is noon: what comes by itself waits while its reader sleeps."""
    before = house.scalar("SELECT zone FROM practice")
    east = 12 - clock.now().hour
    _move(house, f"Etc/GMT{-east:+d}")  # as its signs are
    try:
        yield
    finally:
        _move(house, str(before))


def _move(house: House, zone: str) -> None:
    for table in ("client", "practice"):
        house.scalar(f"UPDATE {table} SET zone = '{zone}'")


def _for_each(house: House, job: str, *words: str, **more: str) -> float:
    """CPU milliseconds for each piece of work, over those of a run with nothing to do: of mails no
    more than 200 leave at once."""
    spent, done = [], 0
    while (ran := house.job(job, *words, **more))[1]:
        spent.append(ran[0])
        done += ran[1]
    if not done:
        raise RuntimeError(f"{house.build.name}: {job} did nothing")
    return (sum(spent) - len(spent) * ran[0]) / done * 1000


def _bare(house: House, folder: Path, sink: Sink) -> float:
    """The same bytes by smtplib alone, and nothing else."""
    spent, letters = [], list(sink.letters)
    for number in (0, len(letters)):
        file = folder / "letters"
        file.write_bytes(pickle.dumps(letters[:number]))
        words = ("-m", "benchmarks.table.floors", "send", str(sink.port), str(file))
        spent.append(house.build.run(house.environment(), *words).cpu)
    return (spent[1] - spent[0]) / len(letters) * 1000


def nights(where: str, houses: Sequence[House], rounds: int) -> list[Row]:
    """A night, for each episode, over one with nothing to do; the first one is told apart.

    Each raises flags the first time, writes every verdict, and finds nobody who has reported
    since: the next nights judge the same days again, one day later.
    """
    first: Rounds = defaultdict(list)
    usual: Rounds = defaultdict(list)
    episodes = int(str(houses[0].scalar("SELECT count(*) FROM episode WHERE closed_at IS NULL")))
    for turn in range(rounds + 1):
        on = (clock.today("Europe/London") + turn * DAY).isoformat()
        for house in houses:
            spent = [_night(house, on, done=done) for done in (1, 0)]
            each = (spent[0] - spent[1]) / episodes * 1000
            (usual if turn else first)[house.build.name].append(each)
    return [
        of_rounds(f"a first night of {episodes} episodes, {where}, each", "ms", first, Wanted()),
        of_rounds(f"night of {episodes} episodes, {where}, each", "ms", usual, Wanted(0.4)),
    ]


def _night(house: House, on: str, *, done: int) -> float:
    """CPU seconds of a command that judges a night; one that was judged is not judged again."""
    nightly = house.build.clock.replace("clock_process", "nightly")
    ran = house.build.run(house.environment(), str(INSIDE), "night", nightly, on)
    told = json.loads(ran.said.splitlines()[-1])["done"]
    if told != done:
        raise RuntimeError(f"{house.build.name}: {told} nights of {on} were judged, not {done}")
    return ran.cpu


def ticks(houses: Sequence[House], what: str, rounds: int) -> list[Row]:
    """A tick of the clock that finds nothing due."""
    spent: Rounds = defaultdict(list)
    sent: dict[str, float] = {}
    for _ in range(rounds):
        for house in houses:
            words = (str(INSIDE), "ticks", house.build.clock, str(TICKS))
            said = house.build.run(house.environment(), *words).said
            told = json.loads(said.splitlines()[-1])
            spent[house.build.name].append(told["milliseconds"])
            sent[house.build.name] = told["statements"]
    return [
        of_rounds(f"tick with nothing due, {what}", "ms", spent, Wanted()),
        Row(f"tick with nothing due, {what}, statements", "", sent["first"], sent["now"]),
    ]
