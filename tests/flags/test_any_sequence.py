"""Whatever a rule finds and a therapist decides: one live flag, and transitions in a chain."""

from datetime import date
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from homecare.acting import the_clock
from homecare.flags import assessing
from homecare.flags.assessing import assess_episode
from homecare.flags.decisions import dismiss, record_action, snooze
from homecare.flags.findings import judge
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.mail.models import OutboxMail
from homecare.rules.verdict.flags_asked import GRAVITY
from tests.chance import examples
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import at, finding, on
from tests.make.people import acting

LIVE = ("open", "snoozed")
nights = st.tuples(
    st.just("night"), st.lists(st.sampled_from(GRAVITY), max_size=2), st.integers(0, 3)
)
decisions = st.tuples(st.sampled_from(["snooze", "dismiss", "call"]), st.none(), st.integers(1, 14))


def play(session: Session, care: Care, kinds: list[str], occasion: int, day: int) -> None:
    """A night on which the rule finds these kinds, each on the named occasion."""

    def judged(history: Any, policy: Any, day: date, answers: Any) -> Any:
        found = [finding(kind, f"{kind}:{occasion}") for kind in kinds]
        found.sort(key=lambda each: GRAVITY.index(each.kind))
        return judge(history, policy, day, answers)[0], found

    with patch.object(assessing, "judge", judged):
        assess_episode(acting(session, the_clock(care.practice.id), at(day)), care.episode, on(day))


def decide(session: Session, care: Care, what: str, days: int, day: int) -> None:
    """The therapist decides on the live flag, if there is one."""
    flag = live_flag(session, care.episode.id)
    if flag is None:
        return
    if what == "snooze":
        snooze(acting(session, care.therapist, at(day)), flag, "Later", days)
    elif what == "dismiss":
        dismiss(acting(session, care.therapist, at(day)), flag, "Seen")
    else:
        record_action(acting(session, care.therapist, at(day)), flag, "call")


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.one_of(nights, decisions), max_size=14))
def test_one_flag_is_live_at_most_and_its_steps_make_a_chain(
    session: Session, care: Care, story: list[Any]
) -> None:
    client, episode = make_client(session, care.therapist)
    mine = Care(care.practice, care.therapist, care.me, client, episode)
    for day, (what, kinds, number) in enumerate(story, start=1):
        before = live_flag(session, episode.id)
        if what == "night":
            play(session, mine, kinds, number, day)
            session.flush()
            # What was live has gone only where something graver stands in its place.
            after = live_flag(session, episode.id)
            assert before is None or after is not None
            assert before is None or GRAVITY.index(after.kind) <= GRAVITY.index(before.kind)
        else:
            decide(session, mine, what, number, day)
        session.commit()
    check(session, mine)


def check(session: Session, care: Care) -> None:
    session.expire_all()
    flags = session.scalars(
        select(Flag)
        .where(Flag.episode_id == care.episode.id)
        .options(selectinload(Flag.transitions))
        .order_by(Flag.id)
    ).all()
    assert sum(flag.status in LIVE for flag in flags) <= 1
    for flag in flags:
        assert (flag.closed_at is None) == (flag.status in LIVE)
        assert flag.transitions[0].old == ""
        assert flag.transitions[-1].new == flag.status
        for step, following in zip(flag.transitions, flag.transitions[1:], strict=False):
            assert step.new == following.old
            assert step.new in LIVE
    told = session.scalars(
        select(OutboxMail.key).where(OutboxMail.client_id == care.client.id)
    ).all()
    loud = [flag for flag in flags if flag.kind in GRAVITY[:3]]
    assert len(told) == len(set(told)) == 2 * len(loud)
