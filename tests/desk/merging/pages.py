"""The pages on which two records are merged and parted, as a therapist presses them."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.desk.browsing import of, send
from tests.make.merges import Twice


def merge_page(twice: Twice) -> str:
    return of(twice.care.client.id, f"/merge/{twice.other.id}")


def press(desk: FlaskClient, twice: Twice, **chosen: str) -> TestResponse:
    """Merge as the page asks it, with what is chosen."""
    page = desk.get(merge_page(twice)).text
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert seen is not None
    return send(desk, merge_page(twice), seen=seen[1], **{"goes_on": "keeper", **chosen})


def undo(desk: FlaskClient, twice: Twice) -> TestResponse:
    here = of(twice.care.client.id)
    named = re.search(r'name="merge" value="([^"]*)"', desk.get(here).text)
    return send(desk, f"{here}/merge/undo", here, merge=named[1] if named else "")
