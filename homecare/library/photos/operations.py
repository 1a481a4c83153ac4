"""Keeping the photos of an exercise."""

from collections.abc import Sequence
from dataclasses import dataclass

from homecare.acting import Act
from homecare.database import new_id
from homecare.library.photos.cleaning import CleanPhoto
from homecare.library.photos.models import Photo
from homecare.library.photos.words import Shown


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photo that was sent, clean, and what it shows in words."""

    photo: CleanPhoto
    shows: str


def keep(act: Act, photos: Sequence[Shown | NewPhoto]) -> list[Shown]:
    """The photos of an exercise in their order; what is new is kept for the practice."""
    return [_kept(act, one) if isinstance(one, NewPhoto) else one for one in photos]


def _kept(act: Act, new: NewPhoto) -> Shown:
    clean = new.photo
    row = Photo(
        id=new_id(), practice_id=act.actor.practice_id, made_at=act.now,
        large=clean.large, small=clean.small,
    )  # fmt: skip
    act.session.add(row)
    return Shown(row.id, new.shows, clean.width, clean.height)
