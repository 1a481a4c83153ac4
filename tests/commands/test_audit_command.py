"""`audit verify` as it is typed: what was changed by hand is named, the end that is gone too."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.acting import CLOCK, Actor
from tests.accounts.trail.hand import change_line, cut_off_after, write
from tests.backups.random_rows import engine_of
from tests.running import Loaded, Running

END = re.compile(r"\b[0-9a-f]{32}:\d+-[0-9a-f]{64}\b")


@pytest.fixture
def session(house: Running) -> Iterator[Session]:
    """Somebody's hand on the database, and four lines in the trail."""
    with Session(engine_of(database_of(house))) as session:
        practice = session.query(Practice).one()
        write(session, Actor(practice.id, CLOCK, "homecare"), "a", "b", "c")
        yield session


def database_of(house: Running) -> str:
    return house.environment["HOMECARE_DATABASE_URL"]


def verify(house: Running, *more: str, refused: bool = False) -> str:
    return str(house.command("audit", "verify", *more, refused=refused))


def test_a_trail_that_nobody_touched_is_whole(house: Running, session: Session) -> None:
    said = verify(house)
    assert "Mill Lane: 4 lines. It ends at " in said
    assert said.endswith("The audit trail is whole.\n")
    [end] = set(END.findall(said))
    assert "is whole" in verify(house, "--head", end)


def test_the_first_line_that_was_changed_is_named(house: Running, session: Session) -> None:
    change_line(session, 2)
    change_line(session, 3)
    said = verify(house, refused=True)
    assert re.search(r"does not hold\.\nMill Lane, line 2: was changed", said)
    assert "line 2" in verify(house, "--accept")
    said = verify(house)
    assert "is whole" not in said
    assert re.search(r"holds, but for what .*:\nMill Lane, line 2: was changed", said)


def test_an_end_that_was_cut_off_is_found_by_a_mail_and_by_a_backup(
    house: Running, session: Session, tmp_path: Path
) -> None:
    [end] = set(END.findall(verify(house)))
    backup = str(tmp_path / "backup")
    house.command("backup", backup)
    cut_off_after(session, 2)
    assert "is whole" in verify(house)
    for kept in (("--head", end), ("--against", backup)):
        said = verify(house, *kept, refused=True)
        assert "Mill Lane, line 3: is missing, and so is line 4: the seal" in said
    assert "Mill Lane, line 3: is missing" in house.command("backup", "--verify", backup)


def test_what_is_no_backup_is_said_in_a_sentence(house: Running, tmp_path: Path) -> None:
    (tmp_path / "words").write_text("Not a backup")
    for name in ("words", "nowhere", "."):
        said = verify(house, "--against", str(tmp_path / name), refused=True)
        assert said.startswith("Error: ")
        assert "Traceback" not in said


def test_a_backup_of_a_trail_that_was_changed_says_so_and_comes_back(
    house: Running, session: Session, new_database: Callable[[str], str], tmp_path: Path
) -> None:
    change_line(session, 2)
    backup = str(tmp_path / "backup")
    house.command("backup", backup)
    assert "Mill Lane, line 2: was changed" in house.command("backup", "--verify", backup)
    (tmp_path / "there").mkdir()
    there = Loaded(tmp_path / "there", new_database(f"there{tmp_path.name}".lower()[:60]))
    said = there.command("restore", backup)
    assert "Restored to" in said
    assert "Mill Lane, line 2: was changed" in said


def test_what_came_back_is_kept_like_the_first(
    house: Running, session: Session, new_database: Callable[[str], str], tmp_path: Path
) -> None:
    backup = str(tmp_path / "backup")
    house.command("backup", backup)
    (tmp_path / "there").mkdir()
    there = Running(tmp_path / "there", new_database(f"there{tmp_path.name}".lower()[:60]))
    there.command("restore", backup)
    with (
        pytest.raises(Exception, match="only added to"),
        engine_of(database_of(there)).begin() as one,
    ):
        one.execute(text("UPDATE audit_line SET action = 'else'"))
    there.command("job", "run", "audit")
    assert "is whole" in verify(there)


def test_what_is_no_end_is_refused_in_a_line(house: Running) -> None:
    assert "copy it whole from the mail" in verify(house, "--head", "120-5f", refused=True)
