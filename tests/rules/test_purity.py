"""The rule imports the standard library only, and reads no clock."""

import ast
import sys
from pathlib import Path

import pytest

import homecare.rules

FILES = sorted(Path(homecare.rules.__path__[0]).glob("**/*.py"))
CLOCKS = {"time", "random", "secrets", "os", "socket"}


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module if node.level == 0 else "." * node.level


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_rules_import_the_standard_library_and_each_other_only(path):
    for name in imported(ast.parse(path.read_text())):
        assert name.startswith("homecare.rules") or name.split(".")[0] in sys.stdlib_module_names
        assert name.split(".")[0] not in CLOCKS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_rules_never_read_the_clock(path):
    names = {node.attr for node in ast.walk(ast.parse(path.read_text()))
             if isinstance(node, ast.Attribute)}  # fmt: skip
    assert not names & {"today", "now", "utcnow"}
