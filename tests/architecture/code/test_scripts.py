"""The linter of the pages' scripts is on, and sees what it is there for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import config

FAULTS = {
    "no-undef": "document.title = nobodyDefinedThis;",
    "no-unused-vars": "const left = 1;",
    "prefer-const": "let once = 1;\ndocument.title = once;",
    "no-var": "var old = 1;\ndocument.title = old;",
    "eqeqeq": "if (document.title == 1) document.title = '';",
    "no-shadow": "const a = 1;\ndocument.title = [a].map((a) => a);",
    "named": 'import { missing } from "./there.js";\ndocument.title = missing;',
    "no-cycle": 'import { there } from "./there.js";\nexport const here = there;',
}


def lint(*files: Path) -> "subprocess.CompletedProcess[str]":
    """What `make check` runs, on other files."""
    program = Path(sys.executable).with_name("oxlint")
    return subprocess.run(
        [program, "-c", config.ROOT / ".oxlintrc.json", *files], capture_output=True, text=True
    )


@pytest.mark.parametrize("rule", FAULTS)
def test_a_planted_fault_fails(rule: str, tmp_path: Path) -> None:
    (tmp_path / "there.js").write_text('import "./fault.js";\nexport const there = 1;\n')
    (tmp_path / "fault.js").write_text(FAULTS[rule] + "\n")
    found = lint(tmp_path / "fault.js")
    assert found.returncode == 1, found
    assert f"({rule})" in found.stdout


def test_the_gate_lints_every_script_of_the_pages() -> None:
    gate = (config.ROOT / "Makefile").read_text().partition("\ncheck:")[2].partition("\n\n")[0]
    assert "$(BIN)/oxlint --quiet homecare/static\n" in gate
    assert lint(config.ROOT / "homecare" / "static").returncode == 0
    elsewhere = set((config.ROOT / "homecare").rglob("*.js"))
    assert all(file.parent.name == "static" for file in elsewhere)


def test_no_text_of_a_script_stands_in_another_one() -> None:
    """A template literal inside another: rjsmin takes the gaps out of the inner one's words."""
    scripts = sorted((config.ROOT / "homecare" / "static").glob("*.js"))
    assert nested("`a ${b ? `c` : 1}`")
    assert not nested("`a ${b}` + `c ${{d: 1}}` // `${`e`}`")
    assert [script.name for script in scripts if nested(script.read_text())] == []


PIECES = re.compile(r"//.*|/\*[\s\S]*?\*/|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|[`{}]")
PIECES_OF_TEXT = re.compile(r"\\[\s\S]|`|\$\{")


def nested(script: str) -> bool:
    """Whether a template literal stands in a `${}` of another."""
    open_ones, at = [""], 0
    while piece := (PIECES_OF_TEXT if open_ones[-1] == "`" else PIECES).search(script, at):
        at = piece.end()
        if piece[0] == "`" and open_ones[-1] == "`":
            open_ones.pop()
        elif piece[0] == "`":
            if "`" in open_ones:
                return True
            open_ones.append("`")
        elif piece[0] in ("{", "${"):
            open_ones.append("{")
        elif piece[0] == "}":
            open_ones.pop()
    return False
