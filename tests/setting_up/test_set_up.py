"""`make set-up` in a copy of the tree, with real pip and one small library instead of all."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import set_up as setting_up
from config import ROOT

SAID = "Installing homecare's libraries into .venv …\n"
METADATA = "Metadata-Version: 2.1\nName: stretch\nVersion: {}\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What the set-up needs of the tree; its only library is a wheel in the same folder."""
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in ("Makefile", "set_up.py"):
        shutil.copy(ROOT / name, tree)
    (tree / "requirements-uv.txt").write_text("# none: pip alone\n")
    ask_for(tree, "1")
    return tree


def ask_for(tree: Path, version: str) -> None:
    """Make the library's wheel of that version, and the list that asks for it."""
    wheel = tree / f"stretch-{version}-py3-none-any.whl"
    about = f"stretch-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("stretch.py", f"def main():\n    print('hold {version}')\n")
        archive.writestr(f"{about}/METADATA", METADATA.format(version))
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{about}/entry_points.txt", "[console_scripts]\nstretch = stretch:main\n")
        archive.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (tree / "requirements.txt").write_text(f"{wheel.as_uri()} --hash=sha256:{digest}\n")


def set_up(tree: Path, *, refused: bool = False, **environment: str) -> str:
    """`make set-up`; answers what it printed."""
    done = subprocess.run(
        ["make", "--no-print-directory", "set-up"], cwd=tree, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env={**os.environ, "PYTHON": sys.executable, **environment},
    )  # fmt: skip
    assert (done.returncode != 0) == refused, done.stdout
    return done.stdout


def stretch(tree: Path) -> str:
    """What the installed program says."""
    program = tree / ".venv" / "bin" / "stretch"
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout.strip()


def test_it_is_set_up_once_with_no_alarm_and_nothing_is_written_to_a_home(
    tree: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    usual = "/usr/bin:/bin"  # pip asks a rustc, and rustup's would make a folder
    assert set_up(tree, HOME=str(home), PATH=usual) == SAID
    assert stretch(tree) == "hold 1"
    assert list(home.iterdir()) == []
    assert set_up(tree, HOME="/proc/no-home") == ""


def test_our_own_modules_are_compiled_where_a_machine_keeps_nothing_by_itself(tree: Path) -> None:
    (tree / "homecare").mkdir()
    (tree / "homecare" / "__init__.py").write_text("VERSION = '1'\n")
    set_up(tree, PYTHONDONTWRITEBYTECODE="1")
    (compiled,) = (tree / "homecare" / "__pycache__").iterdir()
    assert compiled.name == f"__init__.{sys.implementation.cache_tag}.pyc"


def cut_short(tree: Path) -> Path:
    """As kill -9 leaves it, half way."""
    (tree / ".venv" / "set-up").unlink()
    (tree / ".venv" / "bin" / "stretch").unlink()
    return tree


def of_the_first_release(tree: Path) -> Path:
    """Made by a Makefile that knew other marks of its own."""
    (tree / ".venv" / "set-up").rename(tree / ".venv" / "installed")
    return tree


def moved(tree: Path) -> Path:
    """Its programs name the Python of the old place."""
    new = tree.rename(tree.with_name("moved"))
    ask_for(new, "1")
    return new


def without_its_python(tree: Path) -> Path:
    """The machine has got another one."""
    python = tree / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/usr/bin/a-python-that-is-gone")
    return tree


@pytest.mark.parametrize("harm", [cut_short, of_the_first_release, moved, without_its_python])
def test_what_is_not_whole_is_made_anew(tree: Path, harm: Callable[[Path], Path]) -> None:
    set_up(tree)
    (tree / ".venv" / "lib" / "left-behind").write_text("")
    tree = harm(tree)
    assert set_up(tree, HOME="/proc/no-home") == SAID
    assert stretch(tree) == "hold 1"
    assert not (tree / ".venv" / "lib" / "left-behind").exists()


def test_a_newer_list_is_installed_over_the_old_one(tree: Path) -> None:
    set_up(tree)
    ask_for(tree, "2")
    assert set_up(tree) == SAID
    assert stretch(tree) == "hold 2"


def test_what_a_link_points_to_is_left_alone(tree: Path, tmp_path: Path) -> None:
    somebodys = tmp_path / "somebody's"
    somebodys.mkdir()
    (somebodys / "letter").write_text("")
    (tree / ".venv").symlink_to(somebodys)
    assert set_up(tree) == SAID
    assert (somebodys / "letter").exists()
    assert stretch(tree) == "hold 1"


def test_two_at_once_on_a_fresh_clone_wait_for_each_other(tree: Path) -> None:
    both = [subprocess.Popen(["make", "set-up", f"PYTHON={sys.executable}"], cwd=tree, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            for _ in range(2)]  # fmt: skip
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert "".join(said).count(SAID) == 1
    assert stretch(tree) == "hold 1"


def test_libraries_that_do_not_come_are_told_with_the_likely_reason(tree: Path) -> None:
    next(tree.glob("*.whl")).unlink()
    said = set_up(tree, refused=True)
    assert "The first start fetches them from PyPI: is this machine connected?" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("20.3.4", "is 20.3, and pip 22.3 or newer is needed"),
        ("", "has no pip, and pip 22.3 or newer is needed; on Debian and Ubuntu: apt-get install"),
    ],
)
def test_a_pip_that_is_old_or_missing_is_told(
    tree: Path, tmp_path: Path, version: str, told: str
) -> None:
    old = tmp_path / "old" / "pip"
    old.mkdir(parents=True)
    (old / "__init__.py").write_text(f"__version__ = {version!r}\n")
    said = set_up(tree, refused=True, PYTHONPATH=str(old.parent))
    assert told in said
    assert "Traceback" not in said


@pytest.mark.parametrize("python", ["no-python-of-this-name", "an-old-one"])
def test_a_python_that_is_old_or_missing_is_told(tree: Path, python: str) -> None:
    old = tree / "an-old-one"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    said = set_up(tree, refused=True, PYTHON=python, PATH=f"{tree}:{os.environ['PATH']}")
    assert f"homecare needs Python 3.11 or newer, and {python} is not" in said


@contextmanager
def not_allowed(folder: Path) -> Iterator[None]:
    """What stands in the folder can't be removed: it is somebody else's, or closed to us."""
    me = os.geteuid()
    folder.chmod(0o555)
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)
        folder.chmod(0o755)


def test_a_file_that_is_somebody_elses_is_named_whole_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with tempfile.TemporaryDirectory() as made:
        tree = Path(made)
        tree.chmod(0o755)
        file = tree / ".venv" / "share" / "segno.1"
        file.parent.mkdir(parents=True)
        file.touch()
        (tree / "requirements.txt").touch()
        for path in tree.rglob("*"):
            path.chmod(0o755)  # another test may have closed what is made from then on
        monkeypatch.setattr(setting_up, "ROOT", tree)
        monkeypatch.setattr(setting_up, "VENV", tree / ".venv")
        monkeypatch.setattr(setting_up, "DONE", tree / ".venv" / "set-up")
        with not_allowed(file.parent):
            assert setting_up.main(["requirements.txt"]) == 1
    said = capsys.readouterr().err
    assert f"Permission denied: {file}. " in said
    assert f"Start it as whoever {tree} belongs to, or from a copy that is yours" in said
    assert len(said.strip().splitlines()) == 1
