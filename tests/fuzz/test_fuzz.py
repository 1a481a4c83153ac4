"""Some thousand requests of chance; a hundred thousand are sent by `make fuzz`."""

import os

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.fuzz.cases import Fuzz

PARTS, CASES = 6, 500
pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_breaks_and_nobody_reaches_over(app: Flask, session: Session, part: int) -> None:
    seed = int.from_bytes(os.urandom(4)) if os.environ.get("HOMECARE_THOROUGH") else part
    found = Fuzz(app, session).run(CASES, seed)
    assert found.broken == {}, f"seed {seed}"
    assert found.reached_over == {}, f"seed {seed}"
    assert found.statuses[200] > CASES / 20
    assert found.statuses[302] > CASES / 20
    assert len(found.endpoints) > 100
