"""What stands in the place of an exercise's picture on a client's pages: a drawing or a photo."""

from collections.abc import Iterable
from hashlib import sha256

from flask import url_for

from homecare.library.drawing import figure
from homecare.library.models import Exercise
from homecare.library.photos.words import Shown, img, photos_of


def address(photo: Shown, size: str) -> str:
    """Where the client's phone finds a photo: small or large."""
    return url_for("today.photo", photo_id=photo.id, size=size)


def picture(exercise: Exercise, side: figure.Side) -> str:
    """The first photo, or the drawing turned to a side, in HTML."""
    photos = photos_of(exercise)
    return img(photos[0], address) if photos else figure.draw(exercise.pose, side)


def name(exercise: Exercise, side: figure.Side) -> str:
    """By which a phone knows the picture again; it tells nobody what it shows."""
    photos = photos_of(exercise)
    return photos[0].name if photos else figure.digest(exercise.pose, side)


def name_of(words: str) -> str:
    """By which a phone knows words again that it has; others have another name."""
    return sha256(words.encode()).hexdigest()[:12]


def easier(exercise: Exercise, side: figure.Side) -> figure.Easier | None:
    """How the phone asks for the picture of its easier way; None where that is no other pose."""
    return figure.easier(exercise.code, side)


def key(exercises: Iterable[Exercise]) -> list[figure.Sign]:
    """What the signs in the drawings of these exercises mean; a photo has none."""
    return figure.key(exercise.pose for exercise in exercises if not photos_of(exercise))


def moves(exercise: Exercise) -> bool:
    """Whether there is anything to see in motion."""
    return not exercise.photos and figure.moves(exercise.pose)


def photo(shown: Shown) -> str:
    """One of several photos, in HTML."""
    return img(shown, address)
