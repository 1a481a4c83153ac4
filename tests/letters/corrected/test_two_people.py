"""Two people put one answer to a letter right: each sees what the other wrote before it changes."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.answers.models import LetterAnswer
from homecare.referrals.models import Referral
from tests.desk.browsing import error_at, stored, two_tabs
from tests.letters.corrected.typed import WORDS, hear, page
from tests.make.diary import Care


def test_what_was_not_touched_here_stands_as_the_other_wrote_it(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    typed = hear(session, care, letter)
    one, other = two_tabs(therapist, page(letter, typed), "correct-words")
    assert one.save(**{"correct-words": "No reflexes left."}).location
    answer = other.save(**{"correct-said_by": "Dr Ann Oak"})
    assert answer.status_code == 422
    assert "Somebody put this answer right meanwhile." in answer.text
    assert other.fields["correct-words"] == ["No reflexes left."]
    assert other.save().location
    kept = stored(session, LetterAnswer, typed.id, "words", "said_by")
    assert kept == ["No reflexes left.", "Dr Ann Oak"]


def test_where_both_wrote_both_are_shown_before_either_is_replaced(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    typed = hear(session, care, letter)
    one, other = two_tabs(therapist, page(letter, typed), "correct-words")
    assert other.fields["correct-words"] == [WORDS]
    assert one.save(**{"correct-words": "No reflexes left."}).location
    answer = other.save(**{"correct-words": "Reflexes weak."})
    assert "changed this to “No reflexes left.”" in error_at(answer, "correct-words")
    assert other.fields["correct-words"] == ["Reflexes weak."]
    assert stored(session, LetterAnswer, typed.id, "words") == "No reflexes left."
    assert other.save().location
    assert stored(session, LetterAnswer, typed.id, "words") == "Reflexes weak."
