"""Many episodes assessed: judged while others may write, and kept in a moment afterwards.

To judge is what takes long, and it only reads. Between it and the writing somebody may report,
answer, decide or discharge; so whoever keeps a verdict first looks whether everything it was
found from still stands, and leaves out what has changed, to be judged again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from homecare.acting import Act
from homecare.assessment.history import bases, read_histories
from homecare.assessment.queries import under_care
from homecare.clients.models import Episode
from homecare.diary.days import lock_diaries
from homecare.flags.assessing import (
    UNJUDGED,
    Found,
    apply_finding,
    keep_found,
    known_cases,
    place_of,
    practice_policy,
    say_unjudged,
    undecided,
)
from homecare.flags.cases import Case
from homecare.flags.findings import Finding, judge
from homecare.flags.next_step import next_step
from homecare.rules.assessment import Assessment
from homecare.rules.policy import Policy

FLAGS_AT_ONCE = {"sqlite": 5, "postgresql": 25}
"""To move a flag takes as long as to keep some ten verdicts. On SQLite everybody who writes waits
for it, on PostgreSQL whoever writes into one of the same diaries."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of one episode, and all that it was found from; `place` is where what asks
    for a flag stands among others, the gravest first."""

    of: UUID
    basis: tuple[Any, ...]
    assessment: Assessment
    findings: Sequence[Finding]
    moves_a_flag: bool
    place: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """The cases of some episodes, and what each verdict on them would be found from."""

    policy: Policy
    episodes: Sequence[Episode]
    cases: dict[UUID, Case]
    bases: dict[UUID, tuple[Any, ...]]


def judge_batch(act: Act, on: date, episode_ids: Iterable[UUID]) -> list[Judged]:
    """Judge those of the episodes that are under care; reads only.

    One whose history can't be judged is logged by its id and left out: it must not keep
    everybody else from being looked at.
    """
    known, judged = _all_known(act, on, episode_ids), []
    # Read after the bases, so that what changes in between is seen as changed.
    for episode_id, history in read_histories(act.session, known.episodes, on):
        case = known.cases[episode_id]
        try:
            assessment, findings = judge(history, known.policy, on, case.answers)
        except UNJUDGED as error:
            say_unjudged(case.episode, error)
            continue
        asks = undecided(case, findings, on)
        moves = next_step(case.live, asks, on, case.newest) != "none"
        basis = known.bases[episode_id]
        judged.append(Judged(episode_id, basis, assessment, findings, moves, place_of(asks)))
    return judged


def in_parts(judged: Iterable[Judged], flags_at_once: int) -> Iterator[list[Judged]]:
    """What may be kept in one go: all that moves no flag, and of the others a few each time, the
    gravest first."""
    judged = list(judged)
    quiet = [one for one in judged if not one.moves_a_flag]
    moving = sorted((one for one in judged if one.moves_a_flag), key=lambda one: one.place)
    if quiet:
        yield quiet
    for first in range(0, len(moving), flags_at_once):
        yield moving[first : first + flags_at_once]


def keep_judged(
    act: Act,
    on: date,
    judged: Sequence[Judged],
) -> list[UUID]:
    """Store verdicts and move flags; answers the episodes that have changed since they were judged.

    Of those nothing is stored. All verdicts are kept before the first flag moves.
    """
    act.session.expire_all()
    lock_diaries(act.session, *(one.of for one in judged))
    known, still, changed = _all_known(act, on, (one.of for one in judged)), [], []
    for one in judged:
        if one.of not in known.cases:
            continue  # care has ended meanwhile
        if known.bases[one.of] != one.basis:
            changed.append(one.of)
        else:
            still.append(Found(known.cases[one.of], one.assessment, one.findings))
    keep_found(act, on, still, apply_finding)
    return changed


def assess_batch(
    act: Act,
    on: date,
    episode_ids: Iterable[UUID],
) -> int:
    """Judge and keep in one transaction, where nobody else needs it; answers how many."""
    judged = judge_batch(act, on, episode_ids)
    if judged:
        keep_judged(act, on, judged)
    return len(judged)


def _all_known(act: Act, on: date, episode_ids: Iterable[UUID]) -> _Known:
    policy = practice_policy(act.session, act.actor)
    episodes = under_care(act.session, episode_ids)
    cases = {case.episode.id: case for case in known_cases(act, episodes)}
    read = bases(act.session, episodes, on)
    return _Known(
        policy, episodes, cases, {of: (policy, _answered(cases[of]), *read[of]) for of in cases}
    )


def _answered(case: Case) -> list[tuple[Any, ...]]:
    """The answers that ask for somebody, as the findings take them."""
    return [(one.id, one.code, one.unsure, one.decision, one.level) for one in case.answers]
