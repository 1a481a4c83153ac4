"""The tables of a database as it has them; where two have the same ones, they are asked for once.

To ask for them takes a tenth of a second, and nobody writes to what was found.
"""

from typing import Any

from sqlalchemy import Engine, MetaData, Table, text

# All that tables are made of: where this is the same, so are they.
MADE_OF = {
    "sqlite": "SELECT name, sql FROM sqlite_master ORDER BY name",
    "postgresql": """SELECT table_name || '.' || column_name, concat_ws(' ', udt_name, is_nullable,
            character_maximum_length, column_default)
        FROM information_schema.columns WHERE table_schema = current_schema()
        UNION ALL SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
        ORDER BY 1, 2""",
}
_known: dict[Any, list[Table]] = {}


def tables(engine: Engine) -> list[Table]:
    """Those of homecare, parents before children."""
    return [table for table in reflected(engine) if table.name != "alembic_version"]


def reflected(engine: Engine) -> list[Table]:
    """The same, with the one that says the revision."""
    kind = engine.dialect.name
    with engine.connect() as connection:
        made_of = kind, tuple(map(tuple, connection.execute(text(MADE_OF[kind]))))
    if made_of not in _known:
        found = MetaData()
        found.reflect(engine)
        _known[made_of] = found.sorted_tables
    return _known[made_of]
