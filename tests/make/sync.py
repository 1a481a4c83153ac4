"""A phone with an outbox: entries as it writes them, and batches as it sends them."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.database import new_id
from homecare.diary.models import Entry
from tests.make.diary import TODAY
from tests.make.people import NOW, signed_in

ENTRIES, TOKEN = "/api/v1/sync/entries", "/api/v1/sync/token"


def entries_stored(session: Session) -> int:
    """How many entries the ledger holds."""
    return session.scalar(select(func.count()).select_from(Entry)) or 0


def entry(kind: str = "pain", body: Any = None, **changes: Any) -> dict[str, Any]:
    """An entry on the wire: leg 5 and back 3 of today, unless told otherwise."""
    usual: dict[str, Any] = {
        "id": str(new_id()),
        "seq": 1,
        "op": "log",
        "supersedes": None,
        "kind": kind,
        "programme_version": str(uuid4()),
        "local_date": TODAY.isoformat(),
        "zone": "Europe/London",
        "done_at": NOW.isoformat(),
        "body": {"leg": 5, "back": 3} if body is None else body,
    }
    return {**usual, **changes}


def batch_of(owner: str, device: str, entries: list[Any]) -> bytes:
    """The bytes of a batch."""
    sent_at = NOW.isoformat()
    return json.dumps(
        {"owner": owner, "device": device, "sent_at": sent_at, "entries": entries}
    ).encode()


@dataclass
class Phone:
    """Somebody's signed-in phone; `owner` is whose entries its outbox holds."""

    browser: FlaskClient
    owner: str
    device: str = "phone-1"

    @classmethod
    def of(cls, app: Flask, client_id: UUID, email: str = "client@homecare.example") -> "Phone":
        """The phone of a client, signed in."""
        return cls(signed_in(app, email), str(client_id))

    def token(self) -> str:
        """A token for one sending."""
        answer = self.browser.get(TOKEN)
        assert answer.status_code == 200, answer.text
        return str(answer.json["csrf_token"])

    def batch(self, *entries: Any, **changes: Any) -> dict[str, Any]:
        """The envelope around some entries."""
        usual = {"owner": self.owner, "device": self.device, "sent_at": NOW.isoformat()}
        return {**usual, "entries": list(entries), **changes}

    def post(self, json: Any = None, token: str | None = None, **request: Any) -> TestResponse:
        """Send anything at all to the address of batches."""
        headers = {"X-CSRFToken": self.token() if token is None else token}
        if json is not None:
            request["json"] = json
        return self.browser.post(ENTRIES, headers=headers, **request)

    def send(self, *entries: Any, **changes: Any) -> list[tuple[str, str]]:
        """Send entries; the status and reason of each."""
        answer = self.post(self.batch(*entries, **changes))
        assert answer.status_code == 200, answer.text
        results = answer.json["results"]
        assert [r["id"] for r in results] == [e["id"] for e in entries]
        return [(result["status"], result["reason"]) for result in results]

    def statuses(self, *entries: Any) -> list[str]:
        """Send entries; the status of each."""
        return [status for status, _ in self.send(*entries)]
