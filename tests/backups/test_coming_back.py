"""What comes back with a restore, and what does not happen by itself after it."""

import signal
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, delete, insert, select
from sqlalchemy.orm import Session

import config
from config import Settings
from homecare.accounts.models import AuditLine
from homecare.accounts.trail.models import AuditChain
from homecare.backups.back import restore, verify
from homecare.backups.file.encryption import new_key
from homecare.backups.file.sealed import opened
from homecare.backups.problems import BackupError
from homecare.backups.scratch import scratch
from homecare.backups.taking import Source, take
from homecare.clockwork.models import Run, ServerStop
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from homecare.mail.undelivered import reason
from tests.backups.conftest import WHEN
from tests.backups.drills import settings_of
from tests.backups.random_rows import engine_of, everything
from tests.commands.migrated import migrate_to
from tests.database.test_migrations import fill

NewDatabase = Callable[[str], str]


def test_the_key_and_mail_in_files_come_back_for_their_owner_alone(
    filled: Settings, source: Source, empty: Settings, tmp_path: Path
) -> None:
    (filled.instance / "mail").mkdir(exist_ok=True)
    (filled.instance / "mail" / "1.eml").write_bytes(b"Subject: Your week\n\nHello")
    (empty.instance / "secret-key").write_text("a new folder's own key, made at the first command")
    place = replace(empty, secret_key=(empty.instance / "secret-key").read_text())
    file = take(source, tmp_path / "backup", WHEN).path
    restore(place, file, None, migrate_to)
    for name in ("secret-key", "mail/1.eml"):
        assert (empty.instance / name).read_bytes() == (filled.instance / name).read_bytes()
        assert stat.S_IMODE((empty.instance / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_that_a_setting_holds_is_not_in_it_and_another_one_is_refused(
    kept: Path, empty: Settings
) -> None:
    place = replace(empty, secret_key="another key, which HOMECARE_SECRET_KEY holds")
    with pytest.raises(BackupError, match="HOMECARE_SECRET_KEY is another key"):
        restore(place, kept, None, migrate_to)


def test_it_lists_names_of_settings_and_nothing_they_hold(kept: Path) -> None:
    with opened(kept) as reader:
        assert reader.manifest.settings == ["HOMECARE_PUBLIC_URL"]
        assert reader.manifest.taken_at == WHEN
    held = {"HOMECARE_SMTP_URL": "smtp://me:secret@mail.example", "HOME": "/root", "PORT": "1"}
    assert config.names_set(held) == ["HOMECARE_SMTP_URL", "PORT"]


def test_an_end_of_the_trail_that_was_moved_back_comes_out_so_and_is_told_of(
    new_database: NewDatabase, empty: Settings, tmp_path: Path
) -> None:
    """The database moves it with each line that comes: nobody may spoil every backup by that."""
    migrate_to((url := new_database("meddled")), "head")
    fill(engine_of(url))
    with engine_of(url).begin() as connection:
        line = connection.execute(select(AuditLine.practice_id, AuditLine.seq)).one()
        connection.execute(delete(AuditChain))
        connection.execute(
            insert(AuditChain).values(id=line.practice_id, length=line.seq - 1, seal=bytes(32))
        )
    before = everything(url)["audit_chain"]
    file = take(Source(engine_of(url), empty.instance, []), tmp_path / "backup", WHEN).path
    done = restore(empty, file, None, migrate_to)
    assert everything(empty.database_url)["audit_chain"] == before
    assert done.breaks


def test_mail_that_waited_is_put_before_a_person(empty: Settings, tmp_path: Path) -> None:
    """It may have left between the backup and the restore: nothing sends it twice by itself."""
    migrate_to(empty.database_url, "head")
    migrate_to((source_url := f"sqlite:///{tmp_path / 'source.sqlite'}"), "head")
    with Session(engine_of(source_url)) as session:
        session.connection().exec_driver_sql(
            "INSERT INTO installation VALUES (1, 'real', '2026-01-01 00:00:00.000000')"
        )
        for status in ("queued", "sending", "sent"):
            mail = queue(session, Email("test", f"{status}@mail.example", "Hello", "Hello"), WHEN)
            assert mail is not None
            mail.status = status
        session.commit()
    file = take(Source(engine_of(source_url), tmp_path, []), tmp_path / "backup", WHEN).path
    assert restore(empty, file, None, migrate_to).mails == 2
    with Session(engine_of(empty.database_url)) as session:
        found = {
            mail.to_address.split("@")[0]: mail for mail in session.scalars(select(OutboxMail))
        }
        assert {name: mail.status for name, mail in found.items()} == {
            "queued": "uncertain", "sending": "uncertain", "sent": "sent",
        }  # fmt: skip
        assert "may have left between then" in reason("uncertain", found["queued"].error)


def test_a_backup_of_an_older_homecare_is_brought_up_to_this_one(
    new_database: NewDatabase, empty: Settings, tmp_path: Path
) -> None:
    newest, *_, older = _newest_revisions(8)
    url = new_database("older")
    migrate_to(url, older)
    fill(engine_of(url))
    file = take(Source(engine_of(url), settings_of(tmp_path, url).instance, []),
                tmp_path / "backup", WHEN).path  # fmt: skip
    restore(empty, file, None, migrate_to)
    assert everything(empty.database_url)["alembic_version"] == [(repr(newest),)]
    migrate_to(url, newest)
    without = ("outbox_mail.status", "outbox_mail.error", "outbox_mail.claimed_at")
    assert everything(empty.database_url, without) == everything(url, without)


def _newest_revisions(how_many: int) -> list[str]:
    scripts = ScriptDirectory(str(config.ROOT / "migrations")).walk_revisions()
    return [script.revision for script, _ in zip(scripts, range(how_many), strict=False)]


def test_verifying_leaves_nothing_behind(kept: Path, empty: Settings) -> None:
    before = sorted(empty.instance.rglob("*"))
    assert verify(empty.instance, kept, None, migrate_to).manifest.taken_at == WHEN
    assert sorted({*empty.instance.rglob("*")} - {empty.instance / "backup.lock"}) == before


def test_a_public_key_locks_and_only_its_secret_half_opens(
    source: Source, tmp_path: Path, empty: Settings
) -> None:
    secret, public = new_key()
    file = take(source, tmp_path / "backup", WHEN, public).path
    assert b"kept" not in file.read_bytes()
    assert restore(empty, file, secret, migrate_to).manifest.rows > 60


def test_two_at_once_are_one_after_the_other(source: Source, tmp_path: Path) -> None:
    with scratch(source.instance), pytest.raises(BackupError, match="is under way in"):
        take(source, tmp_path / "backup", WHEN)
    assert list(tmp_path.iterdir()) == []
    take(source, tmp_path / "backup", WHEN)


@pytest.mark.usefixtures("hears_ctrl_c")
@pytest.mark.parametrize("before_the", ["first", "second"])
def test_ctrl_c_half_way_changes_nothing(kept: Path, empty: Settings, before_the: str) -> None:
    calls: list[str] = []

    def migrate(url: str, revision: str) -> None:
        calls.append(revision)
        if len(calls) == (1 if before_the == "first" else 2):
            signal.raise_signal(signal.SIGINT)
        migrate_to(url, revision)

    with pytest.raises(KeyboardInterrupt):
        restore(empty, kept, None, migrate)
    assert not list(empty.instance.rglob("*.sqlite*"))
    restore(empty, kept, None, migrate_to)


def write_pairs(engine: Engine, stop: Event, done: list[int]) -> None:
    """Two rows of two tables in each transaction, until it is over."""
    while not stop.is_set():
        number, key = len(done), uuid4()
        began = WHEN + timedelta(seconds=number, microseconds=key.int % 10**6)
        with Session(engine) as session, session.begin():
            session.add(Run(id=key, kind="test", subject=key.hex, period="x", status="done",
                            claimed_at=WHEN))  # fmt: skip
            session.flush()
            session.add(ServerStop(id=key, began=began, ended=began + timedelta(hours=1)))
        done.append(number)


def test_a_backup_taken_while_others_write_is_of_one_moment(
    new_database: NewDatabase, empty: Settings, tmp_path: Path
) -> None:
    url = new_database("busy")
    migrate_to(url, "head")
    fill(engine_of(url))
    stop, done = Event(), [list[int](), list[int]()]
    writers = [Thread(target=write_pairs, args=(engine_of(url), stop, mine)) for mine in done]
    for writer in writers:
        writer.start()
    try:
        while min(map(len, done)) < 10:
            stop.wait(0.01)
        at_least = sum(map(len, done))
        file = take(Source(engine_of(url), empty.instance, []), tmp_path / "backup",
                    datetime.now(UTC)).path  # fmt: skip
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    restore(empty, file, None, migrate_to)
    runs, stops = (ids_in(empty.database_url, name) for name in ("run", "server_stop"))
    assert runs == stops
    assert len(runs) - 1 >= at_least


def ids_in(url: str, table: str) -> set[str]:
    """The ids of a table's rows."""
    found, engine = MetaData(), engine_of(url)
    found.reflect(engine, only=[table])
    with engine.connect() as connection:
        rows = connection.scalars(select(found.tables[table].columns.id))
        return {getattr(each, "hex", each) for each in rows}
