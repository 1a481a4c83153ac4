"""The picture of an exercise as a small, clean SVG for a page, a mail or a printed sheet."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape

from homecare.language import SIDES_OF_PICTURE
from homecare.library.drawing import marks
from homecare.library.drawing.camera import SIDE
from homecare.library.drawing.outline import Point
from homecare.library.drawing.picture import drawn
from homecare.library.drawing.scene import Scene
from homecare.library.drawing.scenes import SCENES
from homecare.library.drawing.variants import VARIANTS, Way

Side = Literal["left", "right", "both"]

LINE = "#3d362e"
SIDES: tuple[Side, ...] = ("right", "left", "both")
CODES = sorted(SCENES)
NUMBERS = {str(number) for number in range(len(CODES))}


@lru_cache(maxsize=256)
def draw(pose_code: str, side: Side = "right", title: str | None = None) -> str:
    """The picture of a pose as SVG text, at most 12 kB, with the sore side towards the viewer.

    For the left side the picture is mirrored. A pose done with one leg tells left and right:
    the side that is meant is filled, the other an outline. KeyError when there is no such pose.
    """
    scene = SCENES[pose_code]
    return _svg(scene, side, title or title_of(scene, side))


@lru_cache(maxsize=128)
def draw_way(pose_code: str, way: Way, side: Side = "right") -> str:
    """The easier or the harder way of a pose in one small picture, turned to a side; empty where it
    is no other pose, or another exercise (`LEADS_TO`)."""
    scene = VARIANTS.get((pose_code, way))
    return _svg(scene, side, scene.title) if scene else ""


class Sign(NamedTuple):
    """What a sign in the pictures means: the sign as a small square SVG, its name for who does not
    see it, and a few words."""

    drawn: str
    name: str
    means: str


def key(pose_codes: Iterable[str]) -> list[Sign]:
    """The signs that the pictures of these poses have, each once, in a steady order."""
    found = [_signs(SCENES[code]) for code in pose_codes]
    return [_sign(name) for name in SIGNS if any(name in signs for signs in found)]


def _signs(scene: Scene) -> set[str]:
    has = {
        "side": scene.sided, "hold": scene.holds, "back": scene.repeats,
        "wrong": scene.mistake is not None,
    }  # fmt: skip
    kinds = {feel.kind for feel in scene.feels} | {mark.kind for mark in scene.marks}
    return kinds | {name for name, there in has.items() if there}


SIGNS = {
    "side": ("Filled letter", "do it with this side"),
    "hold": ("Clock", "hold it there"),
    "back": ("Loop", "and back, again and again"),
    "plus": ("Plus", "both at once"),
    "ring": ("Dashed ring", "towards here"),
    "stretch": ("Striped patch", "you feel a stretch"),
    "muscle": ("Plain patch", "this muscle works"),
    "wrong": ("Red cross", "not like this"),
}
"""The name of each sign and what it means, in the order of a key."""


@lru_cache(maxsize=len(SIGNS))
def _sign(name: str) -> Sign:
    middle = Point(24, 24)
    green, red = (f'stroke="{colour}" stroke-width=' for colour in (marks.MOVE, marks.WRONG))
    drawn = {
        "side": lambda: marks.letter_at("R", middle, meant=True),
        "hold": lambda: marks.shifted(f'class="fig-sign" {green}"2.5"', marks.CLOCK, *middle),
        "back": lambda: marks.shifted(f'class="fig-sign" {green}"2.5"', marks.LOOP, 24, 27),
        "plus": lambda: marks.shifted(f'class="fig-sign" {green}"4"', marks.PLUS, *middle),
        "ring": lambda: marks.spot("ring", middle),
        "stretch": lambda: marks.oval(middle, (21, 13), 0, "stretch"),
        "muscle": lambda: marks.oval(middle, (21, 13), 0, "muscle"),
        "wrong": lambda: marks.shifted(f'class="fig-wrong" {red}"5"', marks.CROSS, *middle),
    }[name]()  # fmt: skip
    return Sign(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" class="fig" fill="none" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">' + drawn + "</svg>",
        *SIGNS[name],
    )


def _svg(scene: Scene, side: Side, title: str) -> str:
    marks, height = drawn(scene, side)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {round(height)}" '
        f'role="img" class="fig" fill="none" stroke="{LINE}" stroke-width="6" '
        f'stroke-linecap="round" stroke-linejoin="round" paint-order="stroke">'
        f"<title>{escape(title)}</title>"
        f"<desc>{escape(scene.tells)}</desc>{marks}</svg>"
    )


@lru_cache(maxsize=256)
def digest(pose_code: str, side: Side = "right") -> str:
    """A short name for exactly this drawing: another one has another. It tells no log which."""
    return _name(pose_code, side, draw(pose_code, side))


class Easier(NamedTuple):
    """How a page asks for the drawing of an easier way: its short name, and how high it is for 640
    in width."""

    name: str
    high: int


@lru_cache(maxsize=256)
def easier(pose_code: str, side: Side = "right") -> Easier | None:
    """The drawing of an exercise's easier way; None where that is no other pose."""
    drawn = draw_way(pose_code, "easier", side)
    if not drawn:
        return None
    high = drawn.partition(f'viewBox="0 0 {SIDE} ')[2].partition('"')[0]
    return Easier(_name(pose_code, side, drawn), int(high))


def by_digest(name: str) -> tuple[str, Side] | None:
    """Which pose and side that name stands for; None where it is no drawing of today's."""
    return _named(name, digest)


def easier_by_digest(name: str) -> str | None:
    """The drawing of an easier way by its name; None where it is none of today's."""
    found = _named(name, lambda code, side: getattr(easier(code, side), "name", ""))
    return draw_way(found[0], "easier", found[1]) if found else None


def _name(pose_code: str, side: Side, drawn: str) -> str:
    found = sha256(drawn.encode()).hexdigest()[:8]
    return f"{CODES.index(pose_code)}_{SIDES.index(side)}_{found}"


def _named(name: str, digest_of: Callable[[str, Side], str]) -> tuple[str, Side] | None:
    number = name.partition("_")[0]
    code = CODES[int(number)] if number in NUMBERS else ""
    found = [(code, side) for side in SIDES if code and digest_of(code, side) == name]
    return found[0] if found else None


def moves(pose_code: str) -> bool:
    """Whether there is anything to see in motion."""
    return bool(SCENES[pose_code].arrows)


def title_of_pose(pose_code: str, side: Side) -> str:
    """What the picture of a pose shows, for who does not see it."""
    return title_of(SCENES[pose_code], side)


def title_of(scene: Scene, side: Side) -> str:
    """What the picture shows, and on which side."""
    return f"{scene.title}, {SIDES_OF_PICTURE[side]}" if scene.sided else scene.title
