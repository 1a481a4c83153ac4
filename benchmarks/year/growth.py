"""How big the database has become, and what its pages weigh, month by month."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from benchmarks.growth import bytes_of_tables
from benchmarks.year.calendar import DAY
from benchmarks.year.world import PASSWORD, World, address_of
from homecare.database import Base
from homecare.mail.models import MailPart, MailWords
from tests.make.diary import statements
from tests.make.people import signed_in

AT_MONTHS = (1, 6, 12)
CLIENT_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Size:
    """The database at the end of a month; `client_months` counts everybody's days in care.

    `mail` is what mails say: it goes some days after they were sent. `tables` are the bytes of
    each table, those of its indexes with it.
    """

    month: int
    in_care: int
    client_months: float
    database: int
    mail: int
    mail_files: int
    rows: dict[str, int]
    tables: dict[str, int]

    @property
    def lasting(self) -> int:
        """The bytes that stay."""
        return self.database - self.mail


@dataclass(frozen=True, slots=True)
class Weight:
    """One page or mail: its bytes, and the statements it took."""

    month: int
    name: str
    size: int
    statements: int


@dataclass
class Book:
    """What was measured at the end of each month."""

    sizes: list[Size] = field(default_factory=list)
    weights: list[Weight] = field(default_factory=list)

    def measure(self, world: World, month: int) -> None:
        """Measure now; pages only at a few months."""
        self.sizes.append(_size(world, month))
        if month in AT_MONTHS:
            self.weights += _weights(world, month)


def _size(world: World, month: int) -> Size:
    session = world.session
    session.commit()
    session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    pages = session.scalar(text("PRAGMA page_count")) - session.scalar(
        text("PRAGMA freelist_count")
    )
    database = pages * session.scalar(text("PRAGMA page_size"))
    words = func.length(MailWords.text) + func.length(MailWords.html)
    mail = session.scalar(select(func.sum(words))) or 0
    mail += session.scalar(select(func.sum(func.length(MailPart.content)))) or 0
    rows = {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
    tables = bytes_of_tables(session)
    session.rollback()
    folder = world.app.config["SETTINGS"].mail_folder
    in_care = sum(one.in_care for one in world.residents)
    months, held = _client_months(world, month), _held(folder)
    return Size(month, in_care, months, database, mail, held, rows, tables)


def _client_months(world: World, month: int) -> float:
    until = world.calendar.start + (world.calendar.days * month // 12) * DAY
    days = 0
    for one in world.residents:
        assert one.intake_on is not None
        days += max(0, (min(one.discharged_on or until, until) - one.intake_on).days)
    return days / CLIENT_MONTH


def _held(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir()) if folder.is_dir() else 0


def _weights(world: World, month: int) -> list[Weight]:
    """The pages of the therapist with the client who stays all year, and that client's own."""
    one = world.residents[0]
    assert one.therapist is not None
    desk = signed_in(world.app, address_of(one.therapist.name), PASSWORD)
    phone = signed_in(world.app, f"client{one.number}@clients.example", PASSWORD)
    found = [
        _page(world, month, "caseload", desk, "/caseload"),
        _page(world, month, "flags", desk, "/flags"),
        _page(world, month, "client of a year", desk, f"/clients/{one.client_id}"),
        _page(world, month, "Today", phone, "/today"),
        _page(world, month, "Progress", phone, "/progress"),
    ]
    return found + [
        Weight(month, name, _newest_mail(world, kind, is_wanted), 0)
        for name, kind, is_wanted in (
            ("digest mail", "weekly-digest", lambda to: to == address_of(one.therapist.name)),
            ("weekly mail", "weekly-progress", lambda to: to.startswith(f"client{one.number}@")),
        )
    ]


def _page(world: World, month: int, name: str, browser: FlaskClient, address: str) -> Weight:
    world.session.rollback()
    browser.get(address)
    with statements(world.session) as sent:
        answer = browser.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status}"
    return Weight(month, name, len(answer.data), len(sent))


def _newest_mail(world: World, kind: str, is_wanted: Callable[[str], bool]) -> int:
    """The bytes of the newest mail of a kind to somebody; 0 where there was none."""
    letters = reversed(world.seen.letters.values())
    return next((one.size for one in letters if one.kind == kind and is_wanted(one.to)), 0)
