"""What PostgreSQL alone refuses fails a test, also where homecare goes on without an answer.

SQLite stores a text of any length in any column: no test would see one that is too long which
doesn't run on PostgreSQL with that very text. So it is looked at on SQLite.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, ExceptionContext, String, event
from sqlalchemy.sql.compiler import SQLCompiler

NEVER = {
    "22001": "a text too long for its column",
    "22003": "a number too large",
    "22P02": "a text that is none of its kind",
    "42703": "a column that isn't there",
    "42803": "a column that isn't grouped",
    "42804": "two kinds that don't go together",
    "42846": "a kind that becomes no other",
    "42883": "a function, or a comparison, that it hasn't",
    "42P10": "an order by what isn't selected",
    "42P18": "a value of no kind",
}
"""PostgreSQL's names of errors that no test means to make, and homecare never may."""


def tell_of_refusals() -> None:
    """From now on, of PostgreSQL's."""
    event.listen(Engine, "handle_error", _refused)


def _refused(context: ExceptionContext) -> None:
    name = getattr(context.original_exception, "sqlstate", None)
    if name in NEVER:
        raise AssertionError(f"PostgreSQL refuses {NEVER[name]}: {context.statement}")


def refuse_what_is_too_long() -> None:
    """On every database, from now on."""
    event.listen(Engine, "before_cursor_execute", _look)


def _look(_connection: Any, _cursor: Any, _sent: str, _with: Any, context: Any, _many: Any) -> None:
    compiled = getattr(context, "compiled", None)
    if not isinstance(compiled, SQLCompiler) or not (compiled.isinsert or compiled.isupdate):
        return
    most = _most(compiled)
    for row in context.compiled_parameters if most else ():
        for name, length in most:
            value = row.get(name)
            if isinstance(value, str) and len(value) > length:
                raise AssertionError(f"PostgreSQL takes {length} characters, not {value!r}: {name}")


@lru_cache(4096)
def _most(compiled: SQLCompiler) -> list[tuple[str, int]]:
    """What is stored by a statement, with the characters that its column takes."""
    stored = {column.key for column in compiled.statement.table.columns}  # type: ignore[union-attr]
    return [
        (name, bind.type.length)
        for name, bind in compiled.binds.items()
        if name in stored and type(bind.type) is String and bind.type.length
    ]
