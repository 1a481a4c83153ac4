"""Whatever is sent to a letter is answered; nothing breaks and nothing is stored by a question."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.referrals.draft import drafted, issued, on_screen, post, the_referral
from tests.forms.test_rubbish import RUBBISH
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.people import csrf_token

FIELDS = ("contact", "message", "question", "course_note", "version", "seen", "unknown")


@pytest.mark.parametrize("field", FIELDS)
def test_a_question_about_the_room_is_always_answered(
    session: Session, care: Care, therapist: FlaskClient, field: str
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    typed, version = on_screen(therapist, referral), the_referral(session).version
    for value in RUBBISH:
        sent = {key: text for key, text in typed.items() if key != field}
        answer = _send(therapist, f"/referrals/{referral.id}/room", **sent, **{field: value})
        assert answer in (200, 400)
    assert the_referral(session).version == version


def test_rubbish_for_a_reason_writes_no_letter_again(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    for value in ("", "\x07", "\u202e", "x" * 600):
        assert post(therapist, f"/referrals/{referral.id}/again", why=value).status_code == 400
    assert _send(therapist, f"/referrals/{referral.id}/again") == 400


def _send(browser: FlaskClient, address: str, **fields: str) -> int:
    token = csrf_token(browser, "/caseload")
    safe = {key: text.encode("utf-8", "surrogatepass") for key, text in fields.items()}
    return browser.post(address, data={"csrf_token": token, **safe}).status_code
