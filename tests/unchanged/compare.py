"""What differs between two snapshots, file by file and section by section."""

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from tests.unchanged import sections
from tests.unchanged.sections import Sections

SECTIONS, LINES = 12, 24  # shown of one file, and of one section; the rest is counted


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
            told = sections.read(before / name), sections.read(after / name)
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
