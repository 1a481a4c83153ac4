"""The secret key is turned, lost and told from a new one, as it is typed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

import config
from tests.accounts.trail.hand import LINES, by_hand
from tests.backups.random_rows import engine_of
from tests.make.people import PASSWORD
from tests.running import Running
from tests.visitor import Visitor

OWNER = "olive@homecare.example"


@pytest.fixture
def house(tmp_path: Path) -> Running:
    """A real practice in a file, not running."""
    house = Running(tmp_path, "")
    house.command("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
                  "--owner-email", OWNER, "--nation", "wales", "--password", PASSWORD)  # fmt: skip
    return house


def keys(house: Running) -> list[str]:
    return (house.instance / "secret-key").read_text().split("\n")


def test_whoever_is_signed_in_stays_so_and_a_running_server_is_not_turned(house: Running) -> None:
    before = keys(house)
    house.start("serve")
    try:
        visitor = Visitor(house.address).sign_in(OWNER, PASSWORD)
        assert "stop homecare first" in house.command("keys", "turn", refused=True)
    finally:
        house.stop()
    assert "Older ones that are still read: 1." in house.command("keys", "turn")
    assert keys(house)[1:] == before
    house.start("serve")
    try:
        assert "Olive Park" in visitor.read("/caseload")
    finally:
        house.stop()
    refused = house.command("keys", "forget", refused=True)
    assert "links sent before are read by the one before it until " in refused
    assert len(keys(house)) == 2
    assert "1 older keys are forgotten" in house.command("keys", "forget", "--at-once")
    assert len(keys(house)) == 1
    assert keys(house) != before


def test_a_key_that_somebody_has_seen_is_read_no_more(house: Running) -> None:
    before = keys(house)
    assert "Everybody signs in anew" in house.command("keys", "turn", "--at-once")
    assert len(keys(house)) == 1
    assert keys(house) != before
    assert "is whole" in house.command("audit", "verify")


def test_after_ninety_days_an_old_key_is_forgotten_without_a_question(house: Running) -> None:
    house.command("keys", "turn")
    engine = engine_of(f"sqlite:///{house.instance / 'homecare.sqlite'}")
    turned = update(LINES).where(LINES.c.action == "keys.turned")
    by_hand(engine, turned.values(at=datetime.now(UTC) - timedelta(days=91)))
    assert "1 older keys are forgotten" in house.command("keys", "forget")


def test_a_key_that_is_lost_beside_a_practice_is_said_and_not_made_anew(house: Running) -> None:
    (house.instance / "secret-key").unlink()
    for words in (("audit", "verify"), ("keys", "turn"), ("version",)):
        said = house.command(*words, refused=True)
        assert "secret-key is missing beside a practice's database" in said
        assert "Put the file back from a backup" in said
        assert "Traceback" not in said
    assert not (house.instance / "secret-key").exists()


def test_an_empty_place_and_a_demonstration_make_their_own(tmp_path: Path) -> None:
    assert config.read({"HOMECARE_INSTANCE": str(tmp_path)}).secret_key
    (tmp_path / "secret-key").unlink()
    (tmp_path / "homecare.sqlite").touch()
    assert config.read({"HOMECARE_INSTANCE": str(tmp_path)}).secret_key


def test_a_key_that_is_set_has_those_before_it_beside_it(tmp_path: Path) -> None:
    new, old, older = ("n" * 32, "o" * 32, "e" * 32)
    read = config.read({"HOMECARE_INSTANCE": str(tmp_path), "HOMECARE_SECRET_KEY": new,
                        "HOMECARE_SECRET_KEYS_BEFORE": f"{old} {older}"})  # fmt: skip
    assert read.secrets == [new, old, older]
    with pytest.raises(config.SettingError, match="32 characters"):
        config.read({"HOMECARE_INSTANCE": str(tmp_path), "HOMECARE_SECRET_KEY": new,
                     "HOMECARE_SECRET_KEYS_BEFORE": "short"})  # fmt: skip
