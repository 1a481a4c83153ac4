"""`flask library contact-sheet`: every picture on one sheet, to be judged by strangers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from homecare.library.catalogue.exercises import EXERCISES
from homecare.library.drawing.figure import key
from homecare.library.words import amount

pytestmark = pytest.mark.any_database
EXERCISE_POSES = [exercise.pose for exercise in EXERCISES]
Write = Callable[..., str]


@pytest.fixture
def write(app: Flask, tmp_path: Path) -> Write:
    """Writes a sheet with these options and reads it."""

    def written(*options: str) -> str:
        file = tmp_path / "sheet.svg"
        said = app.test_cli_runner().invoke(args=["library", "contact-sheet", str(file), *options])
        assert said.exit_code == 0, said.output
        assert said.output == f"{len(EXERCISES)} exercises are in {file}.\n"
        return file.read_text()

    return written


def order(svg: str) -> list[str]:
    return re.findall(r"<desc>(.*?)</desc>", svg)


def test_every_picture_is_on_it_with_its_name_and_to_both_sides_where_it_has_two(
    write: Write,
) -> None:
    sheet = write()
    assert sheet.count('role="img"') == sum(2 if e.sided else 1 for e in EXERCISES)
    assert {sheet.count(f"<title>{e.name}</title>") for e in EXERCISES if not e.sided} == {1}
    for number, exercise in enumerate(EXERCISES, start=1):
        assert f">{number}. {exercise.name}</text>" in sheet


def test_for_strangers_there_are_doses_instead_of_names_and_another_order(write: Write) -> None:
    plain, shuffled = write("--one-side"), write("--one-side", "--no-names", "--shuffle", "7")
    assert shuffled.count('role="img"') == len(EXERCISES)
    assert not [exercise.name for exercise in EXERCISES if exercise.name in shuffled]
    assert order(shuffled) != order(plain)
    doses = sum(amount(exercise) == "3 times, hold each for 30 seconds" for exercise in EXERCISES)
    assert doses
    assert len(re.findall(r">\d+\. 3 times, hold each for 30 seconds</text>", shuffled)) == doses
    assert sorted(order(shuffled)) == sorted(order(plain))


def test_a_key_says_what_the_signs_mean(write: Write) -> None:
    sheet = write()
    for sign in key(EXERCISE_POSES):
        assert sheet.count(f">{sign.means}</text>") == 1


def test_it_is_a_picture_where_one_is_asked_for(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "sheet.png"
    app.test_cli_runner().invoke(args=["library", "contact-sheet", str(file), "--one-side"])
    with Image.open(file) as shown:
        assert shown.width == 2000
        assert len(shown.convert("RGB").getcolors(1 << 22) or []) > 20


@pytest.mark.parametrize("name", ["sheet.gif", "sheet"])
def test_another_kind_of_file_is_refused_in_one_line(app: Flask, tmp_path: Path, name: str) -> None:
    said = app.test_cli_runner().invoke(args=["library", "contact-sheet", str(tmp_path / name)])
    assert said.exit_code == 1
    assert said.output == f"Error: {name} is neither .svg nor .png\n"
    assert not (tmp_path / name).exists()


def test_a_place_that_is_not_there_is_said_in_one_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "sheet.svg"
    said = app.test_cli_runner().invoke(args=["library", "contact-sheet", str(file)])
    assert said.exit_code == 1
    assert "can't be written: No such file" in said.output
