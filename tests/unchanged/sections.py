"""The files of a snapshot: sections with a title, and what differs between two, by these.

A title stands at the margin behind `=== `; the lines of its body are indented, so that no page can
look like a title.
"""

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

MARK = "=== "
INDENT = "  "
SECTIONS, LINES = 12, 24  # shown of one file, and of one section; the rest is counted

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


def differences(before: Path, after: Path, most: int = SECTIONS) -> Iterator[str]:
    """A line at a time; nothing where both say the same.

    Raises FileNotFoundError for a folder that holds no snapshot.
    """
    names = [sorted(file.name for file in folder.glob("*.txt")) for folder in (before, after)]
    for folder, found in zip((before, after), names, strict=True):
        if not found:
            raise FileNotFoundError(f"{folder} holds no snapshot")
    for name in sorted(set(names[0]) | set(names[1])):
        if _content(before / name) != _content(after / name):
            told = read(before / name), read(after / name)
            yield from _of_file(name, *told, most)


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def _of_file(name: str, old: Sections, new: Sections, most: int) -> Iterator[str]:
    gone = [title for title in old if title not in new]
    come = [title for title in new if title not in old]
    changed = [title for title in old if title in new and old[title] != new[title]]
    yield (f"{name}: {len(changed)} of {len(old)} changed, "
           f"{len(gone)} gone, {len(come)} new")  # fmt: skip
    if not (gone or come or changed):
        yield "  the same in another order"
    for mark, titles in (("-", gone), ("+", come)):
        yield from (f"  {mark} {title}" for title in titles[:most])
        yield from _left_out(titles, most)
    for title in changed[:most]:
        yield f"  ~ {title}"
        yield from _of_section(old[title], new[title])
    yield from _left_out(changed, most)


def _left_out(titles: list[str], most: int) -> Iterator[str]:
    if len(titles) > most:
        yield f"    … and {len(titles) - most} more"


def _of_section(old: str, new: str) -> Iterator[str]:
    told = list(unified_diff(old.split("\n"), new.split("\n"), n=1, lineterm=""))[2:]
    yield from (f"      {line}" for line in told[:LINES])
    if len(told) > LINES:
        yield f"      … and {len(told) - LINES} lines more"
