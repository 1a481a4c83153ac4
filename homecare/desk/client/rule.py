"""What the rule would have said about one client, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import abort, g, render_template

from homecare import clock
from homecare.access import scope
from homecare.accounts.access_rules import allow
from homecare.acting import THERAPIST
from homecare.assessment.history import history_of
from homecare.assessment.thresholds import policy_of
from homecare.clients import queries
from homecare.desk.blueprint import blueprint
from homecare.desk.client.audit_page_view import note_view
from homecare.language import PROPOSALS, local_day, of_ended_care, with_its_week
from homecare.rules.assessment import Assessment, assess_days
from homecare.rules.policy import RULE_VERSION, Policy
from homecare.rules.reading.history import History
from homecare.rules.replay import replay
from homecare.rules.verdict.flags_asked import REVIEW

MOST_ROWS = 120
LOOK = "Have a look: it is too early to decide."
"""What a review asks for before it may decide anything."""


@dataclass(frozen=True)
class VerdictOfDay:
    """One day on which the rule would have said something new; `state` is None where only a
    flag is. `flags` are pairs of kind and proposal."""

    on: date
    state: str | None
    why: str
    flags: Sequence[tuple[str, str]]


@blueprint.get("/clients/<uuid:client_id>/rule")
@allow(THERAPIST)
def client_rule(client_id: UUID) -> str:
    """Each day on which the verdict changed or a flag was due. The view is audited."""
    scoped = scope()
    episode = queries.latest_episode(scoped, client_id) or abort(404)
    today = local_day(clock.now(), episode.zone)
    until = local_day(episode.closed_at, episode.zone) if episode.closed_at else today
    history = history_of(scoped.session, episode, until)
    rows = verdicts_by_day(
        history,
        policy_of(g.practice),
        max(until, episode.intake_on),
        ended=episode.closed_at is not None,
    )
    page = render_template(
        "desk/client/client_rule.html",
        client=episode.client,
        rows=rows[:MOST_ROWS],
        more=len(rows) > MOST_ROWS,
        rule_version=RULE_VERSION,
    )
    note_view(scoped, client_id, "rule")
    return page


def verdicts_by_day(
    history: History, policy: Policy, until: date, *, ended: bool = False
) -> list[VerdictOfDay]:
    """The days on which something changed, the newest first; where the care has `ended` with
    `until`, no look is promised after it."""
    walked = replay(history, policy, until)
    states = dict(walked.states)
    days = sorted({*states, *(on for on, _, _ in walked.flags)})
    rows = [
        VerdictOfDay(
            found.on,
            states.get(found.on),
            _why(found, until if ended else None),
            [
                (kind, LOOK if kind == REVIEW and is_early else PROPOSALS[what])
                for at, kind, what in walked.flags
                if at == found.on
            ],
        )
        for found in assess_days(history, policy, days)
        for is_early in [found.figures["day"] < policy.review_day]
    ]
    return rows[::-1]


def _why(found: Assessment, ended_on: date | None) -> str:
    text = with_its_week(found.reasons[0].text, found.on)
    is_last = ended_on and date.fromisoformat(found.figures["next_evaluation"]) > ended_on
    return of_ended_care(text) if is_last else text
