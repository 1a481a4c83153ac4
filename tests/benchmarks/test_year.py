"""A few weeks of `benchmarks.year`: it runs, and what it checks is seen when it is broken."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from benchmarks.year.calendar import DAY, START, Calendar
from benchmarks.year.growth import Book
from benchmarks.year.invariants import LAWS, invariants
from benchmarks.year.living import lived
from benchmarks.year.load import Raised, Spread, known_occasions, repeats
from benchmarks.year.needed import still_answers
from benchmarks.year.tables import (
    growth_table,
    invariants_table,
    load_table,
    pages_table,
    people_table,
)
from benchmarks.year.world import World
from homecare.database import new_id
from homecare.flags.models import Flag, FlagTransition
from homecare.mail.models import MailPart, MailWords, OutboxMail

pytestmark = pytest.mark.any_database
HOURS = (2, 7, 18)


@pytest.fixture(scope="module")
def book() -> Book:
    return Book()


@pytest.fixture(scope="module")
def world(book: Book) -> Iterator[World]:
    """Five people in care for forty days, with a stop of the server among them."""

    def measure(world: World, month: int) -> None:
        if month == 12:
            book.measure(world, month)

    with lived(Calendar(START, 40, HOURS), 5, 1, measure) as world:
        yield world


def broken(world: World) -> set[str]:
    """The laws that don't hold just now; what was not committed is gone afterwards."""
    return {one.name for one in invariants(world) if not one.holds}


def test_everything_holds_and_is_printed(world: World, book: Book) -> None:
    found = invariants(world)
    assert {one.name: one.broken for one in found if one.broken} == {}
    assert [line[:2] for line in invariants_table(found)] == ["ok"] * len(LAWS)
    printed = [*people_table(world), *load_table(world), *growth_table(book), *pages_table(book)]
    assert any(line.startswith("mails at once") for line in printed)
    assert any(line.startswith("diary_day") for line in printed)
    assert any(line.startswith("client of a year") for line in printed)


def test_the_stop_kept_entries_on_the_phones(world: World) -> None:
    first, back = world.calendar.stop
    assert back - first > timedelta(days=6)
    assert not any(first <= letter.at < back for letter in world.seen.letters.values())
    assert set(world.seen.outcomes) == {"stored"}


def double_a_mail(world: World) -> None:
    row = world.session.scalars(
        select(OutboxMail).where(OutboxMail.kind == "reminder").order_by(OutboxMail.id.desc())
    ).first()
    assert row is not None
    copied = ("practice_id", "client_id", "kind", "to_address", "status", "not_before")
    words = MailWords(subject=row.subject, text=row.text, html=row.html)
    world.session.add(OutboxMail(
        **{name: getattr(row, name) for name in copied}, key=None, words=words,
        queued_at=row.queued_at + timedelta(minutes=5),
    ))  # fmt: skip
    world.session.flush()


def lose_a_mail(world: World) -> None:
    mail = select(OutboxMail.id).where(OutboxMail.kind == "weekly-digest").limit(1)
    mail_id = world.session.scalar(mail)
    for part in (MailPart, MailWords):
        world.session.execute(delete(part).where(part.mail_id == mail_id))
    world.session.execute(delete(OutboxMail).where(OutboxMail.id == mail_id))


def lose_the_notices(world: World) -> None:
    world.session.execute(
        update(OutboxMail).where(OutboxMail.kind == "flag-needs-you").values(key=None)
    )


def lose_a_run(kind: str) -> Callable[[World], None]:
    def lose(world: World) -> None:
        of_kind = [run_id for run_id, run in world.seen.runs.items() if run.kind == kind]
        del world.seen.runs[of_kind[9]]

    return lose


def run_twice(world: World) -> None:
    nights = (run for run in world.seen.runs.values() if run.kind == "assess")
    world.seen.runs[new_id()] = next(nights)


def fail_a_run(world: World) -> None:
    run_id, run = next(iter(world.seen.runs.items()))
    world.seen.runs[run_id] = run._replace(status="failed")


def break_a_chain(world: World) -> None:
    one = world.session.scalar(select(FlagTransition.id).where(FlagTransition.old != "").limit(1))
    world.session.execute(
        update(FlagTransition).where(FlagTransition.id == one).values(old="dismissed")
    )


def let_two_live(world: World) -> None:
    late = world.calendar.stop[1] + timedelta(days=99)
    world.session.execute(update(Flag).where(Flag.closed_at.is_not(None)).values(closed_at=late))


def lose_the_flags(world: World) -> None:
    world.session.execute(update(Flag).values(kind="not_following"))


@pytest.mark.parametrize(
    ("harm", "law"),
    [
        (double_a_mail, "no mail twice, by content"),
        (double_a_mail, "every mail left once"),
        (lose_a_mail, "a mail for each run, a run for each mail"),
        (lose_the_notices, "every grave flag told at once"),
        (lose_a_run("weekly-progress"), "every client's week mailed or skipped once"),
        (lose_a_run("weekly-digest"), "every therapist's week mailed or skipped once"),
        (lose_a_run("assess"), "every night judged once"),
        (run_twice, "every night judged once"),
        (fail_a_run, "no job failed"),
        (break_a_chain, "transition chains valid"),
        (let_two_live, "one live flag an episode"),
        (lose_the_flags, "every needed look flagged in time"),
    ],
)
def test_what_is_broken_is_found(
    world: World, harm: Callable[[World], None], law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(world.seen, "runs", dict(world.seen.runs))
        harm(world)
        assert law in broken(world)
    assert broken(world) == set()


def test_a_refused_entry_and_a_fault_are_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(world.seen.outcomes, "rejected", 1)
    monkeypatch.setattr(world.seen, "faults", ["night failed"])
    assert broken(world) == {"what phones sent is stored", "no job failed"}


def test_the_year_holds_what_it_promises() -> None:
    year = Calendar(START, 364)
    assert year.has_week_53()
    assert year.clock_changes(["Europe/London", "America/New_York"]) == [
        "2026-10-25 Europe/London", "2027-03-28 Europe/London",
        "2026-11-01 America/New_York", "2027-03-14 America/New_York",
    ]  # fmt: skip
    first, back = year.stop
    assert not [event for event in year.events({}, []) if first <= event.at < back and
                event.what == "tick"]  # fmt: skip


def raised(kind: str, day: int, *, decided: int | None = None, of: str = "stall") -> Raised:
    """A flag of one client, raised and decided on days of the year."""
    began = Calendar(START, 1).stop[1]
    return Raised(
        new_id(), ONE, ONE, kind, "acted" if decided else "open", began.date(),
        began + timedelta(days=day), began + timedelta(days=decided) if decided else None,
        frozenset({of}),
    )  # fmt: skip


ONE = new_id()


def test_a_repeat_is_as_grave_or_less_within_four_weeks_of_a_decision() -> None:
    gp = raised("gp", 1, decided=3)
    assert repeats([gp, raised("review", 30, of="r")])
    assert not repeats([gp, raised("review", 31, of="r")])
    assert not repeats([gp, raised("urgent", 4, of="a")])
    assert known_occasions([gp, raised("gp", 200)])
    assert not known_occasions([gp, raised("gp", 4, of="other")])


@pytest.mark.parametrize(
    ("kind", "found", "days"),
    [("quiet", "quiet", 56), ("quiet", "stalled", 42), ("gp", "quiet", 42), ("gp", "gp", 42)],
)
def test_a_decision_answers_for_silence_for_eight_weeks_and_for_anything_else_for_six(
    kind: str, found: str, days: int
) -> None:
    flag, decided = raised(kind, 1, decided=3), Calendar(START, 1).stop[1].date() + 3 * DAY
    assert still_answers(flag, decided + days * DAY, (found,))
    assert not still_answers(flag, decided + (days + 1) * DAY, (found,))
    assert still_answers(raised(kind, 1), decided + 300 * DAY, (found,))


def test_a_spread() -> None:
    assert Spread.of([]) == Spread(0, 0, 0)
    assert Spread.of(range(1, 11)) == Spread(5.5, 9, 10)
