"""Our own modules as few files: each module becomes a function that is called once, in order.

It knows the few ways in which our modules name each other, and refuses any other, so that a new
one fails when the app starts and not on a phone.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

IMPORT = re.compile(r'^import (?:\* as (\w+)|\{([^}]*)\}) from "\./([\w-]+)\.js";\n', re.M)
LATER = re.compile(r'\bimport\("\./([\w-]+)\.js"( \+ \w+)?\)')
EXPORT = re.compile(r"^export (?=(?:const|async function|function|class) (\w+))", re.M)
UNKNOWN = re.compile(
    r"^\s*(?:import\b(?!\()|export\b).*|\bimport\s*\((?!\"\./[\w-]+-all\.js\"(?: \+ \w+)?\)).*",
    re.M,
)
COMMENT_LINE = re.compile(r"^\s*//.*\n", re.M)


class Beside(NamedTuple):
    """A file that a page loads beside another, and the modules that are in it."""

    name: str
    modules: Sequence[str] = ()


NOTHING = Beside("")


def with_their_own(folder: Path, started: Iterable[str], known: Sequence[str] = ()) -> list[str]:
    """The modules `started` and all they import but those `known`, each after what it needs."""
    order = list(known)
    for module in started:
        _after_its_own(folder, module, order, ())
    return order[len(known) :]


def joined(
    folder: Path, name: str, started: Iterable[str], beside: Beside = NOTHING
) -> dict[str, str]:
    """Files by their names: `name` with the modules `started` and all they import, each after
    what it needs; and one more with those that are imported later, which have much in common.
    What `beside` has is taken from there.

    Raises ValueError for a module that imports or exports in a way not known here.
    """
    first = with_their_own(folder, started, beside.modules)
    then = _later(folder, first, (*beside.modules, *first))
    file = _later_file(name)
    files = {name: _taken(folder, first, beside) + _body(folder, first, file) + _exported(first)}
    if then:
        taken = _taken(folder, then, beside) + _taken(folder, then, Beside(name, first))
        files[file] = taken + _body(folder, then, file) + _exported(then)
    return files


def _taken(folder: Path, modules: Iterable[str], beside: Beside) -> str:
    """How a file gets what its modules import from another one."""
    needed = {found[3] for m in modules for found in IMPORT.finditer(_source(folder, m))}
    names = [_variable(module) for module in beside.modules if module in needed]
    return f'import {{ {", ".join(names)} }} from "./{beside.name}";\n' if names else ""


def _body(folder: Path, modules: Iterable[str], later: str) -> str:
    return "".join(_wrapped(folder, module, later) for module in modules)


def _later(folder: Path, modules: Sequence[str], known: Sequence[str]) -> list[str]:
    """What `modules` import when it is wanted, and whatever that needs and imports in its turn."""
    wanted = sorted({m for name in modules for m, _ in LATER.findall(_source(folder, name))})
    own = with_their_own(folder, wanted, known)
    return own + _later(folder, own, (*known, *own)) if own else []


def _after_its_own(folder: Path, name: str, order: list[str], waiting: tuple[str, ...]) -> None:
    if name in waiting:
        raise ValueError(f"{' → '.join((*waiting, name))}: these modules import each other")
    if name in order:
        return
    for imported in IMPORT.finditer(_source(folder, name)):
        _after_its_own(folder, imported[3], order, (*waiting, name))
    order.append(name)


def _wrapped(folder: Path, name: str, later: str) -> str:
    body = COMMENT_LINE.sub("", IMPORT.sub(_from, _source(folder, name)))
    exported = EXPORT.findall(body)
    body = LATER.sub(
        lambda found: (
            f'import("./{later}"{found[2] or ""}).then((all) => all.{_variable(found[1])})'
        ),
        EXPORT.sub("", body),
    )
    if strange := UNKNOWN.search(body):
        raise ValueError(f"{name}.js can't be put into one file: {strange[0].strip()}")
    return (
        f"const {_variable(name)} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"
    )


def _from(imported: re.Match[str]) -> str:
    whole, some, name = imported.groups()
    names = whole or "{" + re.sub(r"\bas\b", ":", some) + "}"
    return f"const {names} = {_variable(name)};\n"


def _exported(modules: Iterable[str]) -> str:
    return f"export {{ {', '.join(map(_variable, modules))} }};\n"


def _source(folder: Path, name: str) -> str:
    return (folder / f"{name}.js").read_text()


def _later_file(name: str) -> str:
    return f"later-{name}"


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name)
