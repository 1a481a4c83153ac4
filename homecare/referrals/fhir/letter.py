"""An issued letter as everything of its document is written from it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from homecare.referrals.fhir.facts import Agreed, Facts
from homecare.referrals.page import TITLES

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class IssuedLetter:
    """Its words and figures, its ids, its page, and what the client agreed to, if asked."""

    words: dict[str, Any]
    facts: Facts
    id: UUID
    client_id: UUID
    replaces_id: UUID | None
    issued_at: datetime
    page: bytes
    agreed: Agreed | None

    @property
    def title(self) -> str:
        """What kind of letter it is, without a name."""
        return TITLES[self.words["variant"]]

    @property
    def issued(self) -> str:
        """The second it was issued, with the practice's zone: its day is the letter's own."""
        return self.moment(self.issued_at)

    def moment(self, at: datetime) -> str:
        """A moment as FHIR writes it."""
        return at.astimezone(ZoneInfo(self.facts.zone)).replace(microsecond=0).isoformat()

    def id_of(self, name: str) -> UUID:
        """The id of a part, the same whenever it is asked for."""
        return uuid5(self.id, name)

    def to(self, name: str) -> dict[str, str]:
        """A reference to a part."""
        return {"reference": self.id_of(name).urn}
