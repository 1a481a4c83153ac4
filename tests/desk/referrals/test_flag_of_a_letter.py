"""What issuing a letter does to the flag that is open, and what its page says of that before."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.models import Flag
from tests.desk.referrals.draft import drafted, issued, newest, page
from tests.make.diary import Care
from tests.make.flags import answer, make_flag, the_flag


def test_issuing_closes_the_flag(session: Session, care: Care, therapist: FlaskClient) -> None:
    flag = make_flag(session, care, "gp")
    referral = drafted(session, therapist, flag)
    assert "Issuing closes the flag <strong>GP first</strong>." in page(therapist, referral)
    issued(therapist, referral)
    assert newest(session, Flag).status == "acted"


def test_issuing_closes_no_flag_of_red_flag_answers(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "fever", day=1)
    referral = drafted(session, therapist, the_flag(session, care))
    shown = page(therapist, referral)
    assert "Issuing does not close the flag <strong>GP first</strong>" in shown
    assert "only clearing the red-flag answers does" in shown
    assert "Issuing closes" not in shown
    issued(therapist, referral)
    assert newest(session, Flag).status == "open"
