"""While a red-flag answer stops the exercises nobody is handed a sheet with them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.red_flag_answers import clear_episode
from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import answer, at
from tests.make.people import acting

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]


def test_there_is_a_sheet_again_once_the_answer_is_cleared(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "leg_weaker")
    page, pages = of(care.client.id, "/sheet"), of(care.client.id, "/sheet.pdf")
    shown = therapist.get(page).text
    assert "The exercises are stopped" in shown
    assert "Take back a sheet that they have." in shown
    assert "Knee rolls" not in shown
    for size in ("", "?large=1"):
        assert therapist.get(pages + size).location == page
    clear_episode(acting(session, care.therapist, at(0)), care.episode, "Seen at A&E, clear")
    session.commit()
    assert "Knee rolls" in therapist.get(page).text
    assert therapist.get(pages).mimetype == "application/pdf"
