"""What each client in care needs, and the one statement that reads it."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    not_,
    or_,
    select,
)
from sqlalchemy.sql.functions import coalesce

from homecare.accounts.models import Person
from homecare.activities.queries import newest_scores
from homecare.assessment.models import Verdict
from homecare.clients.covers.queries import ones_own
from homecare.clients.models import Client, Episode
from homecare.columns import as_written
from homecare.desk.caseload.marks import columns
from homecare.flags.models import Flag
from homecare.flags.queries import opened_at
from homecare.language import STATES
from homecare.programmes.models import ProgrammeVersion
from homecare.referrals.answers.queries import late_letter, late_since, unread_letter
from homecare.rules.verdict.episode_on_day import (
    GP,
    NOT_FOLLOWING,
    QUIET,
    STALLED,
    TOO_FEW,
    URGENT,
    WORSENING,
)
from homecare.rules.verdict.flags_asked import REVIEW
from homecare.screening.queries import ever_asked, where_answers_stand

MOST_ROWS = 300  # more than anybody reads; beyond it the page says so and offers the search
GROUPS = {
    URGENT: STATES[URGENT],
    "red_flag": "Red flag: speak to them first",
    "worse": f"{STATES[WORSENING]}, or {STATES[GP]}",
    "answer": "Answers to read",
    STALLED: STATES[STALLED],
    QUIET: STATES[QUIET],
    REVIEW: "To review",
    NOT_FOLLOWING: STATES[NOT_FOLLOWING],
    TOO_FEW: STATES[TOO_FEW],
    "rest": "Everyone else",
}
"""What a client may need, the most pressing first, and its heading."""
NEEDS = tuple(GROUPS)
GROUP_AT = {need: place for place, need in enumerate(NEEDS)}
WRITTEN = {
    "new_starts": Episode.new_starts,
    "reasons": Verdict.reasons,
    "figures": Verdict.figures,
    "flag_reasons": Flag.reasons,
    "flag_figures": Flag.figures,
    "activities": Episode.activities,
}
"""What is read as the text it is kept as, since it says the same each time: see `row_of`."""
RED = (URGENT, "red_flag")
"""Needs under which nobody is discharged, and nothing else is worth a mark."""


@cache
def of_all() -> Select[*tuple[Any, ...]]:
    """The episodes in care of a `practice`, by need; at most one more than MOST_ROWS.

    `here` is what the practice's clock shows, `today` its date; `late` and `since` are those of
    `late_letter`. Made when it is first asked for: every table must be known by then.
    """
    here: Any = bindparam("here")
    today: Any = bindparam("today")
    need = _need(today).label("need_at")
    late: Any = bindparam("late")
    since: Any = bindparam("since")
    has_programme = exists().where(ProgrammeVersion.episode_id == Episode.id).label("has_programme")
    own_flag = and_(Flag.episode_id == Episode.id, Flag.closed_at.is_(None))
    return (
        select(
            Client.id, Client.name, Person.name.label("therapist"), Client.therapist_id,
            Episode.id.label("episode_id"), Episode.leg, Episode.back, Episode.onset, Episode.zone,
            *columns(here, today), Verdict.on.label("judged_on"),
            Verdict.judged_at, Verdict.rule_version, need,
            Flag.kind, Flag.snoozed_until, Flag.status,
            Flag.raised_on, has_programme, late_letter(late, since).label("late_letter"),
            late_since(late, since).label("late_since"),
            unread_letter(since).label("unread_letter"),
            ever_asked(Episode.id).label("is_asked"),
            Episode.background_asked_at.is_not(None).label("is_background_asked"),
            Flag.id.label("flag_id"), opened_at().label("opened_at"),
            *(as_written(column).label(name) for name, column in WRITTEN.items()),
            *newest_scores(),
        )
        .select_from(Episode)
        .join(Client, Client.id == Episode.client_id)
        .join(Person, Person.id == Client.therapist_id)
        .outerjoin(Verdict, Verdict.episode_id == Episode.id)
        .outerjoin(Flag, own_flag)
        .where(Episode.practice_id == bindparam("practice"), Episode.closed_at.is_(None))
        .order_by(need, has_programme, Client.found_by, Client.id)
        .limit(MOST_ROWS + 1)
    )  # fmt: skip


@cache
def of_ones_own() -> Select[*tuple[Any, ...]]:
    """The same of those whom `person` looks after."""
    return of_all().where(ones_own())


def _need(today: Any) -> ColumnElement[int]:
    """What an episode needs, as its place in GROUPS: by its flag while that stands, else by its
    verdict.

    A red-flag answer stays on top until it is cleared. A snoozed flag is quiet until its day; only
    an urgent verdict or a red-flag answer speaks over it, or an answer to a letter that nobody has
    read, which comes before all that can wait.
    """
    grave = Flag.kind.in_((GP, WORSENING))
    snoozed = and_(Flag.status == "snoozed", Flag.snoozed_until > today)
    return case(
        (or_(Flag.kind == "urgent", Verdict.state == "urgent"), GROUP_AT["urgent"]),
        (Episode.id.in_(where_answers_stand(bindparam("practice"))), GROUP_AT["red_flag"]),
        (and_(not_(coalesce(snoozed, false())), grave), GROUP_AT["worse"]),
        (unread_letter(bindparam("since")).is_not(None), GROUP_AT["answer"]),
        (snoozed, GROUP_AT["rest"]),
        *((Flag.kind == kind, GROUP_AT[kind]) for kind in (STALLED, QUIET, REVIEW, NOT_FOLLOWING)),
        (Verdict.state == "too_few", GROUP_AT["too_few"]),
        else_=GROUP_AT["rest"],
    )
