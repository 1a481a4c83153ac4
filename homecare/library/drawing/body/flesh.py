"""What covers the joints: balls, and skins stretched round a few of them at a time.

Seen from anywhere a ball is a circle, and the skin round several is what a rubber band round
their circles would be; so limbs taper, and every view of a body comes from one description.
"""

from dataclasses import dataclass

from homecare.library.drawing.body.joints import Axes, Joints, LimbJoints
from homecare.library.drawing.body.vectors import Vector, between


@dataclass(frozen=True)
class Ball:
    """A place and how thick the body is there."""

    at: Vector
    r: float


Skin = tuple[Ball, ...]


@dataclass(frozen=True)
class Part:
    """Skins that are drawn as one. `kind` is what it is made of: cloth, skin or hair."""

    name: str
    kind: str
    skins: tuple[Skin, ...]
    bones: tuple[Vector, ...] = ()

    def middle(self) -> Vector:
        """About where the part is, for what lies before what."""
        balls = [ball.at for skin in self.skins for ball in skin]
        total = Vector(0, 0, 0)
        for at in balls:
            total = total + at
        return total * (1 / len(balls))


def parts(body: Joints) -> list[Part]:
    """The parts of a body; what hides what is told by the view."""
    found = [_trunk(body), _hips(body), *_head(body)]
    for side in ("near", "far"):
        found += _leg(side, body.limbs[f"{side}_leg"])
        found += _arm(side, body.limbs[f"{side}_arm"])
    return found


def _at(middle: Vector, of: Axes, up: float, front: float, right: float) -> Vector:
    return middle + of.up * up + of.front * front + of.right * right


def _both(middle: Vector, of: Axes, place: tuple[float, float, float], r: float) -> Skin:
    """A ball on either side of the body."""
    up, front, right = place
    return tuple(Ball(_at(middle, of, up, front, right * side), r) for side in (1, -1))


def _trunk(body: Joints) -> Part:
    waist = _both(body.waist, body.lumbar, (0, 1.5, 10), 16.5)
    ribs = _both(body.ribs, body.chest, (4, 1, 12), 17)
    breast = _both(body.ribs, body.chest, (24, 2, 13), 17)
    shoulders = _both(body.throat, body.chest, (-7, -1, 26), 11)
    collar = (Ball(_at(body.throat, body.chest, -2, -2, 0), 11),)
    hem = _both(body.hips, body.pelvis, (14, 0, 10), 16)
    skins = (hem + waist, waist + ribs, ribs + breast + shoulders + collar)
    bones = (body.waist, body.ribs, between(body.ribs, body.throat, 0.8))
    return Part("trunk", "shirt", skins, bones)


def _hips(body: Joints) -> Part:
    belt = _both(body.hips, body.pelvis, (11, 0, 11), 15.5)
    seat = _both(body.hips, body.pelvis, (-3, -4, 11), 15)
    front = _both(body.hips, body.pelvis, (0, 1, 12), 16)
    return Part(
        "hips", "trousers", (belt + front + seat,), (body.hips, between(body.hips, body.waist, 0.6))
    )


def _head(body: Joints) -> list[Part]:
    of, skull = body.head, body.skull
    neck = (Ball(_at(body.throat, body.chest, 0, 0, 0), 9.0), Ball(_at(skull, of, -9, -3, 0), 8.5))
    brow = Ball(_at(skull, of, 3, 1.5, 0), 15.0)
    cheeks = Ball(_at(skull, of, -5, 5, 0), 10.5)
    chin = Ball(_at(skull, of, -13, 8, 0), 5.0)
    nose = (Ball(_at(skull, of, 0, 14, 0), 2.0), Ball(_at(skull, of, -4, 16.6, 0), 2.4))
    crown = Ball(_at(skull, of, 10, -4, 0), 13.2)
    nape = Ball(_at(skull, of, -3, -9.5, 0), 8.5)
    temples = _both(skull, of, (8, -1, 7), 10.0)
    fringe = Ball(_at(skull, of, 14.5, 5, 0), 6.2)
    ears = [
        Part(f"ear{side}", "ear", ((Ball(_at(skull, of, -3, -0.5, 14 * side), 3.4),),))
        for side in (1, -1)
    ]
    return [
        Part("neck", "skin", (neck,)),
        Part("face", "skin", ((brow, cheeks, chin), nose), features(body)),
        Part("hair", "hair", ((crown, nape, *temples), (crown, fringe))),
        *ears,
    ]


def features(body: Joints) -> tuple[Vector, ...]:
    """Eyes and the halves of a mouth, right and left, as the ends of four short lines."""
    places = (
        (2, 14.6, 4), (2, 11, 10.4), (2, 14.6, -4), (2, 11, -10.4),
        (-10.5, 13.8, 0), (-8, 12, 5), (-10.5, 13.8, 0), (-8, 12, -5),
    )  # fmt: skip
    return tuple(_at(body.skull, body.head, *place) for place in places)


def _leg(side: str, leg: LimbJoints) -> list[Part]:
    hip, knee, ankle = leg.root, leg.middle, leg.end
    shin = (ankle - knee).unit()
    bend = (between(hip, ankle, 0.5) - knee).square_to(shin).unit()
    cap = Ball(knee - bend * 1.5, 10.5)
    calf = Ball(between(knee, ankle, 0.3) + bend * 1.5, 11.0)
    skins = (
        (Ball(hip, 17.5), Ball(between(hip, knee, 0.4), 15.5), cap),
        (cap, calf, Ball(ankle, 7.5)),
    )
    bones = (between(hip, knee, 0.12), knee, between(knee, ankle, 0.92))
    return [Part(f"{side}_leg", "trousers", skins, bones), _foot(side, ankle, shin, leg.tip)]


def _foot(side: str, ankle: Vector, shin: Vector, toes: Vector) -> Part:
    down = shin.square_to(toes).unit()
    heel = Ball(ankle - toes * 7 + down * 6, 6.5)
    ball = Ball(ankle + toes * 20 + down * 8, 5.0)
    tip = Ball(ankle + toes * 29 + down * 9, 4.0)
    return Part(f"{side}_foot", "skin", ((Ball(ankle, 7.0), heel, ball, tip),))


def _arm(side: str, arm: LimbJoints) -> list[Part]:
    shoulder, elbow, wrist = arm.root, arm.middle, arm.end
    hem = between(shoulder, elbow, 0.6)
    lower = (
        (Ball(hem, 8.2), Ball(elbow, 7.6)),
        (Ball(elbow, 7.6), Ball(between(elbow, wrist, 0.25), 8.0), Ball(wrist, 5.2)),
    )
    sleeve = ((Ball(shoulder, 11.5), Ball(hem, 9.8)),)
    bones = (between(shoulder, elbow, 0.15), elbow, wrist)
    return [
        Part(f"{side}_arm", "skin", (*lower, *_hand(arm)), bones),
        Part(f"{side}_sleeve", "sleeve", sleeve),
    ]


def _hand(arm: LimbJoints) -> tuple[Skin, ...]:
    """A mitt with a thumb, the thumb on the side that the elbow bends to."""
    wrist, way = arm.end, arm.tip
    aside = (arm.root - arm.middle).square_to(way)
    aside = aside.unit() if aside.length() > 1 else Vector(0, 0, 1).square_to(way).unit()
    palm, tips = Ball(wrist + way * 9, 6.4), Ball(wrist + way * 21, 4.4)
    thumb = (Ball(wrist + way * 5, 4.0), Ball(wrist + way * 14 + aside * 7, 2.8))
    return ((Ball(wrist, 5.2), palm, tips), thumb)
