"""A thousand requests of chance; a hundred thousand are sent by `make fuzz`."""

import os

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.chance import THOROUGH
from tests.fuzz.cases import Found, Fuzz

# One world, or two with HOMECARE_THOROUGH=1: making one takes as long as eight hundred requests.
PARTS, CASES = ((0, 1, 2), (3, 4, 5)) if THOROUGH else ((0, 3),), 500
pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize("seeds", PARTS)
def test_nothing_breaks_and_nobody_reaches_over(
    app: Flask, session: Session, seeds: tuple[int, ...]
) -> None:
    fuzz = Fuzz(app, session)
    for usual in seeds:
        seed = int.from_bytes(os.urandom(4)) if THOROUGH else usual
        fuzz.found = Found()
        found = fuzz.run(CASES, seed)
        assert found.broken == {}, f"seed {seed}"
        assert found.reached_over == {}, f"seed {seed}"
        assert found.statuses[200] > CASES / 20
        assert found.statuses[302] > CASES / 20
        assert len(found.endpoints) > 100
