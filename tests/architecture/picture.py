"""The picture of the rooms in docs/architecture.md, drawn from what the code imports.

`python -m tests.architecture.picture` writes it anew; a test fails where it is no longer true.
"""

import ast
import sys
from pathlib import Path

import config

SOURCE = config.ROOT / "homecare"
PAGE = config.ROOT / "docs" / "architecture.md"
BEGIN, END = "```mermaid\n", "```\n"
# What every room may use, or what starts them all: drawn, it would hide the flow.
EVERYWHERE = {
    "access", "acting", "app", "bundles", "busy", "clock", "columns", "commands", "database",
    "demonstration", "extensions", "forms", "keys", "language", "refusals", "serving",
    "tally", "together",
    "template_filters", "web",
}  # fmt: skip

Rooms = dict[str, set[str]]


def imports(source: Path = SOURCE) -> Rooms:
    """For each room the rooms it imports from, those left out that every room may use."""
    found: Rooms = {}
    for file in sorted(source.rglob("*.py")):
        room = file.relative_to(source).parts[0].removesuffix(".py")
        if room in EVERYWHERE or room.startswith("__"):
            continue
        found.setdefault(room, set()).update(_imported(file) - {room} - EVERYWHERE)
    return found


def _imported(file: Path) -> set[str]:
    return {
        node.module.split(".")[1]
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("homecare.")
    }


def reduced(rooms: Rooms) -> Rooms:
    """Without the arrows that longer ways say already."""
    return {
        room: {
            to
            for to in used
            if not any(to in reached(rooms, other) for other in used if other != to)
        }
        for room, used in rooms.items()
    }


def reached(rooms: Rooms, start: str) -> set[str]:
    """Every room that can be come to from one, itself left out."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        for room in rooms.get(ahead.pop(), ()):
            if room not in found:
                found.add(room)
                ahead.append(room)
    return found


def drawn() -> str:
    """The picture as text: an arrow leads from what is used to what uses it."""
    rooms = reduced(imports())
    lines = [f"    {used} --> {room}" for room in sorted(rooms) for used in sorted(rooms[room])]
    return "\n".join(["flowchart TD", *lines]) + "\n"


def kept() -> str:
    """The picture that stands on the page."""
    return PAGE.read_text().partition(BEGIN)[2].partition(END)[0]


def main() -> int:
    """Write the picture into the page."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + BEGIN + drawn() + END + rest.partition(END)[2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
