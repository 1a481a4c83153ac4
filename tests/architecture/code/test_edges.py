"""Only the edges of the house open a transaction, read the clock or see a request.

Whatever is not in the list of `edges.py` takes its session, its time and its actor as arguments:
new files are held to that from their first line.
"""

import ast

from tests.architecture.code import reading
from tests.architecture.code.edges import CLOCK, EDGES, OTHERS, REQUEST, TRANSACTION

# What hangs on a request, or on the app that is running, without being handed over.
OF_A_REQUEST = {
    ("flask", "request"),
    ("flask", "session"),
    ("flask", "g"),
    ("flask", "current_app"),
    ("flask", "has_request_context"),
    ("flask_login", "current_user"),
    ("flask_security", "current_user"),
    ("homecare.extensions", "db"),
    ("extensions", "db"),
    ("homecare.access", "scope"),
    ("access", "scope"),
}
OPENS = {"transaction", "turn_writer", "in_turn", "commit", "rollback", "begin"}
READS_THE_TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("func", "now"),
}


def uses(module: str) -> set[str]:
    """Which of the three a module does."""
    calls = {
        ast.unparse(node.func).rpartition(".")[2]
        for node in ast.walk(reading.tree(reading.modules()[module]))
        if isinstance(node, ast.Call)
    }
    found = {
        TRANSACTION: bool(calls & OPENS),
        CLOCK: any(m == "homecare.clock" for m, _ in taken(module)) or reads_the_machine(module),
        REQUEST: bool(taken(module) & OF_A_REQUEST),
    }
    return {use for use, is_so in found.items() if is_so}


def reads_the_machine(module: str) -> bool:
    """Whether a module asks Python or the database for the time, past `clock.py`."""
    return bool(taken(module) & READS_THE_TIME)


def taken(module: str) -> set[tuple[str, str]]:
    """What a module takes from where: by an import, or by asking what it has imported."""
    source = reading.tree(reading.modules()[module])
    asked = (
        ast.unparse(n).split(".")[-2:] for n in ast.walk(source) if isinstance(n, ast.Attribute)
    )
    return {
        (i.module.removesuffix(".globals"), i.name) for i in reading.imports_of(module, source)
    } | {(parts[0], parts[-1]) for parts in asked}


def test_only_an_edge_touches_the_outside() -> None:
    """Hand it over as an argument, or list a new edge with its reason."""
    beyond = {
        name: uses(name) - EDGES.get(name.removeprefix("homecare."), set())
        for name in reading.modules()
    }
    assert {name: found for name, found in beyond.items() if found} == {}


def test_the_list_holds_no_edge_that_is_none() -> None:
    unused = {
        name: may - uses(f"homecare.{name}") if name in OTHERS else not uses(f"homecare.{name}")
        for name, may in EDGES.items()
    }
    assert [name for name, left in unused.items() if left] == []


def test_nothing_else_reads_the_machines_time() -> None:
    readers = {name for name in reading.modules() if reads_the_machine(name)}
    assert readers == {"homecare.clock"}
