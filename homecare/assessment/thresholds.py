"""The rule's thresholds as a practice has set them: read, kept, and bounded.

A practice stores only what differs from the rule's own defaults, so that a better default reaches
everybody who never chose otherwise.
"""

from collections.abc import Mapping
from dataclasses import Field, fields
from datetime import UTC, datetime
from typing import Any

from homecare.accounts import audit
from homecare.accounts.models import Practice
from homecare.acting import Act
from homecare.rules.policy import DEFAULT, Policy, adjusted

ON_THE_PRACTICE_PAGE = {"review_visits": "review_after_visits", "always_propose": "always_propose"}
"""Thresholds that stand among the practice's own settings, under the name they have there."""

KEPT_UNDER, SET_AT = "thresholds", "thresholds_set_at"


def policy_of(practice: Practice) -> Policy:
    """The rule's thresholds as this practice has set them.

    What lies outside its safe bounds counts as not set: nobody's answers may wait because a form
    let something through.
    """
    chosen = _chosen(practice.policy)
    return adjusted(
        DEFAULT,
        **{
            item.name: value
            for item in fields(Policy)
            if item.name in chosen and (value := _inside(item, chosen[item.name])) is not None
        },
    )


def on_the_practice_page(practice: Practice) -> dict[str, Any]:
    """What holds of the thresholds that stand among the practice's own settings."""
    policy = policy_of(practice)
    return {name: getattr(policy, key) for key, name in ON_THE_PRACTICE_PAGE.items()}


def keep_thresholds(act: Act, practice: Practice, policy: Policy) -> None:
    """Let the practice's rule use `policy` from now on; an audit line names each that changed.

    Raises ValueError for a threshold outside its safe bounds.
    """
    adjusted(policy)
    changed = changes(policy_of(practice), policy)
    kept = changes(DEFAULT, policy)
    own = {name: kept.pop(key, getattr(DEFAULT, key)) for key, name in ON_THE_PRACTICE_PAGE.items()}
    since = {SET_AT: act.now.isoformat()}
    practice.policy = {**practice.policy, **own, KEPT_UNDER: kept, **since}
    for name, value in changed.items():
        audit.note(act, "practice.rule", subject=f"{name}: {value}")
    act.session.flush()


def set_at(practice: Practice) -> datetime:
    """Since when the thresholds hold: a verdict from before was found by others."""
    since = practice.policy.get(SET_AT)
    return datetime.fromisoformat(since) if since else datetime.min.replace(tzinfo=UTC)


def changes(present: Policy, proposed: Policy) -> dict[str, Any]:
    """The thresholds in which `proposed` differs, with their proposed values."""
    return {
        item.name: getattr(proposed, item.name)
        for item in fields(Policy)
        if getattr(proposed, item.name) != getattr(present, item.name)
    }


def is_fixed(item: "Field[Any]") -> bool:
    """Whether a threshold can't be changed by a practice."""
    return bool(item.metadata["low"] == item.metadata["high"])


def _chosen(settings: Mapping[str, Any]) -> dict[str, Any]:
    own = {
        threshold: settings[name]
        for threshold, name in ON_THE_PRACTICE_PAGE.items()
        if name in settings
    }
    kept = settings.get(KEPT_UNDER)
    return {**(kept if isinstance(kept, dict) else {}), **own}


def _inside(item: "Field[Any]", value: Any) -> Any:
    """The value as the threshold's own type, or None where it is not within the safe bounds."""
    if not isinstance(value, int | float):
        return None
    if not item.metadata["low"] <= value <= item.metadata["high"]:
        return None
    kind: Any = type(item.default)
    return kind(value) if kind(value) == value else None
