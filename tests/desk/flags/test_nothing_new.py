"""*Now* beside a flag says what has changed, never the flag's own sentence once more."""

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.acting import the_clock
from homecare.assessment.models import Verdict
from homecare.flags.lifecycle import annotate, update_figures
from homecare.flags.next_step import CHANGED
from tests.make.diary import Care
from tests.make.flags import at, finding, make_flag, on
from tests.make.people import acting
from tests.today.visiting import words

SAID = "Little exercise reported: {} sessions reported over 14 days{}. Not logged is not undone."
RAISED, READ = 28, 32
SEEN = 21  # what is looked at again was raised then
WEEK = " to 29 March 2026"


@pytest.fixture(autouse=True)
def on_the_day_it_is_read(clock: time_machine.Traveller) -> None:
    clock.move_to(at(READ))


@pytest.mark.parametrize(("since", "is_new"), [("18 of 70", False), ("14 of 70", True)])
def test_a_week_that_the_rule_named_already_is_not_news(
    session: Session,
    care: Care,
    therapist: FlaskClient,
    since: str,
    is_new: bool,
) -> None:
    flag = make_flag(session, care, "not_following", RAISED)
    flag.reasons = [{"code": "little_reported", "text": SAID.format("18 of 70", "")}]
    verdict = session.scalars(select(Verdict)).one_or_none() or Verdict(
        practice_id=care.practice.id, client_id=care.client.id, episode_id=care.episode.id
    )
    session.add(verdict)
    verdict.on, verdict.judged_at, verdict.state = on(READ), at(READ), "not_following"
    verdict.proposes, verdict.rule_version, verdict.figures = "ask_why", "3", {}
    verdict.reasons = [{"code": "little_reported", "text": SAID.format(since, WEEK)}]
    session.commit()
    for page in ("/caseload", "/flags"):
        said = therapist.get(page).text
        assert f"18 of 70 sessions reported over 14 days{WEEK}" in said, page
        assert ("Now:" in said) == is_new, page
        assert said.count(f"{since} sessions reported") == 1, page


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (6.2, "Leg pain: 5.0 in the week to 22 March 2026; 6.2 in the week to 24 March 2026."),
        (5.0, None),
    ],
)
def test_looked_at_again_it_says_which_mean_is_another(
    session: Session, care: Care, therapist: FlaskClient, now: float, said: str | None
) -> None:
    flag = make_flag(session, care, day=SEEN)
    clock = acting(session, the_clock(care.practice.id), at(SEEN + 2))
    moved = finding(
        "stalled",
        figures={"day": SEEN + 2, "index_site": "leg", "mean": {"leg": now, "back": 3.0}},
    )
    update_figures(flag, moved)
    annotate(clock, flag, CHANGED)
    session.commit()
    page = words(therapist.get(f"/flags/{flag.id}").text)
    assert CHANGED in page
    assert ("Leg pain: 5.0" in page) is bool(said)
    assert said is None or said in page


def test_newer_figures_than_it_was_raised_with_stand_with_their_week(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = make_flag(session, care, "review", day=SEEN)
    start = {"start": {"leg": 6.0, "back": 3.0}, "index_site": "leg", "day": SEEN}
    flag.figures = {**start, "mean": {"leg": 5.0, "back": 3.0}, "next_evaluation": "2026-03-30"}
    _judged(session, care, {**start, "mean": {"leg": 4.0, "back": 3.0}, "day": READ})
    page = words(therapist.get(f"/flags/{flag.id}").text)
    assert "Leg 6.0 → 4.0 (week to 2 Apr)" in page
    assert "Next weekly look 30 March 2026" in page


def _judged(session: Session, care: Care, figures: dict[str, object]) -> None:
    found = session.scalars(select(Verdict)).one_or_none() or Verdict(
        practice_id=care.practice.id, client_id=care.client.id, episode_id=care.episode.id
    )
    session.add(found)
    found.on, found.judged_at, found.state = on(READ), at(READ), "level"
    found.proposes, found.rule_version, found.figures = "none", "3", figures
    found.reasons = [{"code": "level", "text": "About the same."}]
    session.commit()
