"""Letters about a client, for the client's page."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import joinedload

from homecare.access import Scope
from homecare.referrals.models import Referral


def letters_about(scope: Scope, client_id: UUID) -> Sequence[Referral]:
    """Every referral of a client with its addressee, the newest first; withdrawn ones too."""
    statement = scope.select(Referral, joinedload(Referral.contact))
    mine = statement.where(Referral.client_id == client_id).order_by(Referral.made_at.desc())
    return scope.session.scalars(mine).all()


def open_draft(scope: Scope, episode_id: UUID) -> Referral | None:
    """The letter about an episode that somebody has begun and not issued."""
    statement = scope.select(Referral, joinedload(Referral.contact))
    mine = statement.where(Referral.episode_id == episode_id, Referral.status == "draft")
    return scope.session.scalars(mine).first()
