"""Where an episode stands between "gone" and "back again", day by day.

An episode is open; it may resolve, and stay so until the pain is back; it is then recurrent for
two weeks, and open again with a new baseline from those days. A therapist may have the start
counted anew, too: an open stretch then ends, and another one begins. Each step looks only at days
that were over on its own day, so a later entry never moves an earlier step of a replay.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from homecare.rules.course.series import Series
from homecare.rules.policy import Policy

OPEN, RESOLVED, RECURRENT = "open", "resolved", "recurrent"
BASELINE_SPAN = 7
"""Days from the first sore day that make the new baseline after a recurrence (ours)."""


class Phase(NamedTuple):
    """A stretch of the episode.

    `start` is the first day on which it holds. `mark` is, when open, the day its baseline counts
    from; when resolved, the last day that counted towards it; when recurrent, the first sore day.
    `gone_days` are the days from resolution to that sore day. `tapped` is the day of the
    "all better" that resolved it, where one did. `chosen`: a therapist had the start counted anew.
    """

    kind: str
    start: int
    mark: int
    gone_days: int = 0
    tapped: int | None = None
    chosen: bool = False

    @property
    def counts_from(self) -> int:
        """Return the first day of what holds now: no mean of several weeks reaches before it."""
        return self.mark + 1 if self.kind == RESOLVED else self.mark


def phases(
    sites: tuple[Series, Series], all_better: Sequence[int], policy: Policy
) -> tuple[Phase, ...]:
    """Return every phase of the episode in order; the first is open from day 0."""
    passed = [Phase(OPEN, 0, 0)]
    most = policy.resolved_score
    if not all_better and max(site.lowest for site in sites) > most:
        return tuple(passed)
    calm = _calm(sites, most)
    if not all_better and not _are_in_one_week(calm, policy):
        return tuple(passed)
    days = _Days(sites, calm, policy)
    taps = sorted(set(all_better))
    while resolved := days.resolution(passed[-1].start, taps):
        passed.append(resolved)
        recurrent = days.recurrence(resolved)
        if recurrent is None:
            break
        passed += [recurrent, _opened(recurrent, policy)]
    return tuple(passed)


def with_new_starts(
    passed: tuple[Phase, ...],
    marks: Iterable[int],
    sites: tuple[Series, Series],
    policy: Policy,
) -> tuple[Phase, ...]:
    """Return the phases with those added that a therapist began, each by the day its start is of.

    The start of before holds until the week from that day is over, and for good where the week
    holds too few scores, or where the pain is gone, or came back, meanwhile.
    """
    for mark in sorted(set(marks)):
        begins = mark + BASELINE_SPAN
        at = max(index for index, phase in enumerate(passed) if phase.start <= max(begins, 0))
        before = passed[at]
        if before.kind != OPEN or mark <= before.mark or begins <= before.start:
            continue
        if max(site.rated(mark, begins) for site in sites) >= policy.rated_days:
            begun = Phase(OPEN, begins, mark, chosen=True)
            passed = (*passed[: at + 1], begun, *passed[at + 1 :])
    return passed


def _calm(sites: tuple[Series, Series], most: float) -> list[int]:
    """Return the days on which both sites were rated `most` or less."""
    leg, back = sites
    return [
        day
        for day, (leg_score, back_score) in enumerate(zip(leg.scores, back.scores, strict=True))
        if leg_score is not None and leg_score <= most
        if back_score is not None and back_score <= most
    ]


def _are_in_one_week(calm: Sequence[int], policy: Policy) -> bool:
    """Say whether so many calm days as mean that the pain is gone ever lay in one week."""
    weeks = zip(calm, calm[policy.resolved_days - 1 :], strict=False)
    return any(last - first < policy.mean_days for first, last in weeks)


def _opened(recurrent: Phase, policy: Policy) -> Phase:
    return Phase(OPEN, recurrent.start + policy.recurrent_hold_days, recurrent.mark)


class _Days:
    """Calm and sore days as running totals."""

    def __init__(self, sites: tuple[Series, Series], calm: list[int], policy: Policy) -> None:
        self.policy = policy
        self.worst = [
            leg if back is None or (leg is not None and leg > back) else back
            for leg, back in zip(sites[0].scores, sites[1].scores, strict=True)
        ]
        self.sore = [worst is not None and worst >= policy.recurrent_score for worst in self.worst]
        is_calm = [False] * len(self.worst)
        for day in calm:
            is_calm[day] = True
        self.calm_before = list(accumulate(is_calm, initial=0))
        self.sore_before = list(accumulate(self.sore, initial=0))

    def _count(self, totals: list[int], first: int, end: int) -> int:
        known = len(self.worst)
        return totals[end if end < known else known] - totals[min(max(first, 0), known)]

    def resolution(self, start: int, taps: Sequence[int]) -> Phase | None:
        """Return the first resolution on or after day `start`, by scores or by "all better"."""
        by_scores, by_tap = self._by_scores(start), self._by_tap(start, taps)
        return min(filter(None, (by_scores, by_tap)), key=lambda phase: phase.start, default=None)

    def _by_scores(self, start: int) -> Phase | None:
        if self.calm_before[-1] < self.policy.resolved_days:
            return None
        enough, week = self.policy.resolved_days, self.policy.mean_days
        calm, known = self.calm_before, len(self.worst)
        for day in range(max(start, calm.index(enough)), known + week):
            first = day - week if day > week else 0
            if first > known or calm[day if day < known else known] - calm[first] < enough:
                continue
            if self._count(self.sore_before, first, day) == 0:
                return Phase(RESOLVED, day, day - 1)
        return None

    def _by_tap(self, start: int, taps: Sequence[int]) -> Phase | None:
        for tap in taps:
            if tap < start or self._is_denied(tap):
                continue
            # The score of the tap's own day may bear it out from the next day on.
            for day in (tap, tap + 1):
                if self._settled(day):
                    return Phase(RESOLVED, day, day - 1, tapped=tap)
        return None

    def _is_denied(self, tap: int) -> bool:
        """Say whether a score of that very day says otherwise, given before the tap or after it.

        It counts at once, like the tap itself: nobody is called free of pain beside it.
        """
        own = self.worst[tap] if 0 <= tap < len(self.worst) else None
        return own is not None and own > self.policy.all_better_score

    def _settled(self, day: int) -> bool:
        known = [worst for worst in self.worst[: max(day, 0)] if worst is not None]
        last = known[-self.policy.all_better_scores :]
        enough = len(last) == self.policy.all_better_scores
        return enough and max(last) <= self.policy.all_better_score

    def recurrence(self, resolved: Phase) -> Phase | None:
        """Return the first recurrence after `resolved`, counting only days after it."""
        after = resolved.mark + 1
        for sore in range(after, len(self.worst)):
            # It is told on the first day on which it holds: the day after a sore one.
            first = self._sore_again(sore + 1, after) if self.sore[sore] else None
            if first is not None:
                return Phase(RECURRENT, sore + 1, first, first - resolved.mark)
        return None

    def _sore_again(self, day: int, after: int) -> int | None:
        """Return the first of the sore days that mean the pain is back, or None.

        They lie in one week; or, where somebody rates seldom, they are the last scores there are.
        """
        policy = self.policy
        first = max(day - policy.mean_days, after)
        if self._count(self.sore_before, first, day) >= policy.recurrent_days:
            return self.sore.index(True, first)
        earliest = max(day - policy.longer_days, after)
        rated = [at for at in range(earliest, day) if self.worst[at] is not None]
        last = rated[-policy.recurrent_days :]
        if len(last) == policy.recurrent_days and all(self.sore[at] for at in last):
            return last[0]
        return None
