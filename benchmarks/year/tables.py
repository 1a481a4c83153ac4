"""The printed page: the load, the invariants, the growth, the pages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.year.growth import Book
from benchmarks.year.invariants import SHOWN, Invariant
from benchmarks.year.load import (
    SCALED_TO,
    Raised,
    Spread,
    client_weeks,
    flags_a_week,
    followed_soon,
    known_occasions,
    mails_into_silence,
    notices_a_week,
    raised_flags,
    repeats,
    scaled,
    therapist_weeks,
)
from benchmarks.year.world import World
from homecare.rules.verdict.flags_asked import GRAVITY

MB = 1_000_000


def people_table(world: World) -> Iterator[str]:
    """Who lived through it."""
    courses = Counter(one.course for one in world.residents)
    habits = Counter(one.habit for one in world.residents)
    discharged = sum(one.discharged_on is not None for one in world.residents)
    first, back = world.calendar.stop
    yield (
        f"{len(world.residents)} clients over {world.calendar.days} days from "
        f"{world.calendar.start}, {discharged} discharged, seed {world.seed}"
    )
    yield "courses: " + ", ".join(f"{name} {n}" for name, n in sorted(courses.items()))
    yield "habits: " + ", ".join(f"{name} {n}" for name, n in sorted(habits.items()))
    yield f"no server from {first:%Y-%m-%d %H:%M} to {back:%Y-%m-%d %H:%M} UTC"
    yield "clock changes: " + ", ".join(world.calendar.clock_changes(world.zones()))
    yield f"week 53: {'yes' if world.calendar.has_week_53() else 'no'}"
    yield "decisions: " + ", ".join(f"{what} {n}" for what, n in sorted(world.seen.decided.items()))


def load_table(world: World) -> Iterator[str]:
    """What therapists and clients had to bear."""
    flags, weeks = raised_flags(world), therapist_weeks(world)
    counts = flags_a_week(world, flags, weeks)
    yield f"{'per therapist and week, ' + str(len(weeks)) + ' weeks':<52}median    90 %     max"
    yield _spread("in care", [week.in_care for week in weeks])
    yield _spread("flags", counts)
    yield _spread(f"flags, scaled to {SCALED_TO} in care", scaled(counts, weeks))
    for kind in GRAVITY:
        of_kind = flags_a_week(world, [flag for flag in flags if flag.kind == kind], weeks)
        yield _spread(f"  {kind}", of_kind)
    notices = notices_a_week(world, weeks)
    yield _spread("mails at once", notices)
    yield _spread(f"mails at once, scaled to {SCALED_TO} in care", scaled(notices, weeks))
    yield "per client and week in care"
    yield _spread("mails", client_weeks(world))
    yield _spread("  weekly mails", client_weeks(world, ("weekly-progress",)))
    yield _spread("  reminders", client_weeks(world, ("reminder",)))
    yield _spread("  check-ins", client_weeks(world, ("check-in",)))
    silent = mails_into_silence(world)
    yield _spread(f"mails after the last entry ({len(silent)} silent clients)", silent)
    yield ""
    yield from _flags_table(flags)


def _flags_table(flags: Sequence[Raised]) -> Iterator[str]:
    again = {flag.id for flag in repeats(flags)}
    known = {flag.id for flag in known_occasions(flags)}
    titles = f"{'share':>8}{'repeats':>9}{'known':>7}{'open':>6}{'days open':>11}"
    yield f"{'flags':<16}{'all':>6}{titles}"
    for kind in (*GRAVITY, "all"):
        some = [flag for flag in flags if kind in (flag.kind, "all")]
        yield (
            f"{kind:<16}{len(some):>6}{_share(len(some), len(flags)):>8}"
            f"{_share(sum(flag.id in again for flag in some), len(some)):>9}"
            f"{_share(sum(flag.id in known for flag in some), len(some)):>7}"
            f"{sum(flag.closed_at is None for flag in some):>6}{_days_open(some):>11}"
        )
    followed, decided = followed_soon(flags)
    share = _share(followed, decided)
    yield f"decided flags followed by another within a week: {share} of {decided}"


def _days_open(flags: Sequence[Raised]) -> str:
    days = [(flag.closed_at - flag.raised_at).days for flag in flags if flag.closed_at]
    return f"{median(days):.0f}" if days else "–"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _spread(name: str, figures: Sequence[float]) -> str:
    spread = Spread.of(figures)
    return f"{name:<50}{spread.middle:>8.1f}{spread.high:>8.1f}{spread.most:>8.1f}"


def invariants_table(found: Sequence[Invariant]) -> Iterator[str]:
    """Each law: ok or FAILED, how much was looked at, and the first of what is broken."""
    for one in found:
        what = "FAILED" if not one.holds else "ok    " if one.checked else "no case"
        yield f"{what} {one.name}: {len(one.broken)} of {one.checked}"
        for words, times in Counter(one.broken).most_common(SHOWN):
            yield f"         {words}" + (f" ({times} times)" if times > 1 else "")


def growth_table(book: Book) -> Iterator[str]:
    """The database month by month, and its tables at the end."""
    yield (
        f"{'month':<7}{'in care':>8}{'client-months':>15}{'MB':>8}{'MB / client-month':>19}"
        f"{'of this month':>15}{'to stay':>9}{'mail MB':>9}{'files MB':>10}"
    )
    before = None
    for size in book.sizes:
        months = size.client_months - (before.client_months if before else 0)
        grown = size.database - (before.database if before else 0)
        stays = size.lasting - (before.lasting if before else 0)
        yield (
            f"{size.month:<7}{size.in_care:>8}{size.client_months:>15.0f}{size.database / MB:>8.1f}"
            f"{size.database / MB / max(size.client_months, 1):>19.3f}"
            f"{grown / MB / max(months, 1):>15.3f}{stays / MB / max(months, 1):>9.3f}"
            f"{size.mail / MB:>9.1f}{size.mail_files / MB:>10.1f}"
        )
        before = size
    yield from _rows_table(book)


def _rows_table(book: Book) -> Iterator[str]:
    at = [size for size in book.sizes if size.month in (1, 6, 12)]
    if not at:
        return
    months = "".join(f"{'month ' + str(size.month):>12}" for size in at)
    yield f"{'rows':<30}{months}{'MB':>8}{'MB / client-month':>19}"
    last = at[-1]
    for table in sorted(last.rows, key=lambda name: -last.tables.get(name, 0)):
        if last.rows[table]:
            size, each = last.tables[table] / MB, max(last.client_months, 1)
            numbers = "".join(f"{one.rows[table]:>12,}" for one in at)
            yield f"{table:<30}{numbers}{size:>8.2f}{size / each:>19.4f}"


def pages_table(book: Book) -> Iterator[str]:
    """What each page weighs, in thousands of bytes, and its statements."""
    months = sorted({weight.month for weight in book.weights})
    yield f"{'kB (statements)':<22}" + "".join(f"{'month ' + str(month):>16}" for month in months)
    for name in dict.fromkeys(weight.name for weight in book.weights):
        of_name = [weight for weight in book.weights if weight.name == name]
        cells = (
            f"{weight.size / 1000:.1f}" + (f" ({weight.statements})" if weight.statements else "")
            for weight in of_name
        )
        yield f"{name:<22}" + "".join(f"{cell:>16}" for cell in cells)
