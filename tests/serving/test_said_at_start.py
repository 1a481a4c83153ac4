"""What `make serve` says to whoever starts it: the link of the first visit, and what is unsafe."""

from dataclasses import replace
from pathlib import Path

import pytest

from config import Settings
from homecare.commands.serve import is_open_to_listeners
from tests.commands.migrated import migrate_to
from tests.make.people import PASSWORD
from tests.running import Loaded


@pytest.mark.parametrize(
    ("bind", "public_url", "warned"),
    [
        ("127.0.0.1", "http://127.0.0.1:5000", False),
        ("::1", "http://localhost:5000", False),
        ("127.0.0.1", "https://homecare.example", False),
        ("0.0.0.0", "https://homecare.example", False),
        ("0.0.0.0", "http://127.0.0.1:5000", True),
        ("192.168.1.7", "http://192.168.1.7:5000", True),
        ("127.0.0.1", "http://homecare.example", True),
        ("127.0.0.1", "http://127.0.0.1.homecare.example", True),
    ],
)
def test_pages_that_others_can_listen_to_are_warned_of(
    settings: Settings, bind: str, public_url: str, warned: bool
) -> None:
    given = replace(settings, bind=bind, public_url=public_url)
    assert is_open_to_listeners(given) is warned


def test_the_link_is_printed_until_there_is_a_practice(tmp_path: Path) -> None:
    house = Loaded(tmp_path, f"sqlite:///{tmp_path / 'house.sqlite'}")
    migrate_to(house.database_url, "head")
    house.start("serve")
    house.stop()
    [link] = [line.strip() for line in house.said().splitlines() if "/set-up/" in line]
    assert link == house.command("practice", "link").strip()
    house.command("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
                  "--owner-email", "olive@homecare.example", "--nation", "wales",
                  "--password", PASSWORD)  # fmt: skip
    assert "a practice already" in house.command("practice", "link", refused=True)
    house.output.unlink()
    house.environment["HOMECARE_BACKUPS"] = str(tmp_path / "misspelt" / "backups")
    house.start("serve")
    house.stop()
    assert "/set-up/" not in house.said()
    assert f"Take care: there is no folder {tmp_path / 'misspelt'}" in house.said()
