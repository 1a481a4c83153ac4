"""The application factory."""

from importlib import import_module

from flask import Flask

import config
from homecare import access, clock, database, template_filters, web
from homecare.accounts import installation
from homecare.accounts.access_rules import NOBODY_YET
from homecare.accounts.front_door import giving_back
from homecare.accounts.sign_in import limits
from homecare.accounts.sign_in import security as signing_in
from homecare.acting import CLIENT, OWNER, THERAPIST
from homecare.bundles.handing_out import static_address
from homecare.commands.table import add_commands
from homecare.extensions import bootstrap, compress, csrf, db, limiter, migrate
from homecare.serving import again, first_look, mail_leaves, private, quiet_log
from homecare.tally.storage import where_counted

BLUEPRINTS = ("accounts.front_door.views", "accounts.factors.blueprint", "today.blueprint",
              "desk.blueprint", "letters.blueprint", "jobs.health",
              "demonstration.views")  # fmt: skip

# The modules that give the two front doors their addresses, and their templates their filters.
PAGES = {
    "accounts.factors": "views step again",
    "accounts.front_door": "own_address",
    "today.day": "views",
    "today.questions": "views check_in red_flags ticked activities",
    "today.progress": "views",
    "today.me": "views address away erasure stopping",
    "today.letters": "views",
    "today.phone": "views api pictures",
    "desk": "words",
    "desk.caseload": "views",
    "desk.client": "views rule visits_and_discharge diary_entry red_flag_questions",
    "desk.visits": "views appointments",
    "desk.erasure": "views",
    "desk.merging": "views moved",
    "desk.client.episodes": "views timeline mistakes away",
    "desk.week": "views",
    "desk.exchange": "exports imports imported_clients",
    "desk.intake": "new edit invitation wrong_person not_theirs activities",
    "desk.programme": "views side sheet",
    "desk.flags": "views",
    "desk.referrals": "views contacts letter_page more_letters sending",
    "desk.referrals.agreement": "views",
    "desk.referrals.answers": "typed_in putting_right new_start",
    "desk.practice": "views colleagues set_up month loop logo server signing_in",
    "desk.practice.undelivered": "views",
    "desk.practice.who_did_what": "views",
    "letters": "views",
    "desk.rule": "views",
    "desk.library": "adapting file photos views words",
    "jobs": "readiness metrics",
}


# Where each role begins, and whoever comes before there is a practice.
FRONT_PAGES = {
    CLIENT: "today.today", THERAPIST: "desk.caseload", OWNER: "desk.caseload",
    NOBODY_YET: "desk.set_up",
}  # fmt: skip


def create_app(settings: config.Settings | None = None) -> Flask:
    """Build the app: settings → extensions → features → commands."""
    given, settings = settings, settings or config.read()
    quiet_log.leave_words_out()
    first_look.look_at(settings.database_url)
    if given is None:
        private.kept_private(settings)
    app = Flask(
        "homecare",
        instance_path=str(settings.instance),
        static_url_path=static_address(),
    )
    web.configure(app, settings)
    clock.follow(settings.clock_file)

    db.init_app(app)
    app.teardown_appcontext(again.give_back)  # before the extension's own
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    giving_back.follow(app)  # before a form's token is looked at
    csrf.init_app(app)
    app.config["RATELIMIT_STORAGE_URI"] = where_counted(settings)
    limiter.init_app(app)
    bootstrap.init_app(app)
    compress.init_app(app)
    signing_in.bind(app)
    with app.app_context(), first_look.said_in_one_line():
        database.prepare_engine(db.engine)
        app.config["DEMONSTRATION"] = installation.is_demonstration(db.engine, settings)
        db.engine.dispose()  # nothing stays open that a worker forked from here would share

    app.config.update(FRONT_PAGES=FRONT_PAGES, CREATE_APP=create_app)  # for other databases
    web.name_cookies(app)
    mail_leaves.follow(app)
    _register_pages(app)
    web.install_pages(app)
    template_filters.install_words(app)
    access.deny_by_default(app)
    limits.follow(app)
    add_commands(app)
    return app


def _register_pages(app: Flask) -> None:
    for room, modules in PAGES.items():
        for module in modules.split():
            import_module(f"homecare.{room}.{module}")
    for module in BLUEPRINTS:
        app.register_blueprint(import_module(f"homecare.{module}").blueprint)
