"""Points and directions in space: x to the right, y up, z towards the viewer."""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt


@dataclass(frozen=True, slots=True)
class Vector:
    """A point or a direction."""

    x: float
    y: float
    z: float = 0.0

    def __add__(self, other: "Vector") -> "Vector":
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: "Vector") -> "Vector":
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, by: float) -> "Vector":
        return Vector(self.x * by, self.y * by, self.z * by)

    def dot(self, other: "Vector") -> float:
        """How far this reaches in the direction of the other."""
        return self.x * other.x + self.y * other.y + self.z * other.z

    def cross(self, other: "Vector") -> "Vector":
        """What stands square on both."""
        return Vector(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )

    def length(self) -> float:
        """Its length."""
        return sqrt(self.dot(self))

    def unit(self) -> "Vector":
        """The direction alone; nothing stays nothing."""
        return self * (1 / (self.length() or 1.0))

    def square_to(self, axis: "Vector") -> "Vector":
        """The part of this that stands square on a unit axis."""
        return self - axis * self.dot(axis)


def direction(angle: float, out: float = 0.0) -> Vector:
    """`angle` in the picture (degrees, 0 = right, 90 = up), `out` of it towards the viewer."""
    flat = cos(radians(out))
    return Vector(flat * cos(radians(angle)), flat * sin(radians(angle)), sin(radians(out)))


def between(a: Vector, b: Vector, share: float) -> Vector:
    """The point that lies a share of the way from `a` to `b`."""
    return a + (b - a) * share
