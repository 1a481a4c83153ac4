"""Our own modules as one script: each becomes a function that is called once, in order.

It knows the few ways in which our modules name each other, and refuses any other, so that a new
one fails when the app starts and not on a phone.
"""

import re
from collections.abc import Iterable
from pathlib import Path

IMPORT = re.compile(r'^import (?:\* as (\w+)|\{([^}]*)\}) from "\./([\w-]+\.js)";\n', re.M)
EXPORT = re.compile(r"^export (?=(?:const|async function|function|class) (\w+))", re.M)
UNKNOWN = re.compile(r"^\s*(?:import\b|export\b).*|\bimport\s*\(.*", re.M)
COMMENT_LINE = re.compile(r"^\s*//.*\n", re.M)


def joined(folder: Path, started: Iterable[str]) -> str:
    """The modules `started` and all they import, each after what it needs.

    Raises ValueError for a module that imports or exports in a way not known here.
    """
    order: list[str] = []
    for name in started:
        _after_its_own(folder, name, order, ())
    return "".join(_wrapped(name, (folder / name).read_text()) for name in order)


def _after_its_own(folder: Path, name: str, order: list[str], waiting: tuple[str, ...]) -> None:
    if name in waiting:
        raise ValueError(f"{' → '.join((*waiting, name))}: these modules import each other")
    if name in order:
        return
    for found in IMPORT.finditer((folder / name).read_text()):
        _after_its_own(folder, found[3], order, (*waiting, name))
    order.append(name)


def _wrapped(name: str, source: str) -> str:
    body = COMMENT_LINE.sub("", IMPORT.sub(_from, source))
    exported = EXPORT.findall(body)
    body = EXPORT.sub("", body)
    if strange := UNKNOWN.search(body):
        raise ValueError(f"{name} can't be put into one file: {strange[0].strip()}")
    return (
        f"const {_variable(name)} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"
    )


def _from(found: re.Match[str]) -> str:
    whole, some, name = found.groups()
    names = whole or "{" + re.sub(r"\bas\b", ":", some) + "}"
    return f"const {names} = {_variable(name)};\n"


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name)
