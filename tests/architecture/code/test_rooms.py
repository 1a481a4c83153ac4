"""A room is entered through its doors, and its walls hold: no circle, no name that is private."""

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable

from tests.architecture.code import reading
from tests.architecture.code.doors import DOORS, HOUSES, PASSAGES, ROLES
from tests.architecture.code.reading import Import

Graph = dict[str, set[str]]


def short(module: str) -> str:
    """A module's name without the house's."""
    return module.removeprefix("homecare.")


def crossings() -> list[Import]:
    """Every import from one room into another; a room may look into the rooms that it holds."""
    return [i for i in reading.among_ours() if crosses(lies_in(i.by), lies_in(i.module))]


def crosses(by: list[str], of: list[str]) -> bool:
    """Whether the way from one place to the other leads through a wall."""
    return bool(of) and (by[:1] != of[:1] or (len(by) == len(of) == 2 and by != of))


def lies_in(module: str) -> list[str]:
    """The room that a module lies in, and where rooms hold rooms, the one inside it."""
    room = reading.room(module)
    inside = module.split(".")[2:-1] if room in HOUSES else []
    return [part for part in (room, *inside[:1]) if part]


def test_a_room_is_entered_by_its_doors() -> None:
    strangers = {
        f"{short(i.by)} → {short(i.module)}"
        for i in crossings()
        if i.module.rpartition(".")[2] not in ROLES
        and short(i.module) not in DOORS
        and (short(i.by), short(i.module)) not in PASSAGES
    }
    assert sorted(strangers) == []


def test_every_door_is_used() -> None:
    entered = {short(i.module) for i in crossings()}
    taken = {(short(i.by), short(i.module)) for i in crossings()}
    assert [door for door in DOORS if door not in entered] == []
    assert [passage for passage in PASSAGES if passage not in taken] == []


def test_nobody_takes_what_another_module_keeps_to_itself() -> None:
    taken = [str(i) for i in reading.among_ours() if is_private(i.name) or is_private(i.module)]
    asked = [
        f"{name} asks for {ast.unparse(node)}"
        for name, file in reading.modules().items()
        for node in ast.walk(reading.tree(file))
        if isinstance(node, ast.Attribute) and is_private(node.attr)
        if isinstance(node.value, ast.Name) and node.value.id in modules_known_in(name)
    ]
    assert taken + asked == []


def is_private(name: str) -> bool:
    """Whether a name, or the last part of a dotted one, says that it is its module's own."""
    last = name.rpartition(".")[2]
    return last.startswith("_") and not last.startswith("__")


def modules_known_in(name: str) -> set[str]:
    """Our modules that a module has imported whole, by the last part of their names."""
    found = reading.imports_of(name, reading.tree(reading.modules()[name]))
    return {
        i.module.rpartition(".")[2] for i in found if i.module in reading.modules() and not i.name
    }


def test_no_module_reaches_itself_by_its_imports() -> None:
    graph: Graph = defaultdict(set)
    for i in reading.among_ours():
        graph[i.by].add(i.module)
    assert circles(graph) == []


def test_no_two_rooms_import_each_other() -> None:
    graph: Graph = defaultdict(set)
    for i in reading.among_ours():
        by, of = (reading.room(m) or short(m) for m in (i.by, i.module))
        graph[by] |= {of} - {by}
    assert mutual(graph) == set()


def test_no_two_rooms_inside_a_room_import_each_other() -> None:
    graph: Graph = defaultdict(set)
    for i in reading.among_ours():
        by, of = lies_in(i.by), lies_in(i.module)
        if len(by) == len(of) == 2 and by[0] == of[0] and by != of:
            graph[".".join(by)].add(".".join(of))
    assert mutual(graph) == set()


def test_the_rules_stand_on_the_standard_library_alone() -> None:
    others = {
        i.module
        for i in reading.imports()
        if reading.room(i.by) == "rules" and reading.room(i.module) != "rules"
    }
    assert {o for o in others if o.partition(".")[0] not in sys.stdlib_module_names} == set()


def test_only_the_app_imports_by_a_name_made_up_on_the_way() -> None:
    """Nobody sees such an import: not these tests, not mypy."""
    made_up = {i.by for i in reading.imports() if i.module.partition(".")[0] == "importlib"}
    assert made_up <= {"homecare.app"}


def test_a_new_room_has_no_place_until_it_is_given_one() -> None:
    linter = tomllib.loads((reading.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (river,) = linter["contracts"]
    assert (river["containers"], river["exhaustive"]) == (["homecare"], True)
    assert "exhaustive_ignores" not in river


def circles(graph: Graph) -> list[str]:
    """The nodes that are reached from what they reach."""
    return sorted(node for node in graph if node in reached(graph, graph[node]))


def reached(graph: Graph, start: Iterable[str]) -> set[str]:
    """All that is reached from `start`, itself included."""
    seen: set[str] = set()
    waiting = set(start)
    while waiting:
        seen |= waiting
        waiting = {after for node in waiting for after in graph.get(node, ())} - seen
    return seen


def mutual(graph: Graph) -> set[tuple[str, str]]:
    """Pairs that import each other."""
    return {(a, b) for a in graph for b in graph[a] if a < b and a in graph.get(b, ())}
