"""*Now* beside a flag says what has changed, never the flag's own sentence once more."""

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from tests.make.diary import Care
from tests.make.flags import at, make_flag, on

SAID = "Little exercise reported: {} sessions reported over 14 days{}. Not logged is not undone."
RAISED, READ = 28, 32
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
