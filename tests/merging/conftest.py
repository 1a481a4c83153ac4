"""Somebody who was entered twice."""

import pytest
from sqlalchemy.orm import Session

from tests.make.diary import Care
from tests.make.merges import Twice, make_twice


@pytest.fixture
def twice(session: Session, care: Care) -> Twice:
    return make_twice(session, care)
