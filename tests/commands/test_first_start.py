"""The app of a first start was made before its database was anything; it serves all the same."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from config import Settings
from homecare.accounts import installation
from homecare.app import create_app
from homecare.commands.databases import prepare

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("kind", [installation.REAL, installation.DEMONSTRATION])
def test_a_first_start_is_set_like_every_later_one(
    kind: str, settings: Settings, new_database: Callable[[str], str], tmp_path: Path
) -> None:
    mine = replace(settings, instance=tmp_path, database_url=new_database(f"first-{kind}"))
    first = create_app(mine)
    with first.app_context():
        prepare(kind)
    later = create_app(mine)
    assert later.config["DEMONSTRATION"] == (kind == installation.DEMONSTRATION)
    assert plain(first) == plain(later)


def plain(app: Flask) -> dict[str, Any]:
    """What an app is set to, as far as it can be compared."""
    kinds = (str, int, float, tuple, type(None))
    return {name: value for name, value in app.config.items() if isinstance(value, kinds)}
