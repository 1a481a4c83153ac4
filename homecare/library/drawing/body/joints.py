"""Where the joints of a posture are.

A body is 300 units, seven and a half heads, tall. Angles are degrees in the picture: 0 = to the
right, 90 = up. A posture is written with the right side of the body, the *near* one, towards the
viewer, so that its front lies at the spine's angle − 90.
"""

from dataclasses import dataclass, field
from math import cos, radians, sin, sqrt

from homecare.library.drawing.body.vectors import Vector, direction

HEAD = 40.0
HIP_WIDTH, SHOULDER_WIDTH = 15.0, 30.0  # from the middle to a joint
PELVIS, LUMBAR, CHEST, NECK = 22.0, 26.0, 38.0, 15.0
THIGH, SHIN, ANKLE_HEIGHT = 73.0, 72.0, 13.0
UPPER_ARM, FOREARM = 54.0, 46.0
NEAR, FAR = 1, -1


@dataclass(frozen=True)
class Turn:
    """A limb by the angles of its upper and lower part, each with how far it comes out of the
    picture; `end` is where the toes or fingers point."""

    upper: tuple[float, float]
    lower: tuple[float, float]
    end: tuple[float, float] | None = None


@dataclass(frozen=True)
class Reach:
    """A limb whose ankle or wrist is at a place. `pole` is where the knee or elbow points.

    `on` names a joint that `at` is counted from, such as "near_knee": a hand that holds it.
    """

    at: tuple[float, float, float]
    pole: tuple[float, float, float] = (0.0, 1.0, 0.0)
    end: tuple[float, float] | None = None
    on: str = ""


Limb = Turn | Reach


@dataclass(frozen=True)
class Posture:
    """A whole body. `spine` holds the angles of pelvis, low back and chest, from the hips up;
    `roll` turns pelvis, low back and chest, and the head, about their own length."""

    hips: tuple[float, float, float]
    spine: tuple[float, float, float]
    head: float
    near_leg: Limb
    far_leg: Limb
    near_arm: Limb
    far_arm: Limb
    roll: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    neck: float | None = None  # the head's own angle, unless it is told


@dataclass(frozen=True)
class Axes:
    """Which way a part of the body looks: up towards the head, to its front, to its right."""

    up: Vector
    front: Vector
    right: Vector


@dataclass(frozen=True)
class LimbJoints:
    """The joints of a limb and where its end points."""

    root: Vector
    middle: Vector
    end: Vector
    tip: Vector


@dataclass(frozen=True)
class Joints:
    """A posture worked out: every joint in space."""

    pelvis: Axes
    lumbar: Axes
    chest: Axes
    head: Axes
    hips: Vector
    waist: Vector
    ribs: Vector
    throat: Vector
    skull: Vector
    limbs: dict[str, LimbJoints] = field(default_factory=dict)

    def place(self, name: str) -> Vector:
        """A joint by name: "skull", "near_hip", "far_wrist"."""
        side, _, joint = name.partition("_")
        if not joint:
            return {"hips": self.hips, "waist": self.waist, "ribs": self.ribs,
                    "throat": self.throat, "skull": self.skull}[name]  # fmt: skip
        limb, part = _OF_LIMB[joint]
        found: Vector = getattr(self.limbs[f"{side}_{limb}"], part)
        return found


_OF_LIMB = {
    "hip": ("leg", "root"), "knee": ("leg", "middle"), "ankle": ("leg", "end"),
    "shoulder": ("arm", "root"), "elbow": ("arm", "middle"), "wrist": ("arm", "end"),
}  # fmt: skip


def axes(angle: float, roll: float = 0.0) -> Axes:
    """The axes of a part whose length lies at `angle`, turned about it by `roll`."""
    up, flat = direction(angle), direction(angle - 90)
    front = flat * cos(radians(roll)) + Vector(0, 0, sin(radians(roll)))
    return Axes(up, front, front.cross(up))


def joints(posture: Posture) -> Joints:
    """Every joint of a posture. Limbs that are out of reach stretch as far as they can."""
    rolls = posture.roll
    pelvis, lumbar, chest = (
        axes(angle, roll) for angle, roll in zip(posture.spine, rolls[:3], strict=True)
    )
    head = axes(posture.head, rolls[3])
    hips = Vector(*posture.hips)
    waist = hips + pelvis.up * PELVIS
    ribs = waist + lumbar.up * LUMBAR
    throat = ribs + chest.up * CHEST
    neck = head.up if posture.neck is None else direction(posture.neck)
    skull = throat + neck * NECK + head.up * (HEAD * 0.42)
    body = Joints(pelvis, lumbar, chest, head, hips, waist, ribs, throat, skull, {})
    for name, side in (("far", FAR), ("near", NEAR)):  # the near leg may rest on the far one
        hip = hips + pelvis.right * (HIP_WIDTH * side)
        leg = getattr(posture, f"{name}_leg")
        body.limbs[f"{name}_leg"] = _limb(body, leg, hip, (THIGH, SHIN), foot=True)
    for name, side in (("far", FAR), ("near", NEAR)):  # and hands on either
        arm, root = getattr(posture, f"{name}_arm"), shoulder(throat, chest, side)
        body.limbs[f"{name}_arm"] = _limb(body, arm, root, (UPPER_ARM, FOREARM))
    return body


def shoulder(throat: Vector, chest: Axes, side: int) -> Vector:
    """The shoulder joint of a side."""
    return throat + chest.right * (SHOULDER_WIDTH * side) - chest.up * 7


def _limb(
    body: Joints, limb: Limb, root: Vector, lengths: tuple[float, float], *, foot: bool = False
) -> LimbJoints:
    upper, lower = lengths
    if isinstance(limb, Turn):
        middle = root + direction(*limb.upper) * upper
        end = middle + direction(*limb.lower) * lower
    else:
        target = Vector(*limb.at)
        if limb.on:
            target = body.place(limb.on) + target
        middle, end = bent(root, target, Vector(*limb.pole), lengths)
    way = (end - middle).unit()
    if limb.end is not None:
        return LimbJoints(root, middle, end, direction(*limb.end))
    return LimbJoints(root, middle, end, _foot(root, middle, way) if foot else way)


def _foot(hip: Vector, knee: Vector, shin: Vector) -> Vector:
    """Toes that point where the knee does, when nothing else is said."""
    forward = (knee - hip).square_to(shin)
    return forward.unit() if forward.length() > 1 else Vector(-shin.y, shin.x, 0) * -1


def bent(
    root: Vector, target: Vector, pole: Vector, lengths: tuple[float, float]
) -> tuple[Vector, Vector]:
    """The middle joint and the end of a limb that reaches from `root` to `target`."""
    upper, lower = lengths
    way = (target - root).unit()
    away = min(max((target - root).length(), abs(upper - lower) + 1), upper + lower - 0.01)
    along = (upper**2 + away**2 - lower**2) / (2 * away)
    off = sqrt(max(upper**2 - along**2, 0.0))
    middle = root + way * along + pole.square_to(way).unit() * off
    return middle, root + way * away
