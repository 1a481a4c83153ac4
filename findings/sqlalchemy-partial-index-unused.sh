#!/usr/bin/env bash
# SQLAlchemy 2.0 on SQLite: a partial index is never used by the very expression it was declared with.
#
# The guess: one Python expression, given to `Index(..., sqlite_where=expression)` and to
# `select(...).where(expression)`, means the same to SQLite, so that the query reads the index.
# What happens: in CREATE INDEX the values are written out, in the SELECT they are parameters. SQLite
# decides whether a partial index fits while it prepares the statement, when it has no values yet, so
# the whole table is read. With the values written out (`literal_column`) the index is used. Nothing
# warns, and Alembic's comparison of models and tables has no difference to tell.
# So: a condition that a partial index is to serve is written with literal values on both sides.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "SQLAlchemy==2.0.44"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
python3 - <<'PYTHON'
import sqlite3
import sys
from importlib.metadata import version

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, create_engine, event, insert
from sqlalchemy import literal_column, select

print(f"SQLAlchemy {version('SQLAlchemy')}, SQLite {sqlite3.sqlite_version}")
parcels = Table("parcel", MetaData(), Column("id", Integer, primary_key=True),
                Column("state", String, nullable=False), Column("weight", Integer, nullable=False))
lost = parcels.c.state.in_(("lost", "damaged"))
Index("of_lost_parcels", parcels.c.weight, sqlite_where=lost)
written_out = parcels.c.state.in_((literal_column("'lost'"), literal_column("'damaged'")))

engine = create_engine("sqlite://")
sent = []


@event.listens_for(engine, "before_cursor_execute")
def remember(_connection, _cursor, statement, parameters, _context, _many):
    sent.append((statement, parameters))


def plan(connection, condition):
    connection.execute(select(parcels.c.id).where(condition))
    statement, parameters = sent[-1]
    asked = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return " ".join(row[-1] for row in asked)


with engine.begin() as connection:
    parcels.metadata.create_all(connection)
    states = [{"state": "lost" if n % 500 == 0 else "sent", "weight": n} for n in range(5000)]
    connection.execute(insert(parcels), states)
    connection.exec_driver_sql("ANALYZE")
    same, literal = plan(connection, lost), plan(connection, written_out)
print(f"the same expression: {same}")
print(f"its values written out: {literal}")
if "of_lost_parcels" in same or "of_lost_parcels" not in literal:
    sys.exit("CHANGED")
print("as found")
PYTHON
