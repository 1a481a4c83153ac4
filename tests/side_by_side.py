"""Which tests go to one worker when several run at a time.

pytest-xdist's own groups need a name of a test that pytest 9 keeps to itself.
"""

from xdist.scheduler import LoadScopeScheduling

# Making the demonstration takes half a minute: who looks at it shares one.
SHARING = frozenset(
    f"tests/{name}.py"
    for name in (
        "browser/test_pages",
        "browser/test_ways_in",
        "commands/test_commands",
        "referrals/fhir/test_of_the_demonstration",
        "serving/test_serving",
    )
)


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Every test by itself, but those of the files in `SHARING` one after the other."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/setting_up/bare_debian.py"):
            return str(nodeid.partition("[")[2])  # one bare Debian for each
        return "demonstration" if nodeid.partition("::")[0] in SHARING else str(nodeid)
