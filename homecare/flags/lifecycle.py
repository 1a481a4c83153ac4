"""The steps of a flag: each appends a transition, and the flag's row repeats the newest."""

from datetime import date
from typing import Any

from sqlalchemy import select

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.clients.signals import intake_day_corrected
from homecare.database import new_id
from homecare.flags.findings import BESIDE, OCCASIONS, PEAK, Finding
from homecare.flags.models import Flag, FlagTransition
from homecare.refusals import Refusal
from homecare.rules.assessment import Assessment, as_json

OPEN, SNOOZED = "open", "snoozed"
ACTED, DISMISSED, REPLACED, CLEARED = "acted", "dismissed", "replaced", "cleared"
WITHDRAWN = "withdrawn"
DECIDED = (ACTED, DISMISSED)
COUNTED = "A flag was raised by the days as they were counted. The day of the intake stays."
ANSWERED = "Other red-flag answers stand now; this flag shows all that are not cleared."


def raise_flag(act: Act, episode: Episode, on: date, finding: Finding) -> Flag:
    """Open a flag for what was found; the episode must have no live one.

    It is stored with whatever is stored next: a night raises many, and stores them together.
    """
    flag = Flag(
        id=new_id(),
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        kind=finding.kind,
        status=OPEN,
        raised_on=on,
        raised_at=act.now,
        transitions=[],
    )
    update_figures(flag, finding)
    act.session.add(flag)
    _write_down(act, flag, "")
    return flag


def update_figures(flag: Flag, finding: Finding) -> None:
    """Let the flag say what was found last; it goes on standing for its earlier occasions."""
    flag.proposes = finding.proposes
    flag.reasons = finding.reasons
    flag.figures = {
        **finding.figures,
        **_occasions(flag.figures or {}, finding),
        PEAK: _highest(flag.figures or {}, finding.figures),
    }
    flag.rule_version = finding.rule_version


def keep_occasions(flag: Flag, finding: Finding) -> None:
    """Let the flag stand for other occasions too, though its figures hold."""
    flag.figures = {**flag.figures, **_occasions(flag.figures, finding)}


def _occasions(known: dict[str, Any], finding: Finding) -> dict[str, list[str]]:
    return {
        OCCASIONS: sorted({*known.get(OCCASIONS, ()), *finding.keys}),
        BESIDE: sorted({*known.get(BESIDE, ()), *finding.beside}),
    }


def _highest(before: dict[str, Any], now: dict[str, Any]) -> dict[str, float | None]:
    """The highest mean of each site that the flag was seen with, 0–10."""
    seen = [before.get(PEAK) or before.get("mean") or {}, now.get("mean") or {}]
    return {
        site: max((means[site] for means in seen if means.get(site) is not None), default=None)
        for site in seen[0].keys() | seen[1].keys()
    }


def change_status(
    act: Act,
    flag: Flag,
    status: str,
    reason: str = "",
    until: date | None = None,
) -> None:
    """Bring the flag into `status`; open and snoozed are live, every other one closes it."""
    old, flag.status = flag.status, status
    flag.snoozed_until = until
    flag.closed_at = None if status in (OPEN, SNOOZED) else act.now
    # Flushed at once: a flag that replaces this one must find the episode without a live flag.
    act.session.flush()
    _write_down(act, flag, old, reason)
    act.session.flush()


def annotate(
    act: Act,
    flag: Flag,
    note: str,
    seen: Assessment | None = None,
) -> None:
    """Write beside a flag what has happened since, without changing its status. It is stored with
    whatever is stored next.

    `seen` is what the rule says now where that differs from what the flag goes on saying.
    """
    _write_down(act, flag, flag.status, note, seen)


@intake_day_corrected.connect
def _keep_day_of_flags(episode: Episode, *, act: Act) -> None:
    """Part of correcting the day of an intake: refused once a flag counts its days from it."""
    raised = select(Flag.id).where(Flag.episode_id == episode.id)
    if act.session.scalar(raised.limit(1)) is not None:
        raise Refusal({"intake_on": COUNTED})


def _write_down(
    act: Act, flag: Flag, old: str, reason: str = "", seen: Assessment | None = None
) -> None:
    flag.transitions.append(
        FlagTransition(
            practice_id=flag.practice_id,
            at=act.now,
            old=old,
            new=flag.status,
            actor_id=act.actor.person_id,
            reason=reason,
            until=flag.snoozed_until,
            reasons=as_json(seen.reasons) if seen else flag.reasons,
            figures=seen.figures if seen else flag.figures,
            rule_version=seen.rule_version if seen else flag.rule_version,
        )
    )
    audit.note(act, f"flag.{_called(old, flag.status)}", flag.client_id, str(flag.id))


def _called(old: str, new: str) -> str:
    """What a step is called in the audit trail."""
    if old == new:
        return "annotate"
    if old in DECIDED:
        return "taken_up"
    return "came_back" if old == SNOOZED and new == OPEN else new
