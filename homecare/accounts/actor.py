"""Who does something: the signed-in person in one of their places, or the clock."""

from dataclasses import dataclass
from uuid import UUID

from homecare.accounts.models import CLIENT, OWNER, THERAPIST, Membership

CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of an operation. `person_id` is None for the clock, `client_id` for staff."""

    practice_id: UUID
    role: str
    name: str
    person_id: UUID | None = None
    client_id: UUID | None = None

    @property
    def is_staff(self) -> bool:
        """Whether this is a therapist or the owner of the practice."""
        return self.role in (OWNER, THERAPIST)

    @property
    def is_client(self) -> bool:
        """Whether this is somebody acting on their own record."""
        return self.role == CLIENT


def of_membership(membership: Membership, name: str) -> Actor:
    """The actor that a person is in one of their practices."""
    return Actor(
        practice_id=membership.practice_id,
        role=membership.role,
        name=name,
        person_id=membership.person_id,
        client_id=membership.client_id,
    )


def the_clock(practice_id: UUID) -> Actor:
    """The actor of jobs: nobody's hand, one practice at a time."""
    return Actor(practice_id=practice_id, role=CLOCK, name="homecare")
