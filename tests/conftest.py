"""The app under test, on a real database that every test finds empty.

`--database=postgresql` runs the same tests on a PostgreSQL server started for them.
"""

import gc
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as property_tests
from playwright.sync_api import BrowserContext, expect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import config
from homecare.app import create_app
from homecare.busy import is_busy
from homecare.extensions import db, limiter
from tests import ids, needs, open_pages, postgres
from tests.chance import THOROUGH, examples
from tests.commands.migrated import hurry, migrate_to
from tests.kept import empty_all_tables
from tests.make.diary import Care, kept_care, make_care
from tests.make.people import NOW, signed_in
from tests.make.programmes import Room, kept_room
from tests.running import Running
from tests.second_database.marks import fixtures_of
from tests.second_database.record import Notes, worth_it
from tests.second_database.refused import refuse_what_is_too_long, tell_of_refusals
from tests.side_by_side import SHARING, Together, compiled_together
from tests.waiting.patience import IN_A_BROWSER, let_midnight_pass

# What is loaded and collected stays to the end: looking through it for garbage again and again
# took a twentieth of the processor's time.
gc.disable()

# The same examples each time, so that a change is judged by what it changed; more, others, and new
# ones each time, with HOMECARE_THOROUGH=1.
property_tests.register_profile(
    "usual", derandomize=True, database=None, deadline=None, max_examples=examples(100)
)
property_tests.register_profile("thorough", database=None, deadline=None)
property_tests.load_profile("thorough" if THOROUGH else "usual")

pytest_plugins = ["tests.waiting.again"]
expect.set_options(timeout=IN_A_BROWSER)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.addoption(
        "--note-statements", action="store_true", help="write down which statements each test sends"
    )
    parser.addoption(
        "--only-databases",
        action="store_true",
        help="leave out what sends nothing new, as the run with --note-statements wrote it down",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Statements are looked at from the first one on."""
    sqlite = config.getoption("--database") == "sqlite"
    refuse_what_is_too_long() if sqlite else tell_of_refusals()
    if config.getoption("--note-statements"):
        config.pluginmanager.register(Notes(), "statements-noted")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Several at a time, as the Makefile asks for."""
    return Together(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long begins first; who shares the one demonstration stays together."""
    shared = {
        item.nodeid.partition("::")[0] for item in items if "demonstration" in fixtures_of(item)
    }
    assert shared <= SHARING, f"add to tests/side_by_side.py: {shared - SHARING}"
    items.sort(key=lambda item: not {"demonstration", "beginning"} & fixtures_of(item))
    apart = set()
    if config.getoption("--only-databases"):
        stay = worth_it(config, [item for item in items if "database_url" in fixtures_of(item)])
        apart = {item for item in items if item.nodeid not in stay}
    if config.getoption("--database") == "sqlite":
        apart |= {item for item in items if item.get_closest_marker("postgresql")}
    if apart:
        config.hook.pytest_deselected(items=list(apart))
        items[:] = [item for item in items if item not in apart]


def pytest_collection_finish() -> None:
    """From now on only what tests leave behind is looked through."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test's ids are of the time that another one was at, and none has two days unasked."""
    ids.begin_anew()
    if "clock" not in fixtures_of(item):
        let_midnight_pass(datetime.now(UTC))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A browser's pages are told of while they are still open."""
    report = yield
    open_pages.tell(item, report)
    return report


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, instance: Path) -> Iterator[str]:
    """An empty database of the kind asked for on the command line."""
    with ExitStack() as stack:
        if request.config.getoption("--database") == "postgresql":
            yield stack.enter_context(postgres.server())
        else:
            yield f"sqlite:///{instance / 'tests.sqlite'}"


@pytest.fixture(scope="session")
def new_database(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """Makes another empty database of the same kind; answers its address."""

    def make(name: str) -> str:
        if not database_url.startswith("sqlite"):
            return postgres.another_database(database_url, name)
        return f"sqlite:///{tmp_path_factory.mktemp('database') / name}.sqlite"

    return make


@pytest.fixture(scope="session")
def database_with_tables(new_database: Callable[[str], str]) -> Callable[[str], str]:
    """The same with homecare's tables, for what is not about a first start: that makes them."""

    def make(name: str) -> str:
        url = new_database(name)
        migrate_to(url, "head")
        return url

    return make


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of the app under test."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def settings(instance: Path, database_url: str) -> config.Settings:
    """Settings of the app under test."""
    return config.Settings(
        instance=instance,
        database_url=database_url,
        secret_key="a secret of the tests, long enough to sign",
        public_url="https://homecare.example",
        mail_from="no-reply@homecare.example",
        testing=True,
    )


@pytest.fixture(scope="session")
def migrated_app(settings: config.Settings, instance: Path) -> Flask:
    """The app, made once, on a database that the migrations built."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_together(instance)
    with app.app_context():
        migrate_to(settings.database_url, "head")
        if db.engine.dialect.name == "sqlite":
            hurry(db.engine)
    return app


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The app with an empty database; whatever a test stored is gone after it."""
    yield migrated_app
    empty(migrated_app)
    migrated_app.config["DEMONSTRATION"] = False
    with migrated_app.app_context():
        limiter.reset()


def empty(app: Flask) -> None:
    """Delete every row of the app's database."""
    with app.app_context():
        db.session.remove()
        for last in (False, False, True):
            try:
                with db.engine.begin() as connection:
                    empty_all_tables(connection)
                break
            except DBAPIError as error:
                # A request that a phone waits for may hold what we want, and want what we hold.
                if last or not is_busy(error):
                    raise


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium, which may run as root and in a small /dev/shm."""
    path = needs.chromium()
    assert path is not None, "the tests need Chromium: run `make test`, or apt-get install chromium"
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """Opens a browser of somebody's own, which is waited for as everything else is."""

    def open_one(**more: Any) -> BrowserContext:
        context = new_context(**more)
        context.set_default_timeout(IN_A_BROWSER)
        return context

    return open_one


@pytest.fixture(scope="session")
def demonstration(
    new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """`make run`, with its invented people, made once; tests leave it running."""
    house = Running(tmp_path_factory.mktemp("demonstration"), new_database("demonstration"))
    house.environment["HOMECARE_SMTP_URL"] = "smtp://127.0.0.1:9"  # nobody listens, nobody asks
    house.start()
    yield house
    house.stop()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own, apart from any request's; the test commits what it makes."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def browser_client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in, with a cookie jar."""
    return app.test_client()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The morning of the tests, standing still; move it with `move_to`."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def intake() -> dict[str, Any]:
    """What a module wants to have been otherwise when its client was taken in."""
    return {}


@pytest.fixture
def care(session: Session, intake: dict[str, Any]) -> Care:
    """A client with two exercises, one due twice a day, and sitting and bath advice."""
    return make_care(session, **intake) if intake else kept_care(session)


@pytest.fixture
def in_care(session: Session) -> Care:
    """The same since this moment: for browsers, whose clock can't be moved."""
    return make_care(session, datetime.now(UTC))


@pytest.fixture
def room(session: Session) -> Room:
    """A client without a programme yet, their therapist and the library."""
    return kept_room(session)


@pytest.fixture
def therapist(app: Flask, request: pytest.FixtureRequest) -> FlaskClient:
    """Their therapist's browser: that of the room where a test asks for it, or of `care`."""
    request.getfixturevalue("room" if "room" in request.fixturenames else "care")
    return signed_in(app, "therapist@homecare.example")
