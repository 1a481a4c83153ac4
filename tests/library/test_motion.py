"""Exercises in motion: the same body on its way, from start to end and back."""

import gzip
import re
from xml.etree import ElementTree

import pytest

from homecare.library.drawing.body.between import on_the_way
from homecare.library.drawing.body.joints import FOREARM, SHIN, THIGH, UPPER_ARM, joints
from homecare.library.drawing.figure import SIDES, by_digest, digest
from homecare.library.drawing.moving import STEPS, moving
from homecare.library.drawing.scenes import SCENES

SVG = "{http://www.w3.org/2000/svg}"
MOVING = [code for code, scene in SCENES.items() if scene.arrows]

every_motion = pytest.mark.parametrize("code", MOVING)


def test_only_rest_stands_still() -> None:
    assert set(SCENES) - set(MOVING) == {"prone_lying"}
    assert moving("prone_lying") is None


@every_motion
def test_limbs_keep_their_length_on_the_way(code: str) -> None:
    first, last = (joints(SCENES[code].postures[i]) for i in (0, -1))
    for share in (0.2, 0.5, 0.8):
        for name, limb in on_the_way(first, last, share).limbs.items():
            upper, lower = (THIGH, SHIN) if name.endswith("leg") else (UPPER_ARM, FOREARM)
            assert (limb.middle - limb.root).length() == pytest.approx(upper, abs=0.1)
            assert (limb.end - limb.middle).length() == pytest.approx(lower, abs=0.1)


@every_motion
def test_it_begins_and_ends_as_the_still_picture_does(code: str) -> None:
    first, last = (joints(SCENES[code].postures[i]) for i in (0, -1))
    for share, wanted in ((0.0, first), (1.0, last)):
        found = on_the_way(first, last, share)
        for place in ("skull", "near_knee", "far_wrist", "near_ankle"):
            assert (found.place(place) - wanted.place(place)).length() <= 1


@every_motion
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_outline_can_become_the_next(code: str, side: str) -> None:
    """Only the numbers differ from state to state, or a browser would jump."""
    svg = moving(code, side) or ""  # type: ignore[arg-type]
    root = ElementTree.fromstring(svg)
    found = list(root.iter(f"{SVG}animate"))
    assert found
    for each in found:
        states = each.attrib["values"].split(";")
        assert len(states) == 2 * STEPS + 1
        assert len({re.sub(r"-?\d+", "n", state).replace(" ", "") for state in states}) == 1
        times = [float(at) for at in each.attrib["keyTimes"].split(";")]
        assert times == sorted(times)
        assert (times[0], times[-1], len(times)) == (0, 1, len(states))
    assert len(gzip.compress(svg.encode())) <= 5_000
    assert not re.search(r"style=|<script|id=|href=", svg)


def test_a_hold_pauses_longer_than_a_glide() -> None:
    assert 'dur="7s"' in (moving("figure_four") or "")
    assert 'dur="4s"' in (moving("sciatic_slider") or "")


def test_a_drawing_is_found_by_its_name() -> None:
    for side in SIDES:
        assert by_digest(digest("clam", side)) == ("clam", side)
    assert not [word for word in ("clam", "left") if word in digest("clam", "left")]


@pytest.mark.parametrize("name", ["", "clam", "99_0_12345678", "²_0_0", "1_0_00000000"])
def test_another_name_is_no_drawing(name: str) -> None:
    assert by_digest(name) is None
