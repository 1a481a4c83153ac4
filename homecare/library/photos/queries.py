"""The dots of photos, which are read only where they are shown."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.library.photos.cleaning import size_of
from homecare.library.photos.models import Photo
from homecare.library.photos.words import Shown

Size = Literal["large", "small"]


def photo(session: Session, practice_id: UUID, id: UUID, size: Size) -> bytes | None:
    """A photo of the practice as JPEG; None where it has none of that id."""
    column = Photo.large if size == "large" else Photo.small
    mine = Photo.practice_id == practice_id, Photo.id == id
    return session.scalar(select(column).where(*mine))


def held(session: Session, practice_id: UUID, id: str) -> Shown | None:
    """A photo of the practice by its id as a form names it, without words; None where there is
    none."""
    try:
        dots = photo(session, practice_id, UUID(id), "large")
    except ValueError:
        return None
    return Shown(UUID(id), "", *size_of(dots)) if dots else None


def small_photos(session: Session, practice_id: UUID, ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The smaller ones of several photos of the practice, by id; no statement for none."""
    wanted = list(ids)
    if not wanted:
        return {}
    statement = select(Photo.id, Photo.small).where(
        Photo.practice_id == practice_id, Photo.id.in_(wanted)
    )
    return {row.id: row.small for row in session.execute(statement)}
