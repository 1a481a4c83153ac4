"""Whatever starts first migrates; whoever started with it finds all done, and none fails."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from homecare.serving.first_look import newest_revisions
from tests.backups.random_rows import engine_of
from tests.running import STARTING, Running

AT_ONCE = 3
UPGRADE = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]


def stands_at(url: str) -> set[str]:
    with engine_of(url).connect() as connection:
        return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def test_upgrades_of_an_empty_database(new_database: Callable[[str], str], tmp_path: Path) -> None:
    house = Running(tmp_path, new_database(f"upgraded{os.urandom(4).hex()}"))
    started = [
        subprocess.Popen(UPGRADE, cwd=house.tree, env=house.environment,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(AT_ONCE)
    ]  # fmt: skip
    said = [one.communicate(timeout=STARTING)[0] for one in started]
    assert [one.returncode for one in started] == [0] * AT_ONCE, "\n".join(said)
    assert stands_at(house.environment["HOMECARE_DATABASE_URL"]) == newest_revisions()


def test_servers_that_start_on_an_empty_one(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    """Each on a machine of its own; of a SQLite file there is one."""
    url = new_database(f"started{os.urandom(4).hex()}")
    servers = []
    for number in range(1 if url.startswith("sqlite") else 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        servers.append(Running(folder, url))
    for server in servers:
        server.environment["HOMECARE_SECRET_KEY"] = "one key for every server of the tests"
        server.begin("-m", "flask", "--app", "wsgi", "serve")
    try:
        for server in servers:
            server.until("it is healthy", server.is_healthy, STARTING)
    finally:
        for server in servers:
            server.stop()
    assert stands_at(url) == newest_revisions()
