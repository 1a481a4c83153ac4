"""What must hold whatever happened: each with how much was looked at, and what is broken."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from uuid import UUID

from sqlalchemy import select

from benchmarks.year.load import of_episodes, raised_flags
from benchmarks.year.needed import needed_looks
from benchmarks.year.seen import content_of
from benchmarks.year.timetable import nights, weeks_of_clients, weeks_of_staff
from benchmarks.year.world import World
from homecare.accounts.models import Membership
from homecare.acting import OWNER
from homecare.flags.findings import MAILED_AT_ONCE
from homecare.flags.lifecycle import ACTED, CLEARED, DISMISSED, OPEN, REPLACED, SNOOZED
from homecare.flags.models import Flag, FlagTransition
from homecare.flags.notices import NEEDS_YOU
from homecare.mail.models import OutboxMail

SAME_DAY = timedelta(hours=20)
OF_PERIODS = ("weekly-progress", "weekly-digest", "reminder", "check-in")
TO_ONE = dict.fromkeys(("weekly-progress", "reminder", "mail-rests"), "mails to a client")
LIVE, CLOSED = (OPEN, SNOOZED), (ACTED, DISMISSED, REPLACED, CLEARED)
SHOWN = 5

Found = Iterator[str | None]
"""One item for each thing that was looked at: None, or how it is broken."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """A law, how many things were looked at, and those that break it."""

    name: str
    checked: int
    broken: list[str]

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.broken


def invariants(world: World) -> list[Invariant]:
    """Look at everything."""
    world.session.expunge_all()
    found = [_invariant(name, law(world)) for name, law in LAWS.items()]
    world.session.rollback()
    return found


def _invariant(name: str, found: Found) -> Invariant:
    items = list(found)
    return Invariant(name, len(items), [item for item in items if item is not None])


def mails_once_by_key(world: World) -> Found:
    """The database keeps keys unique; what has none is told apart by what it says."""
    keys = Counter(world.session.scalars(select(OutboxMail.key).where(OutboxMail.key.is_not(None))))
    for key, times in keys.items():
        yield None if times == 1 else f"{times} mails with the key {str(key).split(':')[0]}"


def mails_once_by_content(world: World) -> Found:
    """Nobody gets the same words twice within a day."""
    rows = [
        (row.to_address, letter.content if letter else content_of(row), row.queued_at, row.kind)
        for row in world.session.scalars(select(OutboxMail))
        if (letter := world.seen.letters.get(row.id)) or row.forgotten_at is None
    ]
    for _, alike in groupby(sorted(rows), key=lambda row: row[:2]):
        some = list(alike)
        yield None
        for one, next_one in pairwise(some):
            if next_one[2] - one[2] < SAME_DAY:
                yield f"{one[3]} twice on {one[2].date()}"


def mails_left_once(world: World) -> Found:
    """Every mail was delivered, and none a second time."""
    rows = world.session.execute(select(OutboxMail.id, OutboxMail.kind, OutboxMail.status))
    for mail_id, kind, status in rows:
        times = world.seen.delivered[mail_id.hex]
        yield None if status == "sent" and times == 1 else f"{kind} {status}, left {times} times"


def mails_of_runs(world: World) -> Found:
    """A run of a mail that ended well has its mail, and every mail of a period its run."""
    done = Counter(
        (TO_ONE.get(run.kind, run.kind), run.subject)
        for run in world.seen.runs.values()
        if run.kind in OF_PERIODS and run.status == "done"
    )
    columns = (OutboxMail.kind, OutboxMail.key, OutboxMail.client_id)
    mails = select(*columns).where(OutboxMail.kind.in_((*OF_PERIODS, *TO_ONE)))
    sent = Counter(_of_run(*row) for row in world.session.execute(mails))
    for of in done | sent:
        kind = of[0]
        yield None if done[of] == sent[of] else f"{kind}: {done[of]} runs, {sent[of]} mails"


def _of_run(kind: str, key: str | None, client_id: UUID | None) -> tuple[str, str]:
    """Under what the run of a mail is counted: it may write that mail rests in place of its own."""
    if kind in TO_ONE and client_id is not None:
        return TO_ONE[kind], client_id.hex
    return kind, (key or "no:key").split(":")[1]


def grave_flags_told(world: World) -> Found:
    """The client's therapist and the owner hear at once of what is urgent, for the GP, or worse."""
    keys = set(world.session.scalars(select(OutboxMail.key).where(OutboxMail.kind == NEEDS_YOU)))
    rows = world.session.execute(
        select(Membership.practice_id, Membership.person_id).where(Membership.role == OWNER)
    )
    owners = {row.practice_id: row.person_id for row in rows}
    people = world.by_client()
    for flag in world.session.scalars(select(Flag).where(Flag.kind.in_(MAILED_AT_ONCE))):
        therapist = people[flag.client_id].therapist
        assert therapist is not None
        for person in {therapist.person_id, owners[flag.practice_id]}:
            told = f"{NEEDS_YOU}:{flag.id}:{person}" in keys
            yield None if told else f"nobody told of {flag.kind} on {flag.raised_on}"


def chains(world: World) -> Found:
    """Each flag is opened once, goes on from where it was, and stays closed when it is."""
    steps = select(FlagTransition).order_by(
        FlagTransition.flag_id, FlagTransition.at, FlagTransition.id
    )
    of_flag = {
        flag_id: list(some)
        for flag_id, some in groupby(world.session.scalars(steps), key=lambda step: step.flag_id)
    }
    for flag in world.session.scalars(select(Flag)):
        fault = _fault(flag, of_flag.get(flag.id, []))
        yield f"{flag.kind} of {flag.raised_on}: {fault}" if fault else None


def _fault(flag: Flag, steps: list[FlagTransition]) -> str:
    if not steps or steps[0].old or steps[0].new != OPEN:
        return "does not begin open"
    for before, after in pairwise(steps):
        if after.old != before.new:
            return f"goes from {before.new} on as {after.old}"
        if before.new in CLOSED and after.new != before.new:
            return f"is {after.new} after {before.new}"
    if steps[-1].new != flag.status:
        return f"is {flag.status}, its last step says {steps[-1].new}"
    return "" if (flag.closed_at is None) == (flag.status in LIVE) else "closed and live at once"


def one_live_flag(world: World) -> Found:
    """No two flags of one episode are live at the same moment."""
    for some in of_episodes(raised_flags(world)).values():
        yield None
        for flag, after in pairwise(some):
            if flag.closed_at is None or flag.closed_at > after.raised_at:
                yield f"{flag.kind} and {after.kind} on {after.raised_on}"


def no_job_failed(world: World) -> Found:
    """Nothing was logged as an error, no run was left or failed."""
    for run in world.seen.runs.values():
        yield None if run.status in ("done", "skipped") else f"{run.kind} {run.status}"
    yield from world.seen.faults


def entries_stored(world: World) -> Found:
    """Whatever a phone sent was stored, the first time."""
    for status, times in sorted(world.seen.outcomes.items()):
        yield from [None if status == "stored" else f"{status} by the server"] * times


LAWS: dict[str, Callable[[World], Found]] = {
    "no mail twice, by key": mails_once_by_key,
    "no mail twice, by content": mails_once_by_content,
    "every mail left once": mails_left_once,
    "a mail for each run, a run for each mail": mails_of_runs,
    "every grave flag told at once": grave_flags_told,
    "every client's week mailed or skipped once": weeks_of_clients,
    "every therapist's week mailed or skipped once": weeks_of_staff,
    "every night judged once": nights,
    "transition chains valid": chains,
    "one live flag an episode": one_live_flag,
    "every needed look flagged in time": needed_looks,
    "what phones sent is stored": entries_stored,
    "no job failed": no_job_failed,
}
