"""The drawings: one for each exercise, mirrored to the sore side, safe to put in any page."""

import re
from xml.etree import ElementTree

import pytest

from homecare.library.catalogue.exercise import CatalogueExercise
from homecare.library.catalogue.exercises import EXERCISES, by_code
from homecare.library.drawing.figure import HEIGHT, LETTERS, RING, WIDTH, draw
from homecare.library.drawing.poses import POSES
from homecare.library.drawing.skeleton import SHIN, THIGH, parts

SVG = "{http://www.w3.org/2000/svg}"
SIDES = ("left", "right", "both")

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.code)
every_side = pytest.mark.parametrize("side", SIDES)
sided = pytest.mark.parametrize("exercise", [e for e in EXERCISES if e.sided], ids=lambda e: e.code)


def shapes(svg: str) -> str:
    """The drawing without its words."""
    return re.sub(r"<title>.*?</title>", "", svg)


def test_every_exercise_has_a_position_and_a_drawing_of_its_own() -> None:
    assert set(POSES) == {exercise.pose for exercise in EXERCISES}
    assert len({pose.frames for pose in POSES.values()}) == 20
    assert len({pose.title for pose in POSES.values()}) == 20
    assert len({shapes(draw(exercise.pose)) for exercise in EXERCISES}) == 20


@every_exercise
@every_side
def test_a_drawing_is_small_well_formed_and_named(exercise: CatalogueExercise, side: str) -> None:
    svg = draw(exercise.pose, side)  # type: ignore[arg-type]
    root = ElementTree.fromstring(svg)
    title = root.find(f"{SVG}title")
    assert len(svg.encode()) <= 3000
    assert root.get("viewBox") == "0 0 320 220"
    assert root.get("role") == "img"
    assert title is not None
    assert title.text


@every_exercise
def test_a_drawing_breaks_no_strict_page(exercise: CatalogueExercise) -> None:
    root = ElementTree.fromstring(draw(exercise.pose))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    names = {name for element in root.iter() for name in element.attrib}
    assert tags <= {"svg", "title", "g", "path", "ellipse", "circle"}
    assert not names & {"style", "id", "href"}
    assert not [name for name in names if name.startswith("on")]


@every_exercise
def test_left_is_the_mirror_image_of_right(exercise: CatalogueExercise) -> None:
    assert shapes(draw(exercise.pose, "left")) != shapes(draw(exercise.pose, "right"))
    middles = [_middle(draw(exercise.pose, side)) for side in ("left", "right")]  # type: ignore[arg-type]
    assert sum(middles) == pytest.approx(WIDTH, abs=12)


def _middle(svg: str) -> float:
    """Roughly how far from the left the figure is, over all its parts."""
    figure = svg.partition('<g class="fig-side"')[0]
    places = [float(x) for x in re.findall(r"M(\d[\d.]*)", figure)]
    return sum(places) / len(places)


@sided
def test_a_drawing_for_one_side_says_which(exercise: CatalogueExercise) -> None:
    assert "left side" in draw(exercise.pose, "left")
    assert "right side" in draw(exercise.pose, "right")
    assert draw(exercise.pose, "left").count(LETTERS["L"]) == 1
    assert draw(exercise.pose, "left").count(LETTERS["R"]) == 0
    assert draw(exercise.pose, "both").count(RING) == 2


@every_exercise
def test_only_one_sided_exercises_carry_a_letter(exercise: CatalogueExercise) -> None:
    assert POSES[exercise.pose].sided is exercise.sided
    assert ('class="fig-side"' in draw(exercise.pose)) is exercise.sided


@every_exercise
def test_what_works_is_told_by_a_dashed_mark_as_well_as_by_colour(
    exercise: CatalogueExercise,
) -> None:
    svg = draw(exercise.pose)
    accented = re.findall(r'<(?:path|ellipse) class="fig-work"', svg)
    assert len(accented) <= svg.count("stroke-dasharray")
    assert accented or "fig-arrow" in svg


@every_exercise
@every_side
def test_the_figure_stays_inside_the_picture_and_above_the_floor(
    exercise: CatalogueExercise, side: str
) -> None:
    for frame in POSES[exercise.pose].frames:
        lowest = 220 if frame.broad else 196
        for name, chains in parts(frame):
            for circle in (circle for chain in chains for circle in chain):
                assert circle.x - circle.r >= 0, name
                assert circle.x + circle.r <= WIDTH, name
                assert circle.y - circle.r >= 0, name
                assert circle.y + circle.r <= min(lowest, HEIGHT), name


@every_exercise
def test_legs_keep_their_length_unless_they_point_at_the_viewer(
    exercise: CatalogueExercise,
) -> None:
    for frame in POSES[exercise.pose].frames:
        for leg in (chains[0] for name, chains in parts(frame) if "leg" in name and chains):
            thigh, shin = (
                ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 / frame.scale
                for a, b in ((leg[0], leg[1]), (leg[1], leg[2]))
            )
            assert thigh <= THIGH + 0.2
            assert shin <= SHIN + 0.2


def test_a_title_of_the_caller_is_shown_and_escaped() -> None:
    svg = draw("clam", "left", "Clam <3 & more")
    assert "<title>Clam &lt;3 &amp; more</title>" in svg
    assert ElementTree.fromstring(svg).findtext(f"{SVG}title") == "Clam <3 & more"


def test_an_unknown_pose_is_an_error() -> None:
    with pytest.raises(KeyError):
        draw("no_such_pose")


def test_the_nerve_slider_shows_where_it_starts() -> None:
    assert "fig-ghost" in draw(by_code("sciatic_slider").pose)
