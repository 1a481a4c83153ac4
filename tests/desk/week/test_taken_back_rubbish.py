"""Whatever is sent instead of the change that is to be taken back changes nothing."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry
from tests.forms.test_rubbish import RUBBISH
from tests.make.diary import Care
from tests.make.people import csrf_token

pytestmark = pytest.mark.any_database


def test_nothing_is_taken_back_by_rubbish(
    session: Session, therapist: FlaskClient, care: Care
) -> None:
    page = f"/clients/{care.client.id}/week"
    token = csrf_token(therapist, page)
    for change in RUBBISH:
        sent = {"csrf_token": token, "change": change.encode("utf-8", "replace")}
        answer = therapist.post(f"{page}/back", data=sent)
        assert answer.status_code in (302, 400), change
    assert "This was changed meanwhile" in therapist.get(page).text
    assert session.scalar(select(func.count()).select_from(Entry)) == 0
