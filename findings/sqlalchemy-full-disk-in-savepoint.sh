#!/usr/bin/env bash
# SQLAlchemy 2.0 on SQLite: a disk that is full inside a savepoint is reported as "no such savepoint".
#
# The guess: when a statement inside `begin_nested()` fails because the database is full, the savepoint
# is rolled back, the error that comes out says "database or disk is full", and what the transaction
# did before the savepoint is still there.
# What happens: SQLite itself rolls the whole transaction back when it is full, so that the rollback to
# the savepoint fails, and that failure is the error which comes out; the real one is only its context,
# and what was written before the savepoint is gone.
# So: whoever tells a full disk from other errors looks through the chain of causes.
# Needs python3 (3.11 or newer) with pip.
set -euo pipefail
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target "$here" \
  "SQLAlchemy==2.0.44"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 DATABASE=$here/full.sqlite
python3 - <<'PYTHON'
import os
import sqlite3
import sys
from importlib.metadata import version

from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

print(f"SQLAlchemy {version('SQLAlchemy')}, SQLite {sqlite3.sqlite_version}")
engine = create_engine(f"sqlite:///{os.environ['DATABASE']}")


@event.listens_for(engine, "connect")
def begin_by_hand(connection, _record):
    connection.isolation_level = None  # as SQLAlchemy's manual asks for savepoints


@event.listens_for(engine, "begin")
def begin(connection):
    connection.exec_driver_sql("BEGIN")


with engine.begin() as connection:
    connection.execute(text("CREATE TABLE note (words TEXT)"))
said = context = ""
with Session(engine) as session:
    session.execute(text("INSERT INTO note VALUES ('before')"))
    pages = session.scalar(text("PRAGMA page_count"))
    session.execute(text(f"PRAGMA max_page_count = {pages}"))
    try:
        with session.begin_nested():
            session.execute(text("INSERT INTO note VALUES (hex(zeroblob(100000)))"))
    except OperationalError as error:
        said, context = str(error.orig), str(getattr(error.__context__, "orig", error.__context__))
    inside = session.connection().connection.dbapi_connection.in_transaction
print(f"said: {said}; its context: {context}; the transaction goes on: {inside}")
if "no such savepoint" not in said or "full" not in context or inside:
    sys.exit("CHANGED")
print("as found")
PYTHON
