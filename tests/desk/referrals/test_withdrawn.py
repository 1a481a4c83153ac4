"""What can be taken of a letter that does not stand any more."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.referrals.draft import drafted, issued, page, the_referral, withdrawn
from tests.make.diary import Care
from tests.make.flags import make_flag

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]


def test_what_is_taken_of_a_withdrawn_letter_does_not_pass_for_one_that_stands(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    referral = drafted(session, therapist, make_flag(session, care))
    issued(therapist, referral)
    there = f"/referrals/{referral.id}"
    assert therapist.get(f"{there}.json").mimetype == "application/fhir+json"
    assert "For another program" in page(therapist, referral)
    withdrawn(therapist, referral, the_referral(session).version, withdrawn_why="Not his surgery")
    assert therapist.get(f"{there}.json").location == there
    assert "does not stand any more" in therapist.get(there).text
    assert "For another program" not in page(therapist, referral)
    kept = therapist.get(f"{there}.pdf")
    assert "letter-that-stands-no-more.pdf" in kept.headers["Content-Disposition"]
