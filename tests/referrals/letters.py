"""A letter as it would be written now, and what is on its page."""

from typing import Any

from sqlalchemy.orm import Session

from homecare.referrals.letter import LetterWords
from homecare.referrals.page import Written, letter_pdf
from homecare.referrals.writing import write
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.people import acting
from tests.make.referrals import make_contact
from tests.typesetting.pdfs import words_of


def written(
    session: Session, care: Care, kind: str = "chiropractor", day: int = 0, **words: Any
) -> Written:
    """A letter to somebody of a kind."""
    contact = make_contact(session, care.therapist, kind=kind, name="Dr Kit Hale")
    act = acting(session, care.therapist, at(day))
    return write(act, care.episode, contact, LetterWords(**words))


def printed(letter: Written) -> str:
    """The words on the page, each run of space as one."""
    return " ".join(words_of(letter_pdf(letter), "-layout").split())
