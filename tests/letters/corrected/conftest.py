"""A letter to a GP about a flag, an hour after it was issued."""

import pytest
import time_machine
from sqlalchemy.orm import Session

from homecare.flags.models import Flag
from homecare.referrals.models import Referral
from tests.letters.corrected.typed import LATER
from tests.letters.made import make_letter
from tests.make.diary import Care
from tests.make.flags import make_flag


@pytest.fixture
def flag(session: Session, care: Care) -> Flag:
    return make_flag(session, care)


@pytest.fixture
def letter(session: Session, care: Care, flag: Flag, clock: time_machine.Traveller) -> Referral:
    clock.move_to(LATER)
    return make_letter(session, care)
