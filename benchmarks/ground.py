"""An app on a database of its own, in this process."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

import config
from homecare.app import create_app
from homecare.extensions import db


@contextmanager
def app_on_sqlite() -> Iterator[tuple[Flask, Session]]:
    """A migrated app in a temporary folder, and a session of the benchmark's own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.Settings(
            instance=Path(folder),
            database_url=f"sqlite:///{folder}/benchmark.sqlite",
            secret_key="a secret of the benchmarks, long enough",
            public_url="https://homecare.example",
            mail_from="no-reply@homecare.example",
            testing=True,
        )
        app = create_app(settings)
        with app.app_context():
            upgrade()
            engine = db.engine
        with Session(engine, expire_on_commit=False) as session:
            yield app, session
