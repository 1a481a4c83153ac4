"""What a database was really built as: every table, line by line, in the database's own words.

Alembic's comparison sees neither the condition of an index nor a check, a default, a primary key
or, on SQLite, a length. The words that the database itself keeps say all of that.
"""

import re
from collections.abc import Iterator

from sqlalchemy import Connection, text

Shape = dict[str, set[str]]  # a table's name: its columns, constraints, indexes and triggers

# A word in quotes is one piece, whatever stands in it.
PIECES = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|[(),]|[^\s'\"(),]+")
NEEDS_NO_QUOTES = re.compile(r'"([a-z_]+)"')

ON_POSTGRESQL = """
    select relname, concat_ws(' ', attname, format_type(atttypid, atttypmod),
           case when attnotnull then 'not null' end, 'default ' || pg_get_expr(adbin, adrelid),
           nullif(attidentity, ''), nullif(attgenerated, ''),
           'collate ' || nullif(collname, 'default'))
      from pg_class c join pg_attribute a on attrelid = c.oid and attnum > 0 and not attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      left join pg_collation l on l.oid = a.attcollation
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'S')
    union all
    select conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
      from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
    union all
    select tablename, indexdef from pg_indexes where schemaname = 'public'
    union all
    select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
"""


def shape(connection: Connection) -> Shape:
    """Every table as the database behind `connection` keeps it; the order of columns left out."""
    found: Shape = {}
    for table, line in _lines(connection):
        found.setdefault(table, set()).add(line)
    found.pop("alembic_version", None)
    return found


def differences(one: Shape, other: Shape) -> list[str]:
    """Each line that only one of the two has."""
    return sorted(
        f"{sign} {table}: {line}"
        for sign, mine, theirs in (("-", one, other), ("+", other, one))
        for table, lines in mine.items()
        for line in lines - theirs.get(table, set())
    )


def _lines(connection: Connection) -> Iterator[tuple[str, str]]:
    if connection.dialect.name == "postgresql":
        yield from ((row[0], row[1]) for row in connection.execute(text(ON_POSTGRESQL)))
        return
    written = "select type, tbl_name, sql from sqlite_master where sql is not null"
    for kind, table, sql in connection.execute(text(written)):
        parts = parts_of(sql) if kind == "table" else [" ".join(plain(sql))]
        yield from ((table, part) for part in parts)


def plain(sql: str) -> list[str]:
    """The pieces of a statement, however it was laid out and whatever it put in quotes."""
    return [NEEDS_NO_QUOTES.sub(r"\1", piece) for piece in PIECES.findall(sql)]


def parts_of(create_table: str) -> list[str]:
    """What stands between the outer brackets of a `CREATE TABLE`, and what stands behind them."""
    parts, depth = [""], 0
    for piece in plain(create_table):
        depth -= piece == ")"
        if (piece == "," and depth == 1) or (piece in "()" and depth == 0):
            parts.append("")
        else:
            parts[-1] += f" {piece}"
        depth += piece == "("
    return [part.strip() for part in parts[1:] if part]
