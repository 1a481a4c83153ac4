"""What is missing of a step is said before all that it will do: nobody looks below for it."""

import pytest
from flask.testing import FlaskClient

from tests.desk.browsing import of, send
from tests.make.diary import Care

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize("step", ["/discharge", "/mistake"])
def test_what_is_missing_of_a_step_is_said_first(
    care: Care, therapist: FlaskClient, step: str
) -> None:
    page = of(care.client.id, step)
    answer = send(therapist, page, page)
    assert answer.status_code == 422
    assert answer.text.index("Please check what you wrote") < answer.text.index("<h1")
