"""A database that can't be used is said in one line, and left exactly as it was found."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import create_engine, inspect, text

from config import ROOT
from homecare.database import prepare_engine
from homecare.serving import first_look
from tests.commands.migrated import migrate_to
from tests.postgres import another_database
from tests.running import Running

Spoil = Callable[[Path], None]


def no_database(path: Path) -> None:
    path.write_bytes(b"These are somebody's notes, and no database.\n" * 100)


def cut_off(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def overwritten(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[8192:16384] = b"\xa5" * 8192
    path.write_bytes(whole)


def of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.execute("INSERT INTO recipe VALUES ('soup')")
        connection.commit()


def of_a_newer_homecare(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


SPOILT: list[tuple[Spoil, str]] = [
    (no_database, "is damaged, or no database"),
    (cut_off, "is damaged, or no database"),
    (overwritten, "is damaged, or no database"),
    (of_another_program, "belongs to another program"),
    (of_a_newer_homecare, "was made by a newer homecare (revision 9999)"),
]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a migrated database of the instance folder's own holds."""
    path = tmp_path_factory.mktemp("good") / "homecare.sqlite"
    migrate_to(f"sqlite:///{path}", "head")
    return path.read_bytes()


@pytest.fixture
def house(tmp_path: Path, good: bytes) -> Running:
    """An instance with a sound database."""
    (tmp_path / "homecare.sqlite").write_bytes(good)
    return Running(tmp_path, "")


@pytest.mark.parametrize(
    ("spoil", "said"), SPOILT, ids=lambda value: getattr(value, "__name__", "")
)
def test_serve_says_in_one_line_what_is_wrong_and_changes_nothing(
    house: Running, spoil: Spoil, said: str
) -> None:
    path = house.instance / "homecare.sqlite"
    spoil(path)
    before = path.read_bytes()
    answer = house.command("serve", refused=True)
    assert said in answer
    assert len(answer.strip().splitlines()) == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("words", [("scheduler",), ("web",), ("job", "run", "assess")])
def test_every_command_says_it_so(house: Running, words: tuple[str, ...]) -> None:
    no_database(house.instance / "homecare.sqlite")
    answer = house.command(*words, refused=True)
    assert "is damaged, or no database" in answer
    assert "Traceback" not in answer


def test_another_web_server_says_it_too(house: Running) -> None:
    no_database(house.instance / "homecare.sqlite")
    answer = house.python("-c", "import wsgi", refused=True)
    assert answer.startswith("homecare can't start: ")
    assert len(answer.strip().splitlines()) == 1


def test_a_server_database_of_another_program_is_left_alone(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    url = new_database("foreign")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipe (name VARCHAR(20))"))
    engine.dispose()
    answer = Running(tmp_path, url).command("serve", refused=True)
    assert "belongs to another program" in answer
    assert "Traceback" not in answer
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    engine.dispose()
    assert tables == ["recipe"]


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program that writes to the file, until it is closed."""
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.isolation_level = None
        other.execute("BEGIN EXCLUSIVE")
        yield other


def test_a_locked_file_is_waited_for(house: Running, capsys: pytest.CaptureFixture[str]) -> None:
    path = house.instance / "homecare.sqlite"
    with locked(path) as other:
        release = Timer(first_look.ASKED_AGAIN * 1.5, lambda: other.execute("ROLLBACK"))
        release.start()
        first_look.look_closely(create_engine(f"sqlite:///{path}"))
        release.join()
    assert f"{path} is being written to by another program; waiting" in capsys.readouterr().err


def test_a_file_that_stays_locked_is_said(house: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    path = house.instance / "homecare.sqlite"
    monkeypatch.setattr(first_look, "LOCKED_SECONDS", 0)
    engine = create_engine(f"sqlite:///{path}")
    with locked(path), pytest.raises(first_look.UnfitError, match="is locked by another program"):
        first_look.look_closely(engine)


def test_a_database_that_is_busy_later_is_one_line_too(house: Running) -> None:
    script = (
        "import click, sqlite3; from homecare.commands.databases import Plainly\n"
        "@click.command(cls=Plainly)\n"
        "def spoilt(): raise sqlite3.OperationalError('database is locked')\n"
        "spoilt()"
    )
    answer = house.python("-c", script, refused=True)
    assert (
        answer == "Error: the database is busy with something else. Nothing was stored; try again\n"
    )


def test_a_disk_that_is_full_is_said_with_the_databases_place(house: Running) -> None:
    path = house.instance / "homecare.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    prepare_engine(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count=1"))
        much = text("CREATE TABLE more AS SELECT randomblob(1000000) AS much")
        with pytest.raises(first_look.UnfitError) as refused, first_look.said_in_one_line():
            connection.execute(much)
    engine.dispose()
    said = str(refused.value)
    assert said.startswith(f"{path}: the database can't be kept there. database or disk is full. ")
    assert "Look whether its disk is full" in said


def test_a_disk_that_fails_is_said_with_the_databases_place(tmp_path: Path) -> None:
    """The system lets a process write files of so many blocks only."""
    house = Running(tmp_path, "")
    start = 'ulimit -f 200; exec "$0" -m flask --app wsgi serve'
    done = subprocess.run(
        ["sh", "-c", start, sys.executable],
        cwd=ROOT, env=house.environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    said = (done.stdout + done.stderr).strip().splitlines()
    assert done.returncode != 0
    assert str(tmp_path / "homecare.sqlite") in said[-1]
    assert "Look whether its disk is full" in said[-1]
    assert not any("Traceback" in line for line in said)


@pytest.mark.parametrize("words", ["practice", "prepare", "move-to"])
def test_a_database_without_room_for_every_letter_is_refused(
    database_url: str, tmp_path: Path, words: str
) -> None:
    if database_url.startswith("sqlite"):
        return  # a file keeps every letter
    url = another_database(database_url, f"latin_{words}", "LATIN1")
    house = Running(tmp_path, "" if words == "move-to" else url)
    create = ("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
              "--owner-email", "olive@homecare.example", "--nation", "wales",
              "--password", "bend-and-breathe-2")  # fmt: skip
    if words == "move-to":
        house.command(*create)
    typed = {"practice": create, "prepare": ("prepare",), "move-to": ("move-to", url)}
    said = house.command(*typed[words], refused=True)
    assert "keeps text as LATIN1, which has no room for every name. Nothing was changed." in said
    assert "ENCODING 'UTF8'" in said
    assert "Traceback" not in said
    assert inspect(create_engine(url)).get_table_names() == []
