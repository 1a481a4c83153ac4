"""What the diary says of a day: pure, and the same whatever order the entries arrived in.

First `settled` settles what was corrected or taken back, then `project_day` counts. A flare-up
or a day away changes what is due (`schedule.due`). What is reported of it is never more than that;
what was done beside it is counted apart.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from homecare.diary.ledger import LOG, VOID, WEB, LedgerEntry, Order, line_of, order, with_scores_of
from homecare.diary.schemas import DONE, NOT, PARTLY, START, counts_as
from homecare.diary.words import came_late
from homecare.rules import schedule
from homecare.rules.schedule import Line, Version

Span = tuple[date, date]
Place = tuple[date, str, str | None]
Before = dict[str, int] | None
DAY = timedelta(days=1)
EXTRA = "extra"
FLARE_REACH = 2 * DAY  # the longest flare-up ends this many days after its first one
DAYS_AS_OF = 3
"""Raised by one where stored days would now come out otherwise: they are worked out anew once."""

T = TypeVar("T", bound=LedgerEntry)
Due = tuple[Line, int]  # with the times that it is due
Asked = schedule.Programme[schedule.Item] | None


@dataclass(frozen=True, slots=True)
class PlanBehindDays:
    """What decides what is due in an episode: versions, days away and those on which a red-flag
    answer stopped the exercises (both ends included)."""

    versions: tuple[Version, ...] = ()
    away: frozenset[Span] = frozenset()
    stopped: frozenset[Span] = frozenset()


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The figures of one day, as a row of `diary_day` holds them. Scores 0–10, counts in times.

    `reported`, `partly` and `not_done` are of what was `due`, `extra` is what was done beyond it;
    `logged` says whether anything at all was reported for the day. `change` is that of a weekly
    check (−3 to 3), `activities` how well what matters goes, by the id of each, `why`
    and `check_in` the answers to those two.
    """

    leg: int | None = None
    back: int | None = None
    due: int = 0
    reported: int = 0
    partly: int = 0
    not_done: int = 0
    extra: int = 0
    logged: bool = False
    sitting: str | None = None
    bath: str | None = None
    flare: bool = False
    away: bool = False
    noted: bool = False
    better: bool = False
    change: int | None = None
    activities: dict[str, int] | None = None
    why: str | None = None
    check_in: str | None = None
    late: bool = False


def settled(entries: Iterable[T]) -> list[T]:
    """What still holds once corrections are settled, the oldest first.

    Of several entries that supersede the same one the greatest (seq, device, id) holds, and so on
    along the chain; a void at its end leaves nothing, and where a device sent it, nothing older of
    the same day, kind and line: a device knows only of what it has seen. An amend whose original
    is not here waits, and so does one that speaks of another day or kind. Flagged ones don't count.
    """
    # By the number of an id: the id itself is hashed and compared five times as slowly.
    known = {entry.id.int: entry for entry in entries if not entry.flagged}
    successors: dict[tuple[int, date, str], list[T]] = defaultdict(list)
    for entry in known.values():
        if corrected := entry.supersedes:
            successors[corrected.int, entry.local_date, entry.kind].append(entry)
    standing: list[T] = []
    taken_back: dict[Place, Order] = {}
    for entry in known.values():
        if entry.op != LOG:
            continue
        end = before = entry
        while successors and (following := successors.get((end.id.int, end.local_date, end.kind))):
            end = max(following, key=order)
            before = before if end.op == VOID else end
        if end.op != VOID:
            standing.append(end)
        elif end.device != WEB:  # a plain form names each report that it takes back
            place = place_of(before)
            taken_back[place] = max(order(end), taken_back.get(place, order(end)))
    if taken_back:
        standing = [one for one in standing if not _is_before(one, taken_back.get(place_of(one)))]
    return sorted(standing, key=order)


def _is_before(entry: LedgerEntry, taken_back: Order | None) -> bool:
    return taken_back is not None and order(entry) < taken_back


def place_of(entry: LedgerEntry) -> Place:
    """The day, kind and programme line that an entry speaks of: one report holds for each."""
    return entry.local_date, entry.kind, line_of(entry)


def newest(entries_standing: Iterable[T]) -> dict[Place, T]:
    """The report that holds for each day, kind and programme line. A score that it leaves open is
    what the report before it says: who rates the leg alone says nothing of the back."""
    held: dict[Place, T] = {}
    for entry in sorted(entries_standing, key=order):
        held[place_of(entry)] = with_scores_of(held.get(place_of(entry)), entry)
    return held


def in_flare(day: date, flares: Mapping[date, str], hours: int) -> bool:
    """Whether `day` belongs to a flare-up, by the newest flare report up to it.

    Of `hours` (24–72) a started day counts whole: 72 hours are the first day and the two after
    it. The day of an "end" is an ordinary day again.
    """
    started = max((on for on in flares if day - FLARE_REACH <= on <= day), default=None)
    if started is None or flares[started] != START:
        return False
    return (day - started).days < schedule.flare_days(hours)


class FlareUps:
    """The flare-ups of some days, by all that was ever told of these days and the flare entries of
    two days before. When one began is told by the ledger's sequence, which a phone without signal
    goes on with, and not by when its entry came."""

    def __init__(
        self, ever: Iterable[LedgerEntry] = (), standing: Iterable[LedgerEntry] | None = None
    ) -> None:
        """`standing` is what `settled` leaves of `ever`, where somebody knows it already."""
        told = list(ever)
        held = settled(told) if standing is None else list(standing)
        self.states = {e.local_date: e.body["state"] for e in held if e.kind == "flare"}
        # All that was told of each day on which one began.
        self._told = {on: list[LedgerEntry]() for on, said in self.states.items() if said == START}
        for entry in told if self._told else ():
            self._told.get(entry.local_date, []).append(entry)

    def on(self, day: date, plan: Asked) -> Before:
        """What a flare-up leaves due on `day`, as `schedule.due` takes it: how often each line had
        been done when it began that day, as far as that still stands. On its later days nothing;
        None where none holds."""
        if not in_flare(day, self.states, plan.flare_hours if plan else schedule.LONGEST_FLARE):
            return None
        then = _how_often(self.done_before(day), plan.items) if plan else {}
        now = done(settled(self._told[day]), plan) if then else {}
        return {line: min(then[line], now[line]) for line in then.keys() & now.keys()}

    def done_before(self, day: date) -> dict[str, LedgerEntry]:
        """What of each exercise stood as done when a flare-up began on `day`; nothing on others."""
        told = self._told.get(day, [])
        began = newest(settled(told)).get((day, "flare", None))
        return _done(settled(e for e in told if e.seq <= began.seq)) if began else {}


def _done(standing: Iterable[LedgerEntry]) -> dict[str, LedgerEntry]:
    """The report that holds of each exercise of a day, where it says that it was done."""
    told = newest(standing).items()
    return {line: e for (_, _, line), e in told if line and e.body["outcome"] != NOT}


def done(standing: Iterable[LedgerEntry], plan: Asked) -> dict[str, int]:
    """How often each exercise of a plan was done, by the reports of a day that stand."""
    return _how_often(_done(standing), plan.items) if plan else {}


def reported_times(standing: Iterable[LedgerEntry], plan: Asked) -> dict[str, int]:
    """As `done`, with what was reported as not done: how often something was said of each."""
    said = {line: entry for (_, _, line), entry in newest(standing).items() if line}
    return _how_often(said, plan.items) if plan else {}


def with_earlier(
    version: schedule.Numbered[schedule.I] | None,
    versions: Collection[schedule.Numbered[schedule.I]],
    day: date,
    standing: Iterable[LedgerEntry],
) -> schedule.Programme[schedule.I] | None:
    """The version that holds on a day, with what was done of others before it (`of_earlier`) by the
    reports of that day that stand."""
    if version is None or not schedule.lines_of(versions) - schedule.lines_of([version]):
        return version
    told = _done(standing)
    by = {line: entry.programme_version_id for line, entry in told.items()}
    items = [item for item, does in schedule.of_earlier(version, versions, day, by) if does]
    if not items:
        return version
    both, done = [*version.items, *items], _how_often(told, items)
    return schedule.Plan(version.starts_on, version.flare_hours, both, done)


def _how_often(said: Mapping[str, LedgerEntry], items: Iterable[schedule.Item]) -> dict[str, int]:
    """The times of each exercise that a report speaks of."""
    doses = {item.line: item.times_a_day for item in items}
    return {line: _times(said[line], doses[line]) for line in doses.keys() & said.keys()}


def project_day(
    entries_standing: Iterable[T], due_items: Sequence[Due], away: bool, flare: bool
) -> DayFigures:
    """Count one day: what was due, what was reported of it, and what else was said."""
    standing = list(entries_standing)
    said = {(kind, line): entry for (_, kind, line), entry in newest(standing).items()}

    def answer(kind: str, field: str) -> Any:
        return said[kind, None].body.get(field) if (kind, None) in said else None

    counts = _count(said, {item.line: (item, times) for item, times in due_items})
    return DayFigures(
        leg=answer("pain", "leg"),
        back=answer("pain", "back"),
        due=sum(times for _, times in due_items),
        reported=counts[DONE] + counts[PARTLY],
        partly=counts[PARTLY],
        not_done=counts[NOT],
        extra=counts[EXTRA],
        logged=bool(standing),
        sitting=answer("sitting", "kept"),
        bath=answer("bath", "kept"),
        flare=flare,
        away=away,
        noted=("note", None) in said,
        better=("better", None) in said,
        change=answer("check", "change"),
        activities=_scores(answer("activities", "scores")),
        why=answer("why", "reason"),
        check_in=answer("check_in", "answer"),
        late=any(map(is_late, standing)),
    )


def _scores(said: list[dict[str, Any]] | None) -> dict[str, int] | None:
    """The score of each activity by its id."""
    return {one["id"]: one["score"] for one in said} if said else None


def _count(
    said: Mapping[tuple[str, str | None], LedgerEntry], due: Mapping[str, Due]
) -> Counter[str]:
    """Times of each outcome, of each exercise at most as often as it was due, and the rest of what
    was done as EXTRA."""
    counts: Counter[str] = Counter()
    for (kind, line), entry in said.items():
        if kind != "exercise" or line is None:
            continue
        dose, most = (due[line][0].times_a_day, due[line][1]) if line in due else (0, 0)
        outcome, times = counts_as(entry.body, dose), _times(entry, dose)
        counts[outcome] += min(times, most)
        if outcome != NOT:
            counts[EXTRA] += max(0, times - most)
    return counts


def _times(entry: LedgerEntry, dose: int) -> int:
    """How often, by a report of an exercise due `dose` times; also where it does not say it."""
    usual = max(1, dose // 2) if entry.body["outcome"] == PARTLY else max(1, dose)
    return int(entry.body.get("times", usual))


def is_late(entry: LedgerEntry) -> bool:
    """Whether it came more than a day after the day of which it speaks."""
    return came_late(entry.local_date, entry.received_at, entry.zone)


def project(
    entries: Iterable[LedgerEntry], ground: PlanBehindDays, days: Iterable[date]
) -> Iterator[tuple[date, DayFigures]]:
    """The figures of each of `days`, from every entry that decides them and the flare entries of
    two days before."""
    by_day: dict[date, list[LedgerEntry]] = defaultdict(list)
    ever = list(entries)
    standing = settled(ever)
    flares = FlareUps(ever, standing)
    for entry in standing:
        by_day[entry.local_date].append(entry)
    for day in days:
        version = schedule.holding(ground.versions, day)
        plan = with_earlier(version, ground.versions, day, by_day[day])
        away = schedule.is_within(ground.away, day)
        is_stopped = schedule.is_within(ground.stopped, day)
        flare = flares.on(day, plan)
        stopped = reported_times(by_day[day], plan) if is_stopped else None
        due = schedule.due(plan, day, ground.away, flare, stopped) if plan else []
        yield day, project_day(by_day[day], due, away, flare is not None)
