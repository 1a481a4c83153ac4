"""JSON where a form is meant: refused with a reason, before anything reads it as one."""

import pytest
from flask.testing import FlaskClient

from tests.make.diary import Care

FORMS = ("/sign-in", "/sign-out", "/forgotten-password", "/change-password", "/me", "/me/address")


@pytest.mark.parametrize("body", [b"{", b"null", b"1", b"[]", b'{"email": {"a": 1}}'])
def test_a_page_takes_no_json(
    care: Care, browser_client: FlaskClient, therapist: FlaskClient, body: bytes
) -> None:
    for browser in (browser_client, therapist):
        for address in FORMS:
            answer = browser.post(address, data=body, content_type="application/json")
            assert answer.status_code == 415, address
            assert "We could not read that" in answer.text
