"""A body on its way from one posture to another: lengths stay, joints turn."""

from homecare.library.drawing.body.joints import (
    CHEST,
    FAR,
    HIP_WIDTH,
    LUMBAR,
    NEAR,
    PELVIS,
    Axes,
    Joints,
    LimbJoints,
    bent,
    shoulder,
)
from homecare.library.drawing.body.vectors import Vector, between


def on_the_way(a: Joints, b: Joints, share: float) -> Joints:
    """The body a share of the way from `a` to `b`, 0 to 1."""
    pelvis, lumbar, chest, head = (
        _turned(getattr(a, name), getattr(b, name), share)
        for name in ("pelvis", "lumbar", "chest", "head")
    )
    hips = between(a.hips, b.hips, share)
    waist = hips + pelvis.up * PELVIS
    ribs = waist + lumbar.up * LUMBAR
    throat = ribs + chest.up * CHEST
    skull = throat + between(a.skull - a.throat, b.skull - b.throat, share)
    limbs = {}
    for name, side in (("near", NEAR), ("far", FAR)):
        roots = {
            "leg": hips + pelvis.right * (HIP_WIDTH * side),
            "arm": shoulder(throat, chest, side),
        }
        for kind, root in roots.items():
            limb = f"{name}_{kind}"
            limbs[limb] = _limb(a.limbs[limb], b.limbs[limb], root, share)
    return Joints(pelvis, lumbar, chest, head, hips, waist, ribs, throat, skull, limbs)


def _turned(a: Axes, b: Axes, share: float) -> Axes:
    up = between(a.up, b.up, share).unit()
    front = between(a.front, b.front, share).square_to(up).unit()
    return Axes(up, front, front.cross(up))


def _limb(a: LimbJoints, b: LimbJoints, root: Vector, share: float) -> LimbJoints:
    """Ends go straight from place to place, so that what stands on the floor stays there."""
    lengths = ((a.middle - a.root).length(), (a.end - a.middle).length())
    poles = between(_pole(a), _pole(b), share)
    middle, end = bent(root, between(a.end, b.end, share), poles, lengths)
    return LimbJoints(root, middle, end, between(a.tip, b.tip, share).unit())


def _pole(limb: LimbJoints) -> Vector:
    return (limb.middle - limb.root).square_to((limb.end - limb.root).unit()).unit()
