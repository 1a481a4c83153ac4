"""One panel: a posture seen through its lens, with its props and what is marked on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from homecare.library.drawing import marks
from homecare.library.drawing.body.flesh import Part, Skin, parts
from homecare.library.drawing.body.joints import Joints, Posture, joints
from homecare.library.drawing.body.vectors import Vector
from homecare.library.drawing.camera import Lens
from homecare.library.drawing.outline import Point, band, line, n, ring
from homecare.library.drawing.scene import Feel, Line, Prop, Scene, Slab, Solid

LOOK = {
    "shirt": ("fig-shirt", "#d5ddd6"),
    "sleeve": ("fig-shirt", "#d5ddd6"),
    "trousers": ("fig-cloth", "#7d7263"),
    "ear": ("fig-skin", "#e6bf9b"),
    "skin": ("fig-skin", "#e6bf9b"),
    "hair": ("fig-hair", "#54463a"),
    "far": ("fig-far", "#b5aca0"),
    "prop": ("fig-prop", "#93a7bd"),
}
WORK = "#1d6f60"
PROP_LINE = "#5f7590"
FEATURES = "features"  # of a face, followed by the numbers of those that are seen
FEATURES_LIFT = 4.0
LETTERED = ("same", "other")  # marks that are a letter
LIFTED = {"hair": 3.0, "sleeve": 1.0, "shirt": 6.0}
"""What lies over its neighbours at the same distance: hair over the face, the shirt's hem."""


@dataclass(frozen=True)
class Panel:
    """One posture of a scene, seen through its lens.

    `body` is told where the posture is one on the way; `steady` outlines have as many corners
    whatever their form.
    """

    scene: Scene
    posture: Posture
    lens: Lens
    on_the_way: Joints | None = None
    steady: bool = False

    @cached_property
    def body(self) -> Joints:
        """The posture's joints."""
        return self.on_the_way or joints(self.posture)

    @cached_property
    def _parts(self) -> dict[str, Part]:
        return {part.name: part for part in parts(self.body)}

    def point(self, joint: str, right: float = 0.0, up: float = 0.0) -> Point:
        """Where a joint comes to lie, and a way from it as the unmirrored picture has it."""
        return self.lens.point(self.body.place(joint), right, up)

    def layers(self) -> Iterator[str]:
        """Everything with a body, from the farthest to the nearest."""
        return (self.piece(name) for name in self.order())

    def order(self) -> list[str | int]:
        """The parts by name and the props by number, from the farthest to the nearest."""
        known = self._parts.values()
        things: list[tuple[float, str | int]] = [
            (self._depth(part), part.name) for part in known if not self._behind_the_head(part)
        ]
        if shown := self._shown_features():
            things.append((self._depth(self._parts["face"]) + FEATURES_LIFT, FEATURES + shown))
        things += [(self._prop_depth(prop), i) for i, prop in enumerate(self.scene.props)]
        return [name for _, name in sorted(things, key=lambda thing: thing[0])]

    def piece(self, name: str | int) -> str:
        """A part, the features of the face, or a prop."""
        if isinstance(name, int):
            return self._prop(self.scene.props[name])
        if name.startswith(FEATURES):
            return self._features(name.removeprefix(FEATURES))
        return self._part(self._parts[name])

    def _behind_the_head(self, part: Part) -> bool:
        near = self.lens.eye.seen
        return part.kind == "ear" and near(part.middle()).z < near(self.body.skull).z - 4

    def ghost(self) -> Iterator[str]:
        """Some parts as dashed outlines: where the movement comes from."""
        for name in self.scene.ghost:
            yield (
                f'<path class="fig-ghost" d="{self._outline(self._parts[name].skins)}" fill="#fff" '
                f'stroke="{marks.INK}" stroke-width="5" stroke-dasharray="7 9"/>'
            )

    def _outline(self, skins: Iterable[Skin]) -> str:
        drawn = ring if self.steady else band
        return "".join(
            drawn([self.lens.circle(ball.at, ball.r) for ball in skin]) for skin in skins
        )

    def _depth(self, part: Part) -> float:
        near = self.lens.eye.seen(part.middle()).z + LIFTED.get(part.kind, 0.0)
        if part.name == "neck" and self.lens.eye.seen(self.body.head.front).z > 0:
            near = min(near, self._depth(self._parts["face"]) - 1)  # the chin hides it
        return near + dict(self.scene.over).get(part.name, 0.0)

    def _shown_features(self) -> str:
        """Which of eyes and mouth are on the side of the face that is seen, by number."""
        near, skull = self.lens.eye.seen, self.body.skull
        ends = self._parts["face"].bones
        ways = [(ends[i] + ends[i + 1] - skull * 2).unit() for i in range(0, len(ends), 2)]
        return "".join(str(i) for i, way in enumerate(ways) if near(way).z > 0)

    def _features(self, shown: str) -> str:
        ends = [self.lens.point(at) for at in self._parts["face"].bones]
        lines = "".join(line(ends[2 * int(i) : 2 * int(i) + 2]) for i in shown)
        return f'<path class="fig-ink" d="{lines}" stroke-width="4"/>'

    def _part(self, part: Part) -> str:
        kind, fill = LOOK[part.kind]
        if part.name.startswith("far") and not self.scene.even:
            kind, fill = LOOK["far"]
        works = part.name in self.scene.work
        if works:
            kind, fill = "fig-work", WORK
        pieces = (
            [(skin,) for skin in part.skins] if part.name in self.scene.folded else [part.skins]
        )
        drawn = "".join(
            f'<path class="{kind}" d="{self._outline(skins)}" fill="{fill}"/>' for skins in pieces
        )
        if works and part.bones:
            bones = line(self.lens.point(bone) for bone in part.bones)
            drawn += (
                f'<path class="fig-mark" d="{bones}" stroke="#fff" stroke-width="6" '
                'stroke-dasharray=".1 14"/>'
            )
        return drawn

    def _prop_depth(self, prop: Prop) -> float:
        if isinstance(prop, Solid):
            return self._depth(prop.part)
        if isinstance(prop, Slab):
            return prop.bias
        middle = [self.lens.eye.seen(at).z for at in self._points(prop)]
        return sum(middle) / len(middle) + prop.bias

    def _points(self, prop: Line) -> list[Vector]:
        return [
            self.body.place(at[0]) + Vector(*at[1]) if isinstance(at[0], str) else Vector(*at)
            for at in prop.points
        ]

    def _prop(self, prop: Prop) -> str:
        kind, fill = LOOK["prop"]
        if isinstance(prop, Solid):
            return self._part(prop.part)
        if isinstance(prop, Slab):
            rim = line(self.lens.point(Vector(*at)) for at in prop.corners) + "Z"
            return f'<path class="{kind}" d="{rim}" fill="{fill}" stroke="{PROP_LINE}"/>'
        path = line(self.lens.point(at) for at in self._points(prop))
        return (
            f'<path class="fig-rope" d="{path}" stroke="{PROP_LINE}" '
            f'stroke-width="{n(prop.width * self.lens.scale)}"/>'
        )

    def over(self, index: int) -> Iterator[str]:
        """What is marked on this panel: where it is felt, what moves, what stays."""
        for feel in self.scene.feels:
            if feel.panel == index:
                yield self._feel(feel)
        for mark in self.scene.marks:
            if mark.panel == index and mark.kind not in LETTERED:
                at = self.point(mark.joint, *mark.off)
                yield marks.spot(mark.kind, at)
        for arrow in self.scene.arrows:
            if arrow.panel == index:
                ends = (arrow.start, arrow.bow, arrow.end)
                start, bow, end = (self.point(arrow.joint, *way) for way in ends)
                yield marks.arrow(start, bow, end, arrow.kind)

    def felt(self, feel: Feel) -> Point:
        """Where the middle of an oval comes to lie."""
        at, off = self.body.place(feel.joint), Vector(*feel.off)
        if feel.of == "space":
            return self.lens.point(at + off)
        of = getattr(self.body, feel.of)
        return self.lens.point(at + of.up * off.x + of.front * off.y + of.right * off.z)

    def _feel(self, feel: Feel) -> str:
        size = (feel.size[0] * self.lens.scale, feel.size[1] * self.lens.scale)
        angle = feel.angle if self.lens.axis is None else 180 - feel.angle
        return marks.oval(self.felt(feel), size, angle, feel.kind)
