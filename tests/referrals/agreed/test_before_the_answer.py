"""A draft says of the client's agreement what is true while nobody has given it."""

from flask.testing import FlaskClient

from homecare.referrals.models import Referral
from tests.referrals.agreed.asking import answered, asked
from tests.today.visiting import Visitor, words
from tests.typesetting.pdfs import words_of


def test_a_draft_claims_no_agreement_before_there_is_one(
    desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    page = f"/referrals/{draft.id}"
    for file in (page, f"{page}.pdf"):
        assert "Not asked yet. This letter is sent only if the client agrees" in read(desk, file)
    asked(desk, draft)
    for file in (page, f"{page}.pdf"):
        assert "Asked on 2 March 2026. This letter is sent only if" in read(desk, file)
        assert "the client agreed" not in read(desk, file)
    answered(me, draft, "agree")
    for file in (page, f"{page}.pdf"):
        assert "the client read this letter on their phone and agreed" in read(desk, file)


def read(desk: FlaskClient, file: str) -> str:
    """A page of the desk in words, on the screen or on paper."""
    answer = desk.get(file)
    said = words_of(answer.data) if file.endswith(".pdf") else words(answer.text)
    return " ".join(said.split())
