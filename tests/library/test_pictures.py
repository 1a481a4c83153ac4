"""The drawings: one for each exercise, mirrored to the sore side, safe to put in any page."""

import gzip
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from math import hypot
from xml.etree import ElementTree

import pytest
from PIL import Image

from homecare.library.catalogue.exercise import CatalogueExercise
from homecare.library.catalogue.exercises import EXERCISES, by_code
from homecare.library.drawing import figure, marks, panel
from homecare.library.drawing.body.flesh import parts
from homecare.library.drawing.camera import SIDE, TALLEST
from homecare.library.drawing.figure import draw
from homecare.library.drawing.layout import laid_out, mistaken
from homecare.library.drawing.marks import LETTERS
from homecare.library.drawing.outline import Circle
from homecare.library.drawing.scenes import SCENES
from homecare.progress.chart import picture

SVG = "{http://www.w3.org/2000/svg}"
SIDES = ("left", "right", "both")
PAPERS = ("#ffffff", "#ede5d6")  # a printed sheet, and the darkest ground a picture stands on

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.code)
every_side = pytest.mark.parametrize("side", SIDES)
sided = pytest.mark.parametrize("exercise", [e for e in EXERCISES if e.sided], ids=lambda e: e.code)


def shapes(svg: str) -> str:
    """The drawing without its words."""
    return re.sub(r"<(title|desc)>.*?</\1>", "", svg)


def test_every_exercise_has_a_drawing_of_its_own() -> None:
    assert set(SCENES) == {exercise.pose for exercise in EXERCISES}
    for told in ("title", "tells", "postures"):
        assert len({getattr(scene, told) for scene in SCENES.values()}) == len(EXERCISES)
    assert len({shapes(draw(exercise.pose)) for exercise in EXERCISES}) == len(EXERCISES)


@every_exercise
@every_side
def test_a_drawing_is_small_well_formed_and_told_in_words(
    exercise: CatalogueExercise, side: str
) -> None:
    svg = draw(exercise.pose, side)  # type: ignore[arg-type]
    root = ElementTree.fromstring(svg)
    assert len(svg.encode()) <= 13_000
    assert len(gzip.compress(svg.encode())) <= 3_600
    left, top, wide, high = map(float, root.attrib["viewBox"].split())
    assert (left, top, wide) == (0, 0, 640)
    assert 250 <= high <= (TALLEST if SCENES[exercise.pose].foot else SIDE)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title")
    assert len(root.findtext(f"{SVG}desc") or "") > 40


@every_exercise
def test_a_drawing_breaks_no_strict_page_and_loses_nothing_in_a_typesetter(
    exercise: CatalogueExercise,
) -> None:
    root = ElementTree.fromstring(draw(exercise.pose))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    names = {name for element in root.iter() for name in element.attrib}
    values = " ".join(value for element in root.iter() for value in element.attrib.values())
    assert tags <= {"svg", "title", "desc", "g", "path"}
    assert not names & {"style", "id", "href", "opacity", "fill-opacity", "clip-path"}
    assert not [name for name in names if name.startswith("on")]
    assert not re.search(r"var\(|url\(|%|NaN|inf", values)


def test_a_typesetter_shows_every_colour() -> None:
    png = picture.png(draw("figure_four"), 640)
    colours = _colours(png)
    for named in (panel.WORK, panel.PROP_LINE, *(fill for _, fill in panel.LOOK.values())):
        if named != panel.LOOK["far"][1]:  # seen from the front both sides are alike
            assert tuple(bytes.fromhex(named[1:])) in colours, named


def _colours(png: bytes) -> set[tuple[int, ...]]:
    with Image.open(BytesIO(png)) as shown:
        return {colour[:3] for _, colour in shown.convert("RGB").getcolors(1 << 20) or []}


@every_exercise
def test_left_is_the_mirror_image_of_right(exercise: CatalogueExercise) -> None:
    assert shapes(draw(exercise.pose, "left")) != shapes(draw(exercise.pose, "right"))
    left, right = (_beginnings(draw(exercise.pose, side)) for side in ("left", "right"))  # type: ignore[arg-type]
    assert len(left) == len(right)
    assert left != right
    heights = [sorted(y for _, y in places) for places in (left, right)]
    assert heights[0] == pytest.approx(heights[1], abs=60)


def _beginnings(svg: str) -> list[tuple[float, float]]:
    """Where each dotted line along bones begins: a joint, whichever way the body looks."""
    bones = re.findall(r'class="fig-(?:mark|arrow)" d="M(-?\d+) (-?\d+)', svg)
    hair = re.findall(r'class="fig-hair" d="M(-?\d+) (-?\d+)', svg)
    return [(float(x), float(y)) for x, y in bones + hair]


@sided
def test_a_drawing_for_one_side_says_which(exercise: CatalogueExercise) -> None:
    assert "left side" in draw(exercise.pose, "left")
    assert "right side" in draw(exercise.pose, "right")
    filled = {side: _filled_letters(draw(exercise.pose, side)) for side in SIDES}  # type: ignore[arg-type]
    across = any(mark.kind == "other" for mark in SCENES[exercise.pose].marks)
    for side, letter in (("left", "L"), ("right", "R")):
        assert filled[side] == ({"L", "R"} if across else {letter})
    assert filled["both"] == {"L", "R"}


def _filled_letters(svg: str) -> set[str]:
    return {
        name for name, path in LETTERS.items() if f'class="fig-on" stroke="#fff" d="{path}' in svg
    }


@every_exercise
def test_only_one_sided_exercises_carry_letters(exercise: CatalogueExercise) -> None:
    assert SCENES[exercise.pose].sided is exercise.sided
    assert draw(exercise.pose, "both").count('class="fig-side"') == (2 if exercise.sided else 0)


@sided
def test_the_leg_that_is_meant_is_the_green_one(exercise: CatalogueExercise) -> None:
    """Where the other leg was green, R on a brown one did not tell strangers which is meant."""
    work = SCENES[exercise.pose].work
    assert "near_leg" in work
    assert "far_leg" not in work


@every_exercise
def test_what_moves_is_told_by_dots_as_well_as_by_colour(exercise: CatalogueExercise) -> None:
    svg = draw(exercise.pose)
    scene = SCENES[exercise.pose]
    boned = [name for name in scene.work if not name.endswith("sleeve")]
    assert len(re.findall(r'class="fig-mark"[^>]*stroke-dasharray', svg)) == len(boned) * len(
        scene.postures
    )
    assert boned or exercise.code == "prone_lying"  # where nothing moves
    assert scene.arrows or not boned


@every_exercise
def test_it_says_where_it_is_felt_and_whether_it_is_held(exercise: CatalogueExercise) -> None:
    scene = SCENES[exercise.pose]
    assert ('class="fig-feel' in draw(exercise.pose)) is bool(scene.work)  # at rest, nothing is
    assert scene.holds is bool(exercise.hold_seconds or exercise.code == "prone_lying")
    assert scene.holds is not scene.repeats


def test_common_mistakes_are_crossed_out() -> None:
    crossed = {code for code in SCENES if 'class="fig-wrong"' in draw(code)}
    assert crossed == {code for code, scene in SCENES.items() if scene.mistake}
    assert crossed == {code for code, scene in SCENES.items() if "Crossed out: " in scene.tells}
    assert crossed == {code for code in SCENES if marks.WRONG in draw(code)}
    assert crossed >= {
        "standing_extension", "hip_flexor_half_kneeling", "bird_dog", "clam", "glute_bridge",
    }  # fmt: skip


@every_exercise
def test_what_not_to_do_stands_in_its_frame_and_clear_of_the_figures(
    exercise: CatalogueExercise,
) -> None:
    scene = SCENES[exercise.pose]
    if scene.mistake is None:
        return
    layout = laid_out(scene, mirrored=False)
    frame = mistaken(scene, scene.mistake, layout, mirrored=False)
    x, y, wide, tall = frame.box
    assert x >= 0
    assert x + wide <= SIDE
    assert y + tall <= layout.height
    for circle in _body(frame.panel):
        assert x <= circle.x - circle.r
        assert circle.x + circle.r <= x + wide
        assert y <= circle.y - circle.r
        assert circle.y + circle.r <= y + tall
    for shown, (left, top) in zip(layout.panels, layout.corners, strict=True):
        for circle in _body(shown):
            beside = max(x - circle.x - left, circle.x + left - x - wide, 0)
            above = max(y - circle.y - top, circle.y + top - y - tall, 0)
            assert hypot(beside, above) >= circle.r


@pytest.mark.parametrize("code", [code for code, scene in SCENES.items() if scene.mistake])
def test_what_not_to_do_is_large_enough_to_read_on_a_phone(code: str) -> None:
    """In a corner at half the size, strangers could not tell what was wrong with it."""
    scene = SCENES[code]
    assert scene.mistake
    layout = laid_out(scene, mirrored=False)
    shown = mistaken(scene, scene.mistake, layout, mirrored=False).panel
    assert shown.lens.scale >= 0.65 * layout.panels[0].lens.scale


def _body(shown: panel.Panel) -> Iterator[Circle]:
    for part in parts(shown.body):
        for ball in chain.from_iterable(part.skins):
            yield shown.lens.circle(ball.at, ball.r)


@pytest.mark.parametrize("code", ["sciatic_slider", "hip_flexor_half_kneeling"])
def test_dashes_show_where_it_comes_from_or_goes_too(code: str) -> None:
    assert re.search(r'class="fig-ghost"[^>]*stroke-dasharray', draw(by_code(code).pose))


@pytest.mark.parametrize("paper", PAPERS)
def test_thin_lines_are_seen_on_every_paper(paper: str) -> None:
    thin = (marks.MOVE, marks.FEEL, marks.WRONG, marks.INK, panel.PROP_LINE, figure.LINE)
    assert {line for line in thin if _contrast(line, paper) < 3} == set()


@pytest.mark.parametrize("cloth", [panel.WORK, panel.LOOK["trousers"][1]])
def test_a_working_muscle_stands_out_of_dark_cloth_in_grey(cloth: str) -> None:
    assert _contrast(marks.MUSCLE, cloth) >= 2.2


@every_exercise
def test_where_it_is_felt_has_a_pale_rim_on_whatever_it_lies(exercise: CatalogueExercise) -> None:
    svg = draw(exercise.pose)
    rims = re.findall(r'class="fig-ground" d="([^"]+)" fill="#fff" stroke="#fff"', svg)
    assert len(rims) == len(SCENES[exercise.pose].feels)
    assert all(f'class="fig-feel{kind}" d="{rim}' in svg for rim, kind in _kinds(exercise, rims))


def _kinds(exercise: CatalogueExercise, rims: list[str]) -> Iterator[tuple[str, str]]:
    for rim, feel in zip(rims, SCENES[exercise.pose].feels, strict=True):
        yield rim, " fig-muscle" if feel.kind == "muscle" else ""


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_light(a), _light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    parts = (value / 255 for value in bytes.fromhex(colour[1:]))
    red, green, blue = (
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_title_of_the_caller_is_shown_and_escaped() -> None:
    svg = draw("clam", "left", "Clam <3 & more")
    assert "<title>Clam &lt;3 &amp; more</title>" in svg
    assert ElementTree.fromstring(svg).findtext(f"{SVG}title") == "Clam <3 & more"


def test_an_unknown_pose_is_an_error() -> None:
    with pytest.raises(KeyError):
        draw("no_such_pose")
