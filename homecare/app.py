"""The application factory."""

from flask import Flask

import config
from homecare import access, cli, clock, database, first_look, private, web
from homecare import tables as _every_model  # noqa: F401 (makes Base.metadata whole)
from homecare.accounts import installation
from homecare.accounts import security as signing_in
from homecare.accounts import views as accounts
from homecare.demonstration import views as demonstration
from homecare.desk import views as desk
from homecare.extensions import bootstrap, csrf, db, limiter, migrate
from homecare.scheduling import views as scheduling
from homecare.today import views as today

FEATURES = (
    accounts.blueprint,
    today.blueprint,
    desk.blueprint,
    scheduling.blueprint,
    demonstration.blueprint,
)


def create_app(settings: config.Settings | None = None) -> Flask:
    """Build the app: settings → extensions → features → commands."""
    given, settings = settings, settings or config.read()
    first_look.look_at(settings.database_url)
    if given is None:
        private.kept_private(settings)
    app = Flask(
        "homecare",
        instance_path=str(settings.instance),
        static_url_path=web.static_address(),
    )
    web.configure(app, settings)
    clock.follow(settings.clock_file)

    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    limiter.init_app(app)
    bootstrap.init_app(app)
    signing_in.bind(app)
    with app.app_context():
        database.prepare_engine(db.engine)
        app.config["DEMONSTRATION"] = installation.is_demonstration(db.engine, settings)
        db.engine.dispose()  # nothing stays open that a worker forked from here would share

    web.name_cookies(app)
    for blueprint in FEATURES:
        app.register_blueprint(blueprint)
    web.dress(app)
    access.deny_by_default(app)
    cli.add_commands(app)
    return app
