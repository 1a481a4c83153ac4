"""Migrating a database that is not the app's own: one that a backup is unpacked into."""

from flask import Flask
from flask_migrate import upgrade

import config
from homecare.database import prepare_engine
from homecare.extensions import db, migrate


def migrate_to(url: str, revision: str) -> None:
    """Bring the database at an address to a revision; an app with nothing else stands by."""
    app = Flask("homecare")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    with app.app_context():
        prepare_engine(db.engine)
        try:
            upgrade(revision=revision)
        finally:
            db.session.remove()
            db.engine.dispose()
