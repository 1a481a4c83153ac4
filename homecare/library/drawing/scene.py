"""What a picture says: postures, the view of them, props, arrows, and where it is felt."""

from dataclasses import dataclass
from typing import Literal

from homecare.library.drawing.body.flesh import Part
from homecare.library.drawing.body.joints import Posture

At = tuple[float, float, float]
Flat = tuple[float, float]


@dataclass(frozen=True)
class View:
    """From where a body is seen: `yaw` takes the viewer round towards the right end of the
    body as it is written (-) or its left end (+), `pitch` lifts them, both in degrees."""

    yaw: float = 0.0
    pitch: float = 8.0


@dataclass(frozen=True)
class Line:
    """A thing made of a line: a towel, the leg of a chair. Points are places in space, or joints
    by name with what is added to them."""

    points: tuple[At | tuple[str, At], ...]
    width: float = 5.0
    bias: float = 0.0  # positive: nearer than it is, for what hides what


@dataclass(frozen=True)
class Slab:
    """A thing with corners: a mat, a seat."""

    corners: tuple[At, ...]
    bias: float = -900.0


@dataclass(frozen=True)
class Solid:
    """A soft thing: a cushion."""

    part: Part


Prop = Line | Slab | Solid


@dataclass(frozen=True)
class Arrow:
    """A movement, in one panel, from a joint: `start`, `bow` and `end` are counted from it, to the
    right and up. One tip: go there; *glide*: there and back; *press*: short and thick."""

    joint: str
    start: Flat
    bow: Flat
    end: Flat
    kind: Literal["move", "glide", "press"] = "move"
    panel: int = 0


@dataclass(frozen=True)
class Feel:
    """Where it is felt: an oval round a place counted from a joint along a part of the body
    (up, front, right), as long and wide as `size`, leaning by `angle` in the picture. `rim`: it
    lies across the contour, where within the trunk it might as well be the belly."""

    joint: str
    of: Literal["pelvis", "lumbar", "chest", "space"]
    off: At
    size: Flat
    angle: float = 0.0
    kind: Literal["stretch", "muscle"] = "stretch"
    panel: int = 1
    rim: bool = False


@dataclass(frozen=True)
class Mark:
    """A ring that says *here*, a plus between two arrows that says *both at once*, the hollow
    that is to close, or a letter at a joint: the side that is meant (*same*), or the *other* one
    where an arm and the leg across from it move. Letters take the place of those above."""

    joint: str
    off: Flat = (0.0, 0.0)
    kind: Literal["ring", "plus", "gap", "same", "other"] = "ring"
    panel: int = 0


@dataclass(frozen=True)
class Mistake:
    """What not to do: a crossed picture beside or below the panels. `at` is the joint where it
    goes wrong, in a ring; or `goes`, like an arrow's start, bow and end, says which way."""

    posture: Posture
    at: str
    off: Flat = (0.0, 0.0)
    goes: tuple[Flat, Flat, Flat] | None = None


@dataclass(frozen=True)
class Scene:
    """A whole picture, for the right side: two panels at the same scale on the same floor.

    `work` names the parts that move or work, on the side that is meant. `even` is a body that
    shows both sides alike, from the front or above. `over` lifts parts (positive: nearer) where
    the view alone can't tell.
    `folded` names legs whose shin is drawn over their thigh: a crossed leg is one lump otherwise.
    `holds` and `repeats` put a clock or a loop beside the last panel.
    """

    title: str
    tells: str
    postures: tuple[Posture, ...]
    view: View = View()
    numbered: bool = True
    stacked: bool = True
    header: float = 0.0  # how much of the room for numbers is kept free above the figures
    work: tuple[str, ...] = ()
    ghost: tuple[str, ...] = ()  # parts of the start that the last panel shows as dashed outlines
    other: Posture | None = None  # instead of the start: where they go, too
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    feels: tuple[Feel, ...] = ()
    marks: tuple[Mark, ...] = ()
    mistake: Mistake | None = None
    aside: float = 0.0  # room at the right edge, for the mistake
    foot: float = 0.0  # or below the panels
    sided: bool = False
    even: bool = False
    over: tuple[tuple[str, float], ...] = ()
    folded: tuple[str, ...] = ()
    holds: bool = False
    repeats: bool = False


def mat(left: float = -170, right: float = 170, depth: float = 46) -> Slab:
    """The mat that lies on the floor."""
    return Slab(((left, 0, -depth), (right, 0, -depth), (right, 0, depth), (left, 0, depth)))
