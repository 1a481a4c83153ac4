"""The sync endpoint is fed with batches in which anything may be anything.

None is answered with a 500; each entry has a result with a reason, and what is meant well among
the rubbish is stored.
"""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.chance import examples
from tests.make.people import NOW
from tests.make.sync import Phone, entries_stored, entry

pytestmark = pytest.mark.usefixtures("clock")

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["log", "amend", "void", "pain", "exercise", "flare", "note", "\ud800", "\0",
                       "2026-03-02", "9999-12-31", "Europe/London", NOW.isoformat(), 2**63, -1]),
    lambda inside: st.lists(inside, max_size=3)
    | st.dictionaries(st.sampled_from(["leg", "back", "kept", "line", "text", "id"]), inside),
    max_leaves=6,
)  # fmt: skip
ENTRY_FIELDS = [*entry(), "received_at"]
ENVELOPE_FIELDS = ["owner", "device", "sent_at", "entries", "practice"]
REFUSED = {409, 413, 422}


def spoilt(fields: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Up to three fields with something else in them."""
    return st.dictionaries(st.sampled_from(fields), VALUES, max_size=3)


@settings(
    max_examples=examples(150), deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(
    entries=st.lists(spoilt(ENTRY_FIELDS) | VALUES, min_size=1, max_size=4),
    envelope=st.just({}) | spoilt(ENVELOPE_FIELDS),
)
def feed(phone: Phone, token: str, entries: list[Any], envelope: dict[str, Any]) -> None:
    sent = [entry(**each) if isinstance(each, dict) and "leg" not in each else each
            for each in entries]  # fmt: skip
    good = entry("note", {"text": "meant well"})
    batch = phone.batch(*sent, good) | envelope
    answer = phone.post(token=token, data=json.dumps(batch), content_type="application/json")
    if envelope and answer.status_code != 200:
        assert answer.status_code in REFUSED, answer.text
        assert answer.json["error"]
    elif "entries" not in envelope:
        results = answer.json["results"]
        assert len(results) == len(sent) + 1
        assert all(each["status"] in ("stored", "duplicate") or each["reason"] for each in results)
        assert (results[-1]["id"], results[-1]["status"]) == (good["id"], "stored")


def test_no_batch_breaks_anything_or_takes_the_good_with_the_bad(
    session: Session, phone: Phone
) -> None:
    feed(phone, phone.token())
    assert entries_stored(session) > 0
