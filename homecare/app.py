"""The application factory."""

from importlib import import_module

from flask import Flask

import config
from homecare import access, cli, clock, database, first_look, private, web
from homecare.accounts import installation
from homecare.accounts import security as signing_in
from homecare.extensions import bootstrap, csrf, db, limiter, migrate

BLUEPRINTS = ("accounts.views", "today.blueprint", "desk.blueprint", "scheduling.views",
              "demonstration.views")  # fmt: skip

# The modules that give the two front doors their addresses, and their templates their filters.
PAGES = {
    "today": ("address_page asked_pages check_in_pages day_pages me_pages phone_pages"
              " progress_pages red_flag_pages sync_api"),
    "desk": ("audit_words caseload client_edit client_rule client_steps clients contacts"
             " diary_entry exercise_words flags invitation library practice programme"
             " programme_side referrals rule safety_check set_up sheet undelivered words"),
}  # fmt: skip


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
    _register_pages(app)
    web.dress(app)
    access.deny_by_default(app)
    cli.add_commands(app)
    return app


def _register_pages(app: Flask) -> None:
    for room, modules in PAGES.items():
        for module in modules.split():
            import_module(f"homecare.{room}.{module}")
    for module in BLUEPRINTS:
        app.register_blueprint(import_module(f"homecare.{module}").blueprint)
