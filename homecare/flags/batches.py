"""Many episodes assessed: judged while others may write, and kept in a moment afterwards.

To judge is what takes long, and it only reads. Between it and the writing somebody may report,
answer, decide or discharge. Where the database says that nobody wrote anything, whatever it was,
the verdicts are kept as they were found. Where somebody did, whoever keeps one first looks whether
everything it was found from still stands, and leaves out what has changed, to be judged again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from homecare.acting import Act
from homecare.assessment.history import Basis, bases, read_histories
from homecare.assessment.queries import under_care
from homecare.clients.models import Episode
from homecare.clockwork.written import State, state_of
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
from homecare.flags.findings import judge
from homecare.flags.next_step import next_step
from homecare.rules.policy import Policy

FLAGS_AT_ONCE = {"sqlite": 5, "postgresql": 25}
"""To move a flag takes as long as to keep some ten verdicts. On SQLite everybody who writes waits
for it, on PostgreSQL whoever writes into one of the same diaries."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of one episode, and all that it was found from, as the database was when it
    was `seen`; `place` is where what asks for a flag stands among others, the gravest first."""

    of: UUID
    found: Found
    basis: Basis
    seen: State
    moves_a_flag: bool
    place: int = 0


def judge_batch(act: Act, on: date, episode_ids: Iterable[UUID]) -> list[Judged]:
    """Judge those of the episodes that are under care; reads only.

    One whose history can't be judged is logged by its id and left out: it must not keep
    everybody else from being looked at.
    """
    act.session.expire_all()  # what is kept without another look is of this one
    seen = state_of(act.session)
    policy, care, judged = *_under_care(act, episode_ids), []
    for basis, found in _found(act, on, policy, care):
        case = found.case
        asks = undecided(case, found.findings, on)
        moves = next_step(case.live, asks, on, case.newest) != "none"
        judged.append(Judged(case.episode.id, found, basis, seen, moves, place_of(asks)))
    return judged


def in_parts(judged: Iterable[Judged], flags_at_once: int) -> Iterator[list[Judged]]:
    """What may be kept in one go: a few that move a flag each time, the gravest first, and with the
    first of them all that moves none."""
    judged = list(judged)
    quiet = [one for one in judged if not one.moves_a_flag]
    moving = sorted((one for one in judged if one.moves_a_flag), key=lambda one: one.place)
    if judged:
        yield quiet + moving[:flags_at_once]
    for first in range(flags_at_once, len(moving), flags_at_once):
        yield moving[first : first + flags_at_once]


def keep_judged(
    act: Act,
    on: date,
    judged: Sequence[Judged],
) -> list[UUID]:
    """Store verdicts and move flags; answers the episodes that have changed since they were judged.

    Of those nothing is stored. All verdicts are kept before the first flag moves.
    """
    lock_diaries(act.session, *(one.of for one in judged))
    now, changed = state_of(act.session), list[UUID]()
    if all(one.seen == now for one in judged):
        still = [one.found for one in judged]
    else:
        still, changed = _looked_at_again(act, on, judged)
    keep_found(act, on, still, apply_finding)
    return changed


def _looked_at_again(
    act: Act, on: date, judged: Sequence[Judged]
) -> tuple[list[Found], list[UUID]]:
    """What still stands, as it is known now, and whose has changed."""
    act.session.expire_all()
    policy, care = _under_care(act, (one.of for one in judged))
    basis, still, changed = _bases(act, on, policy, care), [], []
    for one in judged:
        if one.of not in care:
            continue  # care has ended meanwhile
        if basis[one.of] != one.basis:
            changed.append(one.of)
        else:
            still.append(one.found._replace(case=care[one.of]))
    return still, changed


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
