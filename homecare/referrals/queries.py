"""Letters about a client, for the client's page."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, bindparam
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from homecare.access import Scope
from homecare.referrals.fhir.written import with_page
from homecare.referrals.models import LetterFile, Referral
from homecare.together import Asked, rows


def letters_about(scope: Scope, client_id: UUID) -> Sequence[Referral]:
    """Every referral of a client with its addressee, the newest first; withdrawn ones too."""
    return rows(scope.session, letters_asked(scope, client_id))[0]


def letters_asked(scope: Scope, client_id: UUID) -> Asked:
    """The question of `letters_about`."""
    return scope.asks(Referral, _about, Referral.contact, of=client_id)


def _about(mine: Select[Referral]) -> Select[Referral]:
    return mine.where(Referral.client_id == bindparam("of")).order_by(Referral.made_at.desc())


def with_who_treats_by_hand(scope: Scope, client_id: UUID) -> Sequence[Referral]:
    """Letters of a client that are out with somebody who treats the spine by hand."""
    letters = letters_about(scope, client_id)
    return [row for row in letters if row.status == "issued" and row.contact.treats_by_hand]


def open_draft(scope: Scope, episode_id: UUID) -> Referral | None:
    """The letter about an episode that somebody has begun and not issued."""
    statement = scope.select(Referral, joinedload(Referral.contact))
    mine = statement.where(Referral.episode_id == episode_id, Referral.status == "draft")
    return scope.session.scalars(mine).first()


def letter_file(scope: Scope, referral_id: UUID, *options: ORMOption) -> LetterFile | None:
    """The page of a letter as it was issued; its bytes come where they are asked for."""
    pages = scope.select(LetterFile, *options).where(LetterFile.referral_id == referral_id)
    return scope.session.scalars(pages).first()


def exchange_of(kept: LetterFile | None) -> bytes | None:
    """A letter for other programs, as it was issued, its page in it; None where none was kept."""
    if kept is None or kept.exchange is None:
        return None
    return with_page(kept.exchange, kept.pdf)


def written_again(scope: Scope, referral_id: UUID) -> Referral | None:
    """The letter that was issued in place of this one, the newest of several."""
    anew = scope.select(Referral).where(
        Referral.replaces_id == referral_id, Referral.status == "issued"
    )
    return scope.session.scalars(anew.order_by(Referral.issued_at.desc())).first()
