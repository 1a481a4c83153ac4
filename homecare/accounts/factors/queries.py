"""Reading what somebody has set up beside a password."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import CodeApp, Membership, Passkey, RecoveryCode
from homecare.acting import CLIENT


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody can show beside their password."""

    app: CodeApp | None
    passkeys: Sequence[Passkey]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is one; recovery codes alone are none."""
        return bool(self.app or self.passkeys)


def factors_of(session: Session, person_id: UUID) -> Factors:
    """What somebody has set up."""
    own = (RecoveryCode.person_id == person_id, RecoveryCode.ends_at.is_(None))
    left = select(func.count()).select_from(RecoveryCode).where(*own)
    passkeys = select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.made_at)
    return Factors(
        session.get(CodeApp, person_id),
        session.scalars(passkeys).all(),
        session.scalar(left.where(RecoveryCode.used_at.is_(None))) or 0,
    )


def works_elsewhere(session: Session, person_id: UUID, practice_id: UUID) -> bool:
    """Whether somebody works in another practice, too."""
    work = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.role != CLIENT,
        Membership.practice_id != practice_id,
        Membership.disabled_at.is_(None),
    )
    return session.scalar(work.limit(1)) is not None
