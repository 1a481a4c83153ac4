"""The steps of a flag: each appends a transition, and the flag's row repeats the newest."""

from datetime import date
from typing import Any

from homecare.accounts import audit
from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.flags.findings import OCCASIONS, PEAK, Finding
from homecare.flags.models import Flag, FlagTransition
from homecare.rules.assessment import Assessment, as_json

OPEN, SNOOZED = "open", "snoozed"
ACTED, DISMISSED, REPLACED, CLEARED = "acted", "dismissed", "replaced", "cleared"
DECIDED = (ACTED, DISMISSED)


def raise_flag(act: Act, episode: Episode, on: date, finding: Finding) -> Flag:
    """Open a flag for what was found; the episode must have no live one."""
    flag = Flag(
        practice_id=episode.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        kind=finding.kind,
        status=OPEN,
        raised_on=on,
        raised_at=act.now,
    )
    update_figures(flag, finding)
    act.session.add(flag)
    act.session.flush()
    record_transition(act, flag, "")
    return flag


def update_figures(flag: Flag, finding: Finding) -> None:
    """Let the flag say what was found last; it goes on standing for its earlier occasions."""
    known, peak = _kept(flag.figures)
    flag.proposes = finding.proposes
    flag.reasons = finding.reasons
    flag.figures = {
        **finding.figures,
        OCCASIONS: sorted({*known, *finding.occasions}),
        PEAK: _highest(peak, finding.figures.get("mean") or {}),
    }
    flag.rule_version = finding.rule_version


def _kept(figures: dict[str, Any] | None) -> tuple[list[str], dict[str, float | None]]:
    figures = figures or {}
    return figures.get(OCCASIONS, []), figures.get(PEAK) or figures.get("mean") or {}


def _highest(
    one: dict[str, float | None], other: dict[str, float | None]
) -> dict[str, float | None]:
    return {
        site: max(
            (mean for mean in (one.get(site), other.get(site)) if mean is not None), default=None
        )
        for site in one.keys() | other.keys()
    }


def keep_occasions(flag: Flag, finding: Finding) -> None:
    """Let the flag stand for other occasions too, though its figures hold."""
    flag.figures = {
        **flag.figures,
        OCCASIONS: sorted({*flag.figures[OCCASIONS], *finding.occasions}),
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
    record_transition(act, flag, old, reason)


def annotate(
    act: Act,
    flag: Flag,
    note: str,
    seen: Assessment | None = None,
) -> None:
    """Write beside a flag what has happened since, without changing its status.

    `seen` is what the rule says now where that differs from what the flag goes on saying.
    """
    record_transition(act, flag, flag.status, note, seen)


def record_transition(
    act: Act,
    flag: Flag,
    old: str,
    reason: str = "",
    seen: Assessment | None = None,
) -> None:
    """Append the transition from `old` to what the flag is now: its figures, and its audit line."""
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
    audit.note(act, f"flag.{flag.status if old != flag.status else 'annotate'}",
               flag.client_id, str(flag.id))  # fmt: skip
    act.session.flush()
