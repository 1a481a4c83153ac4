"""Everything that a browser test meets comes late, at random: `make slowly`.

A plugin: `.venv/bin/python -m pytest -p tests.waiting.slowly tests/phone`. The practice's computer
thinks before and after each answer, and whoever tests does so before each step, so that the page
may be far ahead of them, or far behind. A test that waits for what is to come does not notice.
"""

import os
import random
import time
from collections.abc import Coroutine
from typing import Any

from playwright._impl._sync_base import SyncBase

from tests.phone.house import House

LONGEST = float(os.environ.get("SLOWLY", "0.9"))  # seconds; most are much shorter


def think(longest: float = LONGEST) -> None:
    """Do nothing for a while."""
    time.sleep(longest * random.random() ** 2)


_answer, _step = House._answer, SyncBase._sync


def _answer_slowly(house: House, environ: dict[str, Any], start_response: Any) -> Any:
    think()
    answer = _answer(house, environ, start_response)
    think()
    return answer


def _step_slowly(one: SyncBase, step: Coroutine[Any, Any, Any]) -> Any:
    think(LONGEST / 2)
    return _step(one, step)


def pytest_configure() -> None:
    """From now on, in this process."""
    House._answer = _answer_slowly  # type: ignore[method-assign]
    SyncBase._sync = _step_slowly  # type: ignore[method-assign, assignment]
