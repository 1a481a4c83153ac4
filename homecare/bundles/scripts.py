"""Our own modules as few files: each module becomes a function that is called once, in order.

It knows the few ways in which our modules name each other, and refuses any other, so that a new
one fails when the app starts and not on a phone.
"""

import re
from collections.abc import Iterable
from pathlib import Path

IMPORT = re.compile(r'^import (?:\* as (\w+)|\{([^}]*)\}) from "\./([\w-]+)\.js";\n', re.M)
LATER = re.compile(r'\bimport\("\./([\w-]+)\.js"( \+ \w+)?\)')
EXPORT = re.compile(r"^export (?=(?:const|async function|function|class) (\w+))", re.M)
UNKNOWN = re.compile(
    r"^\s*(?:import\b(?!\()|export\b).*|\bimport\s*\((?!\"\./[\w-]+-all\.js\"(?: \+ \w+)?\)).*",
    re.M,
)
COMMENT_LINE = re.compile(r"^\s*//.*\n", re.M)


def joined(folder: Path, name: str, started: Iterable[str]) -> dict[str, str]:
    """Files by their names: `name` with the modules `started` and all they import, each after
    what it needs; and one more, `x-all.js`, for each module that is imported later, `x.js`.

    Raises ValueError for a module that imports or exports in a way not known here.
    """
    first: list[str] = []
    for module in started:
        _after_its_own(folder, module, first, ())
    files = {name: "".join(_wrapped(folder, m) for m in first) + _exported(first)}
    waiting = _later(folder, first)
    while waiting:
        module = waiting.pop(0)
        own = list(first)
        _after_its_own(folder, module, own, ())
        own = own[len(first) :]
        files[_file(module)] = _part(folder, module, name, first, own)
        waiting += [m for m in _later(folder, own) if _file(m) not in files]
    return files


def _part(folder: Path, module: str, name: str, first: list[str], own: list[str]) -> str:
    """A file that is fetched when it is wanted; what the first one has, it takes from there."""
    taken = ", ".join(map(_variable, first))
    body = "".join(_wrapped(folder, m) for m in own)
    names = ", ".join(EXPORT.findall(_source(folder, module)))
    exported = f"export const {{ {names} }} = {_variable(module)};\n"
    return f'import {{ {taken} }} from "./{name}";\n{body}{exported}'


def _later(folder: Path, modules: Iterable[str]) -> list[str]:
    return sorted({m for name in modules for m, _ in LATER.findall(_source(folder, name))})


def _after_its_own(folder: Path, name: str, order: list[str], waiting: tuple[str, ...]) -> None:
    if name in waiting:
        raise ValueError(f"{' → '.join((*waiting, name))}: these modules import each other")
    if name in order:
        return
    for imported in IMPORT.finditer(_source(folder, name)):
        _after_its_own(folder, imported[3], order, (*waiting, name))
    order.append(name)


def _wrapped(folder: Path, name: str) -> str:
    body = COMMENT_LINE.sub("", IMPORT.sub(_from, _source(folder, name)))
    exported = EXPORT.findall(body)
    body = LATER.sub(
        lambda found: f'import("./{_file(found[1])}"{found[2] or ""})', EXPORT.sub("", body)
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


def _file(module: str) -> str:
    return f"{module}-all.js"


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name)
