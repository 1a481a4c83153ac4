"""Which tests go to one worker when several run at a time; the scopes of most tests go first.

pytest-xdist's own groups need a name of a test that pytest 9 keeps to itself.
"""

import os
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from xdist.scheduler import LoadScopeScheduling

# Making the demonstration takes half a minute: who looks at it shares one.
SHARING = frozenset(
    f"tests/{name}.py"
    for name in (
        "browser/test_pages",
        "browser/test_ways_in",
        "commands/test_commands",
        "referrals/fhir/test_of_the_demonstration",
        "serving/several/test_apart",
        "serving/test_serving",
    )
)


IN_A_BROWSER = "[chromium"  # begins what a test of a browser's is told by
LONG = ("tests/forms/", "tests/fuzz/", "tests/kills/")  # each by itself, and sharing nothing


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """A folder's tests one after the other, as they begin with the same rows, which each worker
    makes once; those in a browser share none and come last, each to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/setting_up/bare_debian.py"):
            return str(nodeid.partition("[")[2])  # one bare Debian for each
        file = nodeid.partition("::")[0]
        if file in SHARING:
            return "demonstration"
        alone = IN_A_BROWSER in nodeid or file.startswith(LONG)
        return str(nodeid) if alone else file.rpartition("/")[0]


def compiled_together(instance: Path) -> BytecodeCache | None:
    """Templates that one worker compiled, for the others; gone with the run, as filters that
    change a constant are worked out in them."""
    folder = instance.parent.parent / "templates"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return None  # this folder belongs to every run
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))
