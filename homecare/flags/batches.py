"""Many episodes assessed: judged while others may write, and kept in a moment afterwards.

To judge is what takes long, and it only reads. Between it and the writing somebody may report,
answer, decide or discharge; so whoever keeps a verdict first looks whether everything it was
found from still stands, and leaves out what has changed, to be judged again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from homecare.acting import Act
from homecare.assessment.history import Basis, bases, read_histories
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
    basis: Basis
    assessment: Assessment
    findings: Sequence[Finding]
    moves_a_flag: bool
    place: int = 0


def judge_batch(act: Act, on: date, episode_ids: Iterable[UUID]) -> list[Judged]:
    """Judge those of the episodes that are under care; reads only.

    One whose history can't be judged is logged by its id and left out: it must not keep
    everybody else from being looked at.
    """
    policy, care, judged = *_under_care(act, episode_ids), []
    for basis, (case, assessment, findings) in _found(act, on, policy, care):
        asks = undecided(case, findings, on)
        moves = next_step(case.live, asks, on, case.newest) != "none"
        of = case.episode.id
        judged.append(Judged(of, basis, assessment, findings, moves, place_of(asks)))
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
    policy, care = _under_care(act, (one.of for one in judged))
    basis, still, changed = _bases(act, on, policy, care), [], []
    for one in judged:
        if one.of not in care:
            continue  # care has ended meanwhile
        if basis[one.of] != one.basis:
            changed.append(one.of)
        else:
            still.append(Found(care[one.of], one.assessment, one.findings))
    keep_found(act, on, still, apply_finding)
    return changed


def assess_batch(
    act: Act,
    on: date,
    episode_ids: Iterable[UUID],
) -> int:
    """Judge and keep in one transaction, where nobody else needs it; answers how many.

    What a verdict is found from is held before it is read, so that it need not be looked at again.
    The session may know nothing that has changed since.
    """
    episode_ids = list(episode_ids)
    lock_diaries(act.session, *episode_ids)
    found = [found for _, found in _found(act, on, *_under_care(act, episode_ids))]
    keep_found(act, on, found, apply_finding)
    return len(found)


def _under_care(act: Act, episode_ids: Iterable[UUID]) -> tuple[Policy, dict[UUID, Case]]:
    """The practice's thresholds, and what is known of those of the episodes under care."""
    episodes = under_care(act.session, episode_ids)
    cases = {case.episode.id: case for case in known_cases(act, episodes)}
    return practice_policy(act.session, act.actor), cases


def _found(
    act: Act, on: date, policy: Policy, care: Mapping[UUID, Case]
) -> Iterator[tuple[Basis, Found]]:
    for episode_id, basis, history in read_histories(act.session, _episodes(care), on):
        case = care[episode_id]
        try:
            found = Found(case, *judge(history, policy, on, case.answers))
        except UNJUDGED as error:
            say_unjudged(case.episode, error)
        else:
            yield _basis(policy, case, basis), found


def _episodes(care: Mapping[UUID, Case]) -> list[Episode]:
    return [case.episode for case in care.values()]


def _bases(act: Act, on: date, policy: Policy, care: Mapping[UUID, Case]) -> dict[UUID, Basis]:
    """What each verdict would be found from, to be compared."""
    read = bases(act.session, _episodes(care), on)
    return {of: _basis(policy, case, read[of]) for of, case in care.items()}


def _basis(policy: Policy, case: Case, read: Basis) -> Basis:
    """What a verdict is found from: beside the history, thresholds and the answers that ask for
    somebody, as the findings take them."""
    answers = [(one.id, one.code, one.unsure, one.decision, one.level) for one in case.answers]
    return policy, answers, *read
