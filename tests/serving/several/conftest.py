"""Two web servers on one database, each with a folder of its own, as on two machines."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from config import Settings
from homecare.app import create_app
from tests.running import Loaded, Running
from tests.serving.test_forked import fill
from tests.visitor import Visitor
from tests.waiting.patience import STARTING

KEY = "one key for every server of the tests"
WEB = ("-m", "flask", "--app", "wsgi", "web")


def surroundings(folder: Path, url: str, begun_as: type[Running] = Loaded, **more: str) -> Running:
    """A server that has nothing in common with others but the database and the key."""
    folder.mkdir(exist_ok=True)
    house = begun_as(folder, url)
    house.environment.update(HOMECARE_SECRET_KEY=KEY, **more)
    return house


@dataclass
class Two:
    """Both of them, asked in turn."""

    servers: list[Running]
    turns: int = field(default=0)

    def next(self, visitor: Visitor) -> Visitor:
        """The same browser, sent to the other server than before."""
        self.turns += 1
        visitor.address = self.servers[self.turns % 2].address
        return visitor


@pytest.fixture
def filled(
    settings: Settings, new_database: Callable[[str], str], tmp_path: Path
) -> Callable[[], str]:
    """Makes a database with two therapists."""

    def make() -> str:
        url = new_database(f"several{os.urandom(4).hex()}")
        fill(create_app(replace(settings, instance=tmp_path, database_url=url, secret_key=KEY)))
        return url

    return make


@pytest.fixture
def two(filled: Callable[[], str], tmp_path: Path) -> Iterator[Two]:
    """Two servers that answer."""
    url = filled()
    more = {"HOMECARE_WEB_WORKERS": "2"}  # on SQLite that is why they count together
    servers = [surroundings(tmp_path / name, url, **more) for name in ("one", "other")]
    for server in servers:
        server.begin(*WEB)
    try:
        for server in servers:
            server.until("it answers", server.answers, STARTING)
        yield Two(servers)
    finally:
        for server in servers:
            server.end()
