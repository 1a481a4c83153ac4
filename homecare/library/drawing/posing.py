"""What a picture is made of beside the figure: props, arrows and marked areas."""

from dataclasses import dataclass

from homecare.library.drawing.skeleton import Frame

At = tuple[float, float]
FLOOR = 192.0


@dataclass(frozen=True)
class Prop:
    """A line of the mat, a chair, a cushion or a towel; ``front`` is nearer than the body."""

    points: tuple[At, ...]
    width: float = 5
    front: bool = False


@dataclass(frozen=True)
class Arrow:
    """A movement, bowed through a point, with a tip at its end or at both ends."""

    start: At
    bow: At
    end: At
    both_ways: bool = False


@dataclass(frozen=True)
class Area:
    """Where the client should feel it."""

    x: float
    y: float
    rx: int
    ry: int


@dataclass(frozen=True)
class Pose:
    """A whole picture, for the right side.

    ``ghost`` is the starting position; only its ``ghost_parts`` are drawn. ``work`` names the
    limbs that work or stretch. ``letter`` is where the L or R stands when ``sided``.
    """

    title: str
    frames: tuple[Frame, ...]
    ghost: Frame | None = None
    ghost_parts: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    props: tuple[Prop, ...] = ()
    sided: bool = False
    letter: At = (294.0, 26.0)


def mat(left: float = 18, right: float = 302, y: float = FLOOR) -> Prop:
    """The mat or floor seen from the side; its upper edge is at ``y``."""
    return Prop(points=((left, y + 3), (right, y + 3)), width=6)


def mat_from_above() -> Prop:
    """The outline of the mat seen from above."""
    corners = ((18.0, 50.0), (302.0, 50.0), (302.0, 198.0), (18.0, 198.0), (18.0, 50.0))
    return Prop(points=corners, width=3)
