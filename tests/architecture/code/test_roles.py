"""Inside a feature, role files import only towards the left: models → … → views, api, jobs."""

from tests.architecture.code import reading

PLACES = {"models": 0, "queries": 1, "operations": 2, "forms": 3, "views": 4, "api": 4, "jobs": 4}


def test_role_files_import_only_towards_the_left() -> None:
    beside = [i for i in reading.among_ours() if folder(i.by) == folder(i.module)]
    backwards = [str(i) for i in beside if place(i.module) > place(i.by) >= 0]
    assert backwards == []


def folder(module: str) -> str:
    """Where a module lies."""
    return module.rpartition(".")[0]


def place(module: str) -> int:
    """How far to the right a role file stands; -1 for a module that is none."""
    return PLACES.get(module.rpartition(".")[2], -1)
