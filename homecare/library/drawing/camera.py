"""From space to the picture: the view, and the room that a panel gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin

from homecare.library.drawing.body.vectors import Vector
from homecare.library.drawing.outline import Circle, Point
from homecare.library.drawing.scene import View

SIDE = 640  # the width of a picture, and the most of its height
TALLEST = 736  # but where what not to do stands below the panels


@dataclass(frozen=True)
class Eye:
    """A view without a place: right and up as the viewer sees them, and how near."""

    view: View

    def seen(self, at: Vector) -> Vector:
        """A place as the viewer sees it; z is how near it is."""
        yaw, pitch = radians(self.view.yaw), radians(self.view.pitch)
        right = at.x * cos(yaw) + at.z * sin(yaw)
        near = at.z * cos(yaw) - at.x * sin(yaw)
        return Vector(
            right, at.y * cos(pitch) - near * sin(pitch), at.y * sin(pitch) + near * cos(pitch)
        )


@dataclass(frozen=True)
class Lens:
    """Puts what is seen into a panel: a scale, and where nothing comes to lie.

    `axis` is the upright line that a mirrored panel is turned about, None where it is not.
    """

    eye: Eye
    scale: float
    x: float
    y: float
    axis: float | None = None

    def point(self, at: Vector, right: float = 0.0, up: float = 0.0) -> Point:
        """Where a place in space, and a way from it on the picture, comes to lie."""
        seen = self.eye.seen(at)
        return self.flat(
            self.x + (seen.x + right) * self.scale, self.y - (seen.y + up) * self.scale
        )

    def flat(self, x: float, y: float) -> Point:
        """A place on the picture, on its own side."""
        return Point(x if self.axis is None else 2 * self.axis - x, y)

    def circle(self, at: Vector, r: float) -> Circle:
        """A ball as it is seen."""
        return Circle(*self.point(at), r * self.scale)


def extent(circles: Iterable[Circle]) -> tuple[float, float, float, float]:
    """The left, lower, right and upper edge of what is seen."""
    known = list(circles)
    return (
        min(c.x - c.r for c in known), min(c.y - c.r for c in known),
        max(c.x + c.r for c in known), max(c.y + c.r for c in known),
    )  # fmt: skip
