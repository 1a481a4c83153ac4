"""What a phone sends wrongly is refused with a reason, and never takes anything else with it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.diary.models import Entry, RejectedEntry
from tests.make.sync import ENTRIES, Phone, entries_stored, entry

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize("token", ["", "made-up"])
def test_nothing_is_taken_without_a_token_of_this_session(
    session: Session, phone: Phone, token: str
) -> None:
    answer = phone.post(phone.batch(entry()), token=token)
    assert (answer.status_code, entries_stored(session)) == (400, 0)
    assert answer.json["error"]


@pytest.mark.parametrize(
    ("request_", "code", "reason"),
    [
        ({"data": b"{", "content_type": "application/json"}, 422, "must be JSON"),
        ({"data": b"\xff\xfe", "content_type": "application/json"}, 422, "must be JSON"),
        ({"data": b"[" * 100_000, "content_type": "application/json"}, 422, "must be JSON"),
        ({"data": b"[" + b"9" * 5000 + b"]", "content_type": "application/json"}, 422, "JSON"),
        ({"data": b"[NaN]", "content_type": "application/json"}, 422, "must be JSON"),
        ({"data": b" " * 410_000, "content_type": "application/json"}, 413, "400 kB"),
        ({"data": b"{}", "content_type": "text/plain"}, 415, "application/json"),
        ({"data": {"owner": "me"}}, 415, "application/json"),
        ({"json": []}, 422, "must be an object"),
        ({"json": {}}, 422, "missing: owner, device, sent_at, entries"),
    ],
)
def test_a_batch_that_is_none_is_refused_with_a_reason(
    session: Session, phone: Phone, request_: dict[str, Any], code: int, reason: str
) -> None:
    answer = phone.post(**request_)
    assert answer.status_code == code
    assert reason in answer.json["error"]


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ({"owner": 5}, 422, "owner: write"),
        ({"device": ""}, 422, "device: write 1 to 64"),
        ({"device": "two words"}, 422, "device: write"),
        ({"device": "web"}, 422, "never web"),
        ({"device": "half \ud800"}, 422, "device: write"),
        ({"sent_at": "yesterday"}, 422, "sent_at: write the time"),
        ({"sent_at": "2026-03-02T09:00:00"}, 422, "sent_at: write the time with its zone"),
        ({"entries": {}}, 422, "entries: write a list"),
        ({"practice": "mine"}, 422, "write nothing but owner"),
        ({"entries": [entry() for _ in range(51)]}, 413, "at most 50"),
    ],
)
def test_an_envelope_that_makes_no_sense_stores_nothing(
    session: Session, phone: Phone, changes: dict[str, Any], code: int, reason: str
) -> None:
    answer = phone.post(phone.batch(entry()) | changes)
    assert (answer.status_code, entries_stored(session)) == (code, 0)
    assert reason in answer.json["error"]


@pytest.mark.parametrize(
    ("poison", "reason"),
    [
        (entry(id="7"), "id: write a UUID"),
        (entry(id=7), "id: write a UUID"),
        (entry(seq=1.0), "seq: write a whole number"),
        (entry(seq=True), "seq: write a whole number"),
        (entry(op=None), "op: write log"),
        (entry(supersedes=5), "supersedes: write"),
        (entry(programme_version=3), "programme_version: write"),
        (entry(local_date="20260302"), "local_date: write a date"),
        (entry(local_date="2026-02-30"), "local_date: write a date"),
        (entry(local_date="0001-01-01"), "local_date: write a date of this century"),
        (entry(zone="Mars/Olympus"), "zone: write a time zone"),
        (entry(done_at="2026-03-02T09:00:00"), "done_at: write the time with its zone"),
        (entry(done_at="0001-01-01T00:00:00+23:59"), "done_at: write the time with its zone"),
        (entry(body=[]), "body: write an object"),
        (entry(body={"leg": 11}), "leg: write a whole number from 0"),
        (entry(body={"leg": {"a": [[[[[[[1]]]]]]]}}), "body: write an object"),
        (entry("mood", {}), "kind: write one of"),
        (entry("note", {"text": "nul \x00"}), "text: write words"),
        (entry(mood=3), "write nothing but id"),
        (entry(op="amend"), "only an amend or a void names another"),
    ],
)
def test_one_bad_entry_never_blocks_the_rest(
    session: Session, phone: Phone, poison: dict[str, Any], reason: str
) -> None:
    batch = [entry(), poison, entry("bath", {"kept": "kept"}, seq=2)]
    answer = phone.post(phone.batch(*batch)).json["results"]
    assert [each["status"] for each in answer] == ["stored", "rejected", "stored"]
    assert reason in answer[1]["reason"]
    phone.post(phone.batch(*batch))
    kept = session.scalars(select(RejectedEntry)).one()
    assert reason in kept.reason
    assert kept.client_id == session.scalars(select(Entry.client_id)).first()


@pytest.mark.parametrize("poison", [None, 7, "entry", [], {}])
def test_what_is_no_entry_at_all_is_answered_too(phone: Phone, poison: Any) -> None:
    results = phone.post(phone.batch(poison, entry())).json["results"]
    assert [(r["id"] is None, r["status"]) for r in results] == [
        (True, "rejected"),
        (False, "stored"),
    ]


def test_a_get_of_the_batches_address_does_nothing(phone: Phone) -> None:
    assert phone.browser.get(ENTRIES).status_code == 405
