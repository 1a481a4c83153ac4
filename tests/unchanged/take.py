"""A snapshot of one tree, written file by file."""

import importlib
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from click import Command, Context, Group
from click.testing import CliRunner
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests import postgres
from tests.unchanged import answers, histories, place, sections
from tests.unchanged.normal import Numbers
from tests.unchanged.press import Ways
from tests.unchanged.walk import Seen, Visitor

NOBODY = "nobody"
FEW = 3  # pages of one kind that are looked at once more when every form was sent
# What is new each time: tokens of forms and of links that a page makes, room on the disk, when
# somebody signed in by the machine's own clock, and the key of a second factor.
NEW = re.compile(
    r"\.?eJ[\w-]+\.[\w-]+\.[\w-]+|(?<=free_megabytes\":)\d+"
    r"|(?<=Signed in on )[^.<]+? at \d\d:\d\d|(?:\b[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b"
)
FIRST, MOVED = "sqlite", "postgresql"
PATIENCE = 3_600  # seconds; a large practice is judged, and moved


def take(tree: Path, folder: Path, given: Iterable[Path], say: Callable[[str], object]) -> None:
    """Write a snapshot of `tree` into `folder`, which is new; `given` are more histories.

    Raises FileExistsError where the folder is there already, RuntimeError where the tree fails.
    """
    folder.mkdir(parents=True)
    with place.demonstration(tree) as instance:
        say("the demonstration is made")
        _write(folder, "mails", _mails((instance / "mail").glob("*.eml")), say)
        _write(folder, "approved-mails", _approved(tree), say)
        _write(folder, "replay", _replays(tree, instance, given), say)
        os.chdir(tree)
        app = importlib.import_module("homecare.app").create_app()
        _write(folder, "addresses", _addresses(app), say)
        _write(folder, "commands", _commands(tree, app), say)
        _pages(folder, app, say)
        made = set((instance / "mail").glob("*.eml"))
        place.run_jobs(tree)
        _write(folder, "mails-then", _mails(set((instance / "mail").glob("*.eml")) - made), say)


def _write(
    folder: Path, name: str, found: Iterable[tuple[str, str]], say: Callable[[str], object]
) -> None:
    say(f"{name}: {sections.write(folder / f'{name}.txt', found)}")


def _mails(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Mails in the order in which they were queued, as their names have it."""
    for number, file in enumerate(sorted(files), start=1):
        yield f"mail {number}", Numbers().plain(answers.mail_in_words(file.read_bytes()))


def _approved(tree: Path) -> Iterator[tuple[str, str]]:
    """The mails as the tests of the tree want them, by name: their folder may move."""
    for file in sorted(tree.glob("tests/**/snapshots/*"), key=lambda file: file.name):
        yield file.name, file.read_text()


def _replays(tree: Path, instance: Path, given: Iterable[Path]) -> Iterator[tuple[str, str]]:
    own = instance / "histories.jsonl"
    own.write_text("".join(f"{line}\n" for line in histories.lines()))
    for file in (own, *given):
        told = place.flask(tree, "assess", str(file.resolve()), "--replay", fails=True)
        for number, line in enumerate(told.splitlines(), start=1):
            yield f"{file.stem} {number}", line


def _addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Who may open what: the address first, as the endpoint may be renamed on purpose."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.rule, sorted(r.methods or ()))):
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        address = Numbers(_release(app)).plain(rule.rule)
        who = _access_rule(app, rule.endpoint)
        yield f"{address} {methods}", f"may open: {who}\nendpoint: {rule.endpoint}"


def _access_rule(app: Flask, endpoint: str) -> str:
    stated = getattr(app.view_functions[endpoint], "access_rule", None)
    if stated is None:  # a library's view: homecare keeps the list of them
        stated = importlib.import_module("homecare.access").rule_of(app, endpoint)
    return str(stated)


def _release(app: Flask) -> str:
    return (app.static_url_path or "").rpartition("/")[2]


def _commands(tree: Path, app: Flask) -> Iterator[tuple[str, str]]:
    yield "flask", place.flask(tree, "--help")
    whole = FlaskGroup(create_app=lambda: app, add_default_commands=False)
    for words in _every_command(app.cli, ()):
        told = CliRunner().invoke(whole, [*words, "--help"], prog_name="flask")
        yield " ".join(words), told.output


def _every_command(group: Group, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    context = Context(group)
    for name in sorted(group.list_commands(context)):
        command: Command | None = group.get_command(context, name)
        yield (*before, name)
        if isinstance(command, Group):
            yield from _every_command(command, (*before, name))


def _pages(folder: Path, app: Flask, say: Callable[[str], object]) -> None:
    """Everybody walks on their own; then each knocks where only others were led."""
    visitors = {who: Visitor(app, place.ORIGIN, _release(app)) for who in (NOBODY, *place.SIGN_INS)}
    ways = {who: Ways(visitor) for who, visitor in visitors.items()}
    seen: dict[str, list[Seen]] = {}
    for who, visitor in visitors.items():
        if who != NOBODY:
            visitor.sign_in(who, place.PASSWORD)
        seen[who] = list(visitor.walk(met=ways[who].look_for))
    found: dict[str, str] = {}
    for visitor in visitors.values():
        found = {**visitor.found, **found}
    for who, visitor in visitors.items():
        seen[who] += visitor.knock(found)
        _write_seen(folder, "pages", "statements", who, seen[who], say)
    for who, way in ways.items():
        _write_seen(folder, "forms", "statements-forms", who, list(way.press()), say)
    for who, visitor in visitors.items():
        again = list(visitor.walk(most=FEW))
        _write_seen(folder, "pages-then", "statements-then", who, again, say)


def _write_seen(
    folder: Path,
    pages: str,
    statements: str,
    who: str,
    seen: list[Seen],
    say: Callable[[str], object],
) -> None:
    name = who.replace("@", "-").replace(".example", "")
    _write(folder, f"{pages}-{name}", ((page.address, page.content) for page in seen), say)
    told = ((page.address, page.statements) for page in seen)
    _write(folder, f"{statements}-{name}", told, say)


def move_and_take(
    tree: Path, folder: Path, say: Callable[[str], object], episodes: int = 0
) -> None:
    """Write the pages of both into `folder`, which is new: as `sqlite/` and as `postgresql/`.

    With `episodes` a practice of so many stands beside the demonstration; of its pages the walk
    sees some of each kind. Raises FileExistsError where the folder is there already, RuntimeError
    where the move fails.
    """
    folder.mkdir(parents=True)
    with place.demonstration(tree), postgres.server() as server:
        say("the demonstration is made")
        os.chdir(tree)
        create_app = importlib.import_module("homecare.app").create_app
        people: tuple[str, ...] = (NOBODY, *place.SIGN_INS)
        if episodes:
            people += _large_practice(create_app(), tree, episodes)
            say(f"a practice of {episodes:,} episodes is made, and judged")
        url = postgres.another_database(server, "moved")
        began = time.monotonic()
        told = place.flask(tree, "move-to", url, patience=PATIENCE)
        say(f"{told.strip().splitlines()[0]} ({time.monotonic() - began:.0f} s)")
        _pages_alone(folder / FIRST, create_app(), people, say)
        os.environ["HOMECARE_DATABASE_URL"] = url
        _pages_alone(folder / MOVED, create_app(), people, say)


def _large_practice(app: Flask, tree: Path, episodes: int) -> tuple[str, ...]:
    """Make it and judge it; answers who signs in there, with the demonstration's password."""
    # Not at the top: which homecare they mean is known only here.
    db = importlib.import_module("homecare.extensions").db
    make_care = importlib.import_module("tests.make.diary").make_care
    many_episodes = importlib.import_module("benchmarks.night.ground").many_episodes
    clients = importlib.import_module("homecare.clients.models").Client
    now = datetime.fromisoformat(place.MOMENT)
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        care = make_care(session, now, email=".large")
        session.commit()
        many_episodes(session, care, now.date(), episodes)
        # Each its own name, as lists are in their order: which of two Smiths is first is free.
        mine = clients.id != care.client.id, clients.practice_id == care.practice.id
        found = session.scalars(select(clients.id).where(*mine).order_by(clients.id)).all()
        for number, one in enumerate(found):
            session.execute(update(clients).where(clients.id == one).values(name=f"No {number:05}"))
        session.commit()
    with app.app_context():
        db.engine.dispose()  # who moves it wants it alone
    place.flask(tree, "job", "run", "assess", "--on", str(now.date()), patience=PATIENCE)
    return ("therapist.large@homecare.example", "owner.large@homecare.example")


def _pages_alone(
    folder: Path, app: Flask, people: Iterable[str], say: Callable[[str], object]
) -> None:
    folder.mkdir()
    clock = importlib.import_module("homecare.jobs.clock_process")
    for who in people:
        clock.show_life(app)  # no clock runs, and `/healthz` would tell of it after a while
        visitor = Visitor(app, place.ORIGIN, _release(app))
        if who != NOBODY:
            visitor.sign_in(who, place.PASSWORD)
        seen = [(page.address, plain(page.address, page.content)) for page in visitor.walk()]
        sections.write(folder / f"pages-{who.replace('@', '-')}.txt", seen)
        say(f"{folder.name}, {who}: {len(seen)} pages")


def plain(address: str, content: str) -> str:
    """A page without what is new each time. PostgreSQL keeps the fields of JSON in an order of its
    own, so that of a file of JSON only which lines there are is compared."""
    words = NEW.sub("{new}", content)
    if not address.partition("?")[0].endswith(".json"):
        return words
    return "\n".join(sorted(line.strip(" ,") for line in words.splitlines()))
