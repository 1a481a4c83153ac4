"""Inside a feature, role files import only towards the left: models → … → views, api, jobs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import homecare

ROOT = Path(homecare.__file__).parent
ROLES = {"models": 0, "queries": 1, "operations": 2, "forms": 3, "views": 4, "api": 4, "jobs": 4}


def test_role_files_import_only_towards_the_left() -> None:
    backwards = [
        f"{file.parent.name}/{file.name} imports {role}"
        for file in ROOT.glob("*/*.py")
        if file.stem in ROLES
        for role in roles_imported(file)
        if ROLES[role] > ROLES[file.stem]
    ]
    assert backwards == []


def roles_imported(file: Path) -> Iterator[str]:
    """The role files of the same feature that `file` imports."""
    feature = f"homecare.{file.parent.name}"
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        names = [alias.name for alias in node.names] if node.module == feature else []
        if node.module.startswith(f"{feature}."):
            names.append(node.module.rpartition(".")[2])
        yield from (name for name in names if name in ROLES)
