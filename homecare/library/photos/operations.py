"""Keeping photos: first for the practice, then with an exercise that names them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from homecare.acting import Act
from homecare.database import new_id
from homecare.library.models import Exercise
from homecare.library.photos.cleaning import CleanPhoto
from homecare.library.photos.models import Photo
from homecare.library.photos.words import Shown

FORGOTTEN = timedelta(days=1)
"""After so long a photo goes that no exercise names: somebody left the form it was sent with."""


def keep(act: Act, photo: CleanPhoto, shows: str = "") -> Shown:
    """Keep a photo for the practice, until an exercise names it or a day is over."""
    _forget_unused(act)
    row = Photo(
        id=new_id(), practice_id=act.actor.practice_id, made_at=act.now,
        large=photo.large, small=photo.small,
    )  # fmt: skip
    act.session.add(row)
    return Shown(row.id, shows, photo.width, photo.height)


def _forget_unused(act: Act) -> None:
    mine = Photo.practice_id == act.actor.practice_id
    old = set(act.session.scalars(
        select(Photo.id).where(mine, Photo.made_at < act.now - FORGOTTEN)))  # fmt: skip
    if not old:
        return
    of_practice = Exercise.practice_id == act.actor.practice_id
    named = act.session.scalars(select(Exercise.photos).where(of_practice))
    unused = old - {UUID(one["id"]) for photos in named for one in photos}
    act.session.execute(delete(Photo).where(mine, Photo.id.in_(unused)))
