"""When things are due: an exercise on a local date, the next evaluation, the visit review."""

from collections.abc import Iterable
from datetime import date, timedelta

from homecare.rules.policy import EVALUATION_EVERY, Policy

EVERY_DAY = 0b1111111


def on_weekday(days: int, on: date) -> bool:
    """Say whether `on` is in the bitmask `days` (Monday is bit 0, Sunday bit 6)."""
    return bool(days >> on.weekday() & 1)


def times_due(
    on: date,
    *,
    days: int,
    times_a_day: int,
    starts: date,
    ends: date | None = None,
    away: Iterable[tuple[date, date]] = (),
) -> int:
    """Return how many sessions of an exercise are due on the local date `on`.

    `starts` and `ends` are the first and the last day of the programme version; nothing is due on
    an `away` day (first and last included).
    """
    if on < starts or (ends is not None and on > ends) or not on_weekday(days, on):
        return 0
    return 0 if any(first <= on <= last for first, last in away) else times_a_day


def next_evaluation(intake: date, on: date) -> date:
    """Return the first weekly evaluation after `on`; they fall on the intake's weekday."""
    return intake + timedelta(days=next_look((on - intake).days))


def next_look(day: int) -> int:
    """Return the first day after `day` with an evaluation; days count from the intake."""
    return day - day % EVALUATION_EVERY + EVALUATION_EVERY if day > 0 else EVALUATION_EVERY


def review_date(visits: Iterable[date], onset: date, policy: Policy) -> date | None:
    """Return when the visit review falls due, or None before the last visit it needs.

    Visits count from the episode's onset, before the intake too; two on one day are one.
    """
    counted = sorted({visit for visit in visits if visit >= onset})
    if len(counted) < policy.review_visits:
        return None
    return counted[policy.review_visits - 1] + timedelta(days=policy.review_wait_days)
