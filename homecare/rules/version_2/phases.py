"""Between "gone" and "back again", as version 2 read it: only sore days within one week count."""

from collections.abc import Sequence

from homecare.rules.course.phases import OPEN, RECURRENT, RESOLVED, Phase
from homecare.rules.course.series import Series
from homecare.rules.policy import Policy


def phases(
    sites: tuple[Series, Series], all_better: Sequence[int], policy: Policy
) -> tuple[Phase, ...]:
    """Return every phase of the episode in order; the first is open from day 0."""
    passed, days = [Phase(OPEN, 0, 0)], _Days(sites, policy)
    while resolved := days.resolution(passed[-1].start, sorted(set(all_better))):
        passed.append(resolved)
        recurrent = days.recurrence(resolved)
        if recurrent is None:
            break
        opened = Phase(OPEN, recurrent.start + policy.recurrent_hold_days, recurrent.mark)
        passed += [recurrent, opened]
    return tuple(passed)


class _Days:
    """Calm and sore days, and the worse score of each."""

    def __init__(self, sites: tuple[Series, Series], policy: Policy) -> None:
        both = list(zip(sites[0].scores, sites[1].scores, strict=True))
        most, sore = policy.resolved_score, policy.recurrent_score
        rated = [[score for score in pair if score is not None] for pair in both]
        self.policy = policy
        self.worst = [max(scores, default=None) for scores in rated]
        self.calm = [len(scores) == len(sites) and max(scores) <= most for scores in rated]
        self.sore = [worst is not None and worst >= sore for worst in self.worst]

    def resolution(self, start: int, taps: Sequence[int]) -> Phase | None:
        """Return the first resolution on or after day `start`, by scores or by "all better"."""
        either = (self._by_scores(start), self._by_tap(start, taps))
        return min(filter(None, either), key=lambda phase: phase.start, default=None)

    def _by_scores(self, start: int) -> Phase | None:
        week, enough = self.policy.mean_days, self.policy.resolved_days
        for day in range(start, len(self.worst) + week):
            days = slice(max(0, day - week), max(0, day))
            if sum(self.calm[days]) >= enough and not any(self.sore[days]):
                return Phase(RESOLVED, day, day - 1)
        return None

    def _by_tap(self, start: int, taps: Sequence[int]) -> Phase | None:
        for tap in taps:
            # The score of the tap's own day is known from the next day on.
            for day in (tap, tap + 1):
                if tap >= start and self._settled(day):
                    return Phase(RESOLVED, day, tap)
        return None

    def _settled(self, day: int) -> bool:
        known = [worst for worst in self.worst[: max(day, 0)] if worst is not None]
        last = known[-self.policy.all_better_scores :]
        enough = len(last) == self.policy.all_better_scores
        return enough and max(last) <= self.policy.all_better_score

    def recurrence(self, resolved: Phase) -> Phase | None:
        """Return the first recurrence after `resolved`, counting only days after it."""
        after = resolved.mark + 1
        for day in range(resolved.start, len(self.worst) + 1):
            first = max(day - self.policy.mean_days, after)
            if sum(self.sore[first:day]) >= self.policy.recurrent_days:
                sore = self.sore.index(True, first)
                return Phase(RECURRENT, day, sore, sore - resolved.mark)
        return None
