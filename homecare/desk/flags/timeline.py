"""The steps of a flag as lines of its timeline, in words."""

from datetime import date
from typing import Any

from homecare.assessment.words import days_of_mean, mean_of
from homecare.desk.flags.words import as_taken_back
from homecare.desk.words import coming_day, moment_words, practice_day
from homecare.flags.lifecycle import OPEN
from homecare.flags.models import FlagTransition
from homecare.flags.next_step import CHANGED
from homecare.flags.queries import became, seen_on
from homecare.language import flag_step, one_decimal, starts_upper, with_its_week


def step_entry(
    step: FlagTransition, names: dict[Any, str], intake_on: date,
    before: FlagTransition | None = None, *, is_taken_back: bool = False,
) -> dict[str, str]:  # fmt: skip
    """One step of a flag as a line of its timeline, with what moved since the step `before`;
    `intake_on` is the day its figures count by."""
    who = names.get(step.actor_id, "homecare")
    return {
        "when": f"{moment_words(step.at)}, {who}",
        "iso": step.at.isoformat(),
        "title": as_taken_back(_title(step)) if is_taken_back else _title(step),
        "text": " ".join(filter(None, (_text(step, intake_on), _moved(step, before, intake_on)))),
        "kind": "" if step.old == step.new else "flag",
    }


def _moved(step: FlagTransition, before: FlagTransition | None, intake_on: date) -> str:
    """What a flag that was looked at again shows as another figure: the mean of its site, 0–10,
    each with its days, as the sentence may give that of the weekly look before."""
    site = (step.figures or {}).get("index_site", "")
    if step.reason != CHANGED or before is None or not site:
        return ""
    was, now = mean_of(before.figures, site), mean_of(step.figures, site)
    if was is None or now is None or one_decimal(was) == one_decimal(now):
        return ""
    then, newest = (
        f"{one_decimal(mean)} {days_of_mean(one.figures, site, _seen(one, intake_on))}"
        for one, mean in ((before, was), (step, now))
    )
    return f"{starts_upper(site)} pain: {then}; {newest}."


def _seen(step: FlagTransition, intake_on: date) -> date:
    return seen_on(step.figures, intake_on, practice_day(step.at))


def _title(step: FlagTransition) -> str:
    goes_on = step.new in (step.old, OPEN)
    until = f" until {coming_day(step.until)}" if step.until and not goes_on else ""
    return (became(step.new, step.reason) or flag_step(step.old, step.new)) + until


def _text(step: FlagTransition, intake_on: date) -> str:
    """What was said; the rule's sentence with the week of its figures, which may be an earlier one
    than the step's own: a flag that is replaced still says what it saw last."""
    if step.actor_id is not None and step.old:
        return step.reason
    first = str(step.reasons[0]["text"]) if step.reasons else ""
    first = with_its_week(first, _seen(step, intake_on))
    return f"{step.reason} {first}".strip()
