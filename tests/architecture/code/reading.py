"""The code as its own tests read it: every module, what it imports, every function."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import config

ROOT = config.ROOT
HOUSE = "homecare"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One name that a module takes from another, wherever in the module the import stands."""

    by: str
    module: str  # the module it is taken from, ours or a library's
    name: str  # the name taken; empty where the whole module is

    def __str__(self) -> str:
        return f"{self.by} imports {self.name or 'all'} from {self.module}"


@cache
def modules(package: str = HOUSE) -> dict[str, Path]:
    """Every module of a package by its dotted name; a package stands for its `__init__`."""
    files = sorted((ROOT / package).rglob("*.py"))
    return {_dotted(file): file for file in files}


@cache
def tree(file: Path) -> ast.Module:
    """What a file says, parsed once."""
    return ast.parse(file.read_text())


@cache
def imports(package: str = HOUSE) -> tuple[Import, ...]:
    """Every import of every module of a package, those inside functions too."""
    return tuple(
        found for name, file in modules(package).items() for found in imports_of(name, tree(file))
    )


def imports_of(name: str, source: ast.AST) -> Iterator[Import]:
    """The imports in a module called `name`: of whole modules of ours, or of names in one."""
    ours = modules()
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            yield from (Import(name, alias.name, "") for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            for alias in node.names:
                inside = f"{start}.{alias.name}"
                yield (
                    Import(name, inside, "") if inside in ours else Import(name, start, alias.name)
                )


def among_ours(package: str = HOUSE) -> Iterator[Import]:
    """The imports of one module of ours by another."""
    return (i for i in imports(package) if i.module in modules() and i.module != i.by)


def functions(package: str = HOUSE) -> Iterator[tuple[str, Function]]:
    """Every function and method, nested ones too, with the name of its module."""
    for name, file in modules(package).items():
        for node in ast.walk(tree(file)):
            if isinstance(node, Function):
                yield name, node


def room(module: str) -> str:
    """The room a module of homecare lies in; empty for one that lies in none."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (ROOT / HOUSE / parts[1]).is_dir() else ""


def _dotted(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
