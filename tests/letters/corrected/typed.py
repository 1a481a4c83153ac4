"""An answer that a therapist typed in, and what a test does with it."""

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.answers.models import LetterAnswer
from homecare.referrals.answers.operations import Said, record_answer
from homecare.referrals.models import Referral
from tests.desk.browsing import look_again
from tests.desk.referrals.draft import post
from tests.make.diary import Care
from tests.make.flags import at, on
from tests.make.people import NOW, acting

LATER = NOW + timedelta(hours=1)
WORDS, WHY = "Stiff L5, no deficit.", "It was about somebody else."
THERAPIST = "therapist@homecare.example"


def hear(
    session: Session, care: Care, letter: Referral, day: float = 0, **more: Any
) -> LetterAnswer:
    """An answer that a therapist typed in on a day."""
    whole = {"next": "back", "how": "paper", "said_by": "Dr Kit Hale", "words": WORDS,
             "seen_on": on(int(day)), **more}  # fmt: skip
    typed = record_answer(acting(session, care.therapist, at(day)), letter, Said(**whole))
    session.commit()
    return typed


def page(letter: Referral, typed: LetterAnswer, then: str = "") -> str:
    return f"/referrals/{letter.id}/answers/{typed.id}{then}"


def strike(desk: FlaskClient, letter: Referral, typed: LetterAnswer, seen: int = 0) -> Any:
    said = {"strike-reason": WHY, "strike-seen": str(seen)}
    return post(desk, page(letter, typed, "/strike"), **said)


def anew(session: Session, row: Any) -> Any:
    look_again(session)
    found = session.get_one(type(row), row.id)
    session.refresh(found)
    session.commit()
    return found


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
