"""The files of a snapshot: sections with a title, so that a difference can say where it is.

A title stands at the margin behind `=== `; the lines of its body are indented, so that no page can
look like a title.
"""

from collections.abc import Iterable
from pathlib import Path

MARK = "=== "
INDENT = "  "

Sections = dict[str, str]


def write(file: Path, sections: Iterable[tuple[str, str]]) -> int:
    """Write sections into `file`, in this order; answers how many there were.

    Raises ValueError where two have one title: the second would hide the first.
    """
    told: Sections = {}
    for title, body in sections:
        if title in told:
            raise ValueError(f"{file.name} has two sections named {title}")
        told[title] = body
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (f"{MARK}{title}\n{_indented(body)}" for title, body in told.items())
    file.write_text("".join(lines), encoding="utf-8", newline="")
    return len(told)


def read(file: Path) -> Sections:
    """The sections of `file` by title; a file that is not there has none."""
    if not file.exists():
        return {}
    told: Sections = {}
    title = ""
    for line in file.read_bytes().decode().split("\n")[:-1]:
        if line.startswith(MARK):
            title = line.removeprefix(MARK)
            told[title] = ""
        else:
            told[title] += line.removeprefix(INDENT) + "\n"
    return told


def _indented(body: str) -> str:
    # Only "\n" ends a line: a carriage return or a form feed is part of what was answered.
    return "".join(f"{INDENT}{line}\n" for line in body.removesuffix("\n").split("\n"))
