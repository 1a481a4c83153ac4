"""Letters as documents, for tests: with their page, and what a reader finds in them."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.accounts.consent import CONSENT_WORDING
from homecare.referrals.fhir.document import document
from homecare.referrals.fhir.facts import Agreed
from homecare.referrals.fhir.letter import IssuedLetter
from homecare.referrals.fhir.written import with_page
from homecare.referrals.page import Written, letter_pdf
from tests.make.diary import Care
from tests.make.flags import at
from tests.referrals.letters import written

Resource = dict[str, Any]
LETTER, CLIENT, CONSENT = (UUID(int=number) for number in (1, 2, 3))


def of_letter(letter: Written, page: bytes, day: int = 0, **changes: Any) -> bytes:
    """The document of a letter as it would be issued on a day."""
    agreed = Agreed(CONSENT, CONSENT_WORDING["referral_letter"], at(day))
    usual: dict[str, Any] = {
        "id": LETTER, "client_id": CLIENT, "replaces_id": None, "issued_at": at(day),
        "agreed": agreed, **changes,
    }  # fmt: skip
    issued = IssuedLetter(words=letter.letter, facts=letter.facts, page=page, **usual)
    return with_page(document(issued), page)


def exchanged(
    session: Session, care: Care, kind: str = "chiropractor", day: int = 0, **words: Any
) -> tuple[bytes, bytes]:
    """A letter to somebody of a kind: its document, and its page."""
    letter = written(session, care, kind, day, **words)
    page = letter_pdf(letter, made_at=at(day))
    return of_letter(letter, page, day), page


def read(content: bytes) -> Resource:
    """A document with its numbers as they are written."""
    found: Resource = json.loads(content, parse_float=Decimal)
    return found


def resources(document: Resource, kind: str) -> list[Resource]:
    """Those of one kind, in their order."""
    every = [entry["resource"] for entry in document["entry"]]
    return [one for one in every if one["resourceType"] == kind]


def values_in(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value with where it stands, lists without their numbers."""
    if isinstance(part, dict):
        kind = part.get("resourceType")
        for name, value in part.items():
            yield from values_in(value, f"{kind}.{name}" if kind else f"{path}.{name}")
    elif isinstance(part, list):
        for one in part:
            yield from values_in(one, path)
    else:
        yield path, part
