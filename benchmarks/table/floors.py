"""What everything is measured beside: a bare page, a bare INSERT, and bare smtplib.

`python -m benchmarks.table.floors serve DATABASE PORT` answers / with one SELECT and /insert with
one INSERT, by the same server and with the same pragmas (synchronous FULL); DATABASE is a file, or
the address of an empty database;
`… send PORT FILE` hands the mails of a file over.
"""

import pickle
import smtplib
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text

from homecare.database import prepare_engine
from homecare.serving import webserver


def bare(database: str) -> Flask:
    """An app with the two pages."""
    app = Flask("bare")
    engine = create_engine(database if "://" in database else f"sqlite:///{database}")
    prepare_engine(engine)
    with engine.begin() as connection:
        kind = "INTEGER" if engine.dialect.name == "sqlite" else "SERIAL"
        connection.execute(text(f"CREATE TABLE line (id {kind} PRIMARY KEY, word TEXT)"))

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            return str(connection.scalar(text("SELECT count(*) FROM line WHERE id < 10")))

    @app.get("/insert")
    def insert() -> str:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO line (word) VALUES ('word')"))
        return "stored"

    return app


def send(port: int, letters: list[tuple[str, list[str], bytes]]) -> None:
    """Hand every letter over on one connection."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for sender, receivers, content in letters:
            server.sendmail(sender, receivers, content)


def main(what: str, *words: str) -> None:
    """One of the two."""
    if what == "serve":
        webserver.make_server(bare(words[0]), "127.0.0.1", int(words[1]), 8).run()
    else:
        send(int(words[0]), pickle.loads(Path(words[1]).read_bytes()))


if __name__ == "__main__":
    main(*sys.argv[1:])
