"""`backup` and `restore` as they are typed, beside a server that runs and on an empty machine."""

import re
import signal
import stat
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from homecare.commands.backup import Interruptible
from tests.commands.conftest import OWNER
from tests.make.people import PASSWORD
from tests.running import Running
from tests.visitor import Visitor


def test_a_server_that_runs_is_backed_up_and_comes_back_elsewhere(
    house: Running, elsewhere: Running, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    house.start("serve")
    try:
        cookie = Visitor(house.address).sign_in(OWNER, PASSWORD)
        said = house.command("backup", str(file))
        assert re.match(rf"Backed up to {file}: [\d,]+ rows in \d+ tables, [\d.]+ MB\. ", said)
        assert "not encrypted" in said
        assert len(said.strip().splitlines()) == 1
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "is whole" in house.command("backup", "--verify", str(file))
    finally:
        house.stop()
    assert "Restored to" in elsewhere.command("restore", str(file))
    assert "holds a practice already" in elsewhere.command("restore", str(file), refused=True)
    elsewhere.start("serve")
    try:
        cookie.address = elsewhere.address
        assert "Olive Park" in cookie.read("/caseload"), "the key came along: still signed in"
    finally:
        elsewhere.stop()


def test_a_server_that_runs_is_not_restored_into(
    house: Running, elsewhere: Running, tmp_path: Path
) -> None:
    house.command("backup", str(tmp_path / "backup"))
    elsewhere.start("serve")  # as it waits for the first visit
    try:
        said = elsewhere.command("restore", str(tmp_path / "backup"), refused=True)
        assert "is in use: stop homecare first" in said
    finally:
        elsewhere.stop()
    elsewhere.command("restore", str(tmp_path / "backup"))


@pytest.mark.any_database  # whose file it is locks nothing: each locking and opening takes a second
def test_a_passphrase_is_asked_for_and_never_typed_on_the_command_line(
    house: Running, elsewhere: Running, tmp_path: Path
) -> None:
    file, words = tmp_path / "backup", tmp_path / "words"
    words.write_text("a long passphrase\n")
    house.environment["HOMECARE_BACKUP_KEY"] = "a long passphrase"
    assert f"There was no {file}: it is made now" in (
        made := house.command("backup", str(file), "--verify")
    )
    assert "It is encrypted." in made
    words.write_text("a wrong passphrase\n")
    said = elsewhere.command("restore", str(file), "--key", str(words), refused=True)
    assert said.strip() == "Error: This key or passphrase does not open it. Nothing was changed."
    words.write_text("# of the practice\na long passphrase\n")
    assert "Restored to" in elsewhere.command("restore", str(file), "--key", str(words))


def test_a_refused_restore_leaves_no_key_behind_and_takes_none_away(
    elsewhere: Running, tmp_path: Path
) -> None:
    (file := tmp_path / "no-backup").write_text("something else")
    instance = Path(elsewhere.environment["HOMECARE_INSTANCE"])
    said = elsewhere.command("restore", str(file), refused=True)
    assert "It is no backup of homecare. Nothing was changed." in said
    assert {path.name for path in instance.iterdir()} <= {"backup.lock"}
    (instance / "secret-key").write_text(brought := "k" * 40)
    elsewhere.command("restore", str(file), refused=True)
    assert (instance / "secret-key").read_text() == brought


@pytest.mark.parametrize("beside", [True, False])
def test_a_restore_without_the_list_of_deletions_says_so(
    house: Running, elsewhere: Running, tmp_path: Path, beside: bool
) -> None:
    house.command("backup", str(tmp_path / "backup"))
    if beside:
        (tmp_path / "erasures.jsonl").touch()
    said = elsewhere.command("restore", str(tmp_path / "backup"))
    assert ("A record that was deleted after the backup is there again" in said) == (not beside)


def test_a_key_pair_is_made_once(house: Running, elsewhere: Running, tmp_path: Path) -> None:
    key, file = tmp_path / "key", tmp_path / "backup"
    said = house.command("backup", "--new-key", str(key))
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "AGE-SECRET-KEY" not in said
    assert "File exists" in house.command("backup", "--new-key", str(key), refused=True)
    [public] = re.findall(r"HOMECARE_BACKUP_KEY='(age1\w+)'", said)
    house.environment["HOMECARE_BACKUP_KEY"] = public
    house.command("backup", str(file))
    elsewhere.command("restore", str(file), "--key", str(key))


@pytest.mark.parametrize("wrong", ["short", "age1short", "AGE-SECRET-KEY-1ABCDEFGHIJKLMNOP"])
def test_a_key_that_can_not_lock_is_said(house: Running, wrong: str) -> None:
    house.environment["HOMECARE_BACKUP_KEY"] = wrong
    said = house.command("version", refused=True)
    assert "HOMECARE_BACKUP_KEY must look like this" in said
    assert wrong not in said


def test_there_is_nothing_to_back_up_before_a_practice(elsewhere: Running, tmp_path: Path) -> None:
    said = elsewhere.command("backup", str(tmp_path / "backup"), refused=True)
    assert "not set up yet" in said
    assert not (tmp_path / "backup").exists()


def test_a_folder_that_can_not_be_written_is_said(house: Running) -> None:
    said = house.command("backup", "/proc/self/backup", refused=True)  # not even by root
    assert "The backup could not be written" in said
    assert said.strip().endswith("No backup was made.")
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_half_way_it_says_so_and_leaves_nothing(number: signal.Signals) -> None:
    tidied = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    @click.command(cls=Interruptible)
    def long_work() -> None:
        try:
            signal.raise_signal(number)
        finally:
            tidied.append(True)

    try:
        said = CliRunner().invoke(long_work)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (said.exit_code, tidied) == (1, [True])
    assert said.output == "Error: Stopped before the end. Nothing was changed.\n"
