"""A client whom nobody has asked the red-flag questions is shown as that."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import answer

NOT_ASKED = "The red-flag questions have not been asked yet."


def test_it_stands_on_the_record_and_the_programme_until_they_are_asked(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    pages = (of(care.client.id), of(care.client.id, "/programme"))
    assert [NOT_ASKED in therapist.get(page).text for page in pages] == [True, True]
    answer(session, care, by_staff=True)
    assert [NOT_ASKED in therapist.get(page).text for page in pages] == [False, False]
