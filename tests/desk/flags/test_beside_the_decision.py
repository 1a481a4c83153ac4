"""What stands beside a decision: the chart, and a reason where it is not what was proposed."""

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.flags.test_flag_pages import send, stalled
from tests.make.diary import Care
from tests.make.flags import at, the_flag

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def day_28(clock: time_machine.Traveller) -> None:
    clock.move_to(at(28))


def test_the_chart_stands_on_the_page_of_a_flag(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    shown = therapist.get(f"/flags/{stalled(session, care).id}").text
    assert "Pain and reported exercise" in shown
    assert shown.index("Pain and reported exercise") < shown.index("Decide</h")


def test_something_else_than_proposed_asks_for_a_reason_and_keeps_it(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = stalled(session, care)
    assert flag.proposes == "chiropractor"
    refused = send(therapist, flag, "act", what="call")
    assert refused.status_code == 422
    assert "write why you did this" in refused.text
    session.expire_all()
    assert the_flag(session, care).status == "open"
    send(therapist, the_flag(session, care), "act", what="call", reason="She is away till May.")
    session.expire_all()
    closed = the_flag(session, care)
    assert (closed.status, closed.transitions[-1].reason) == (
        "acted", "Called: She is away till May.",
    )  # fmt: skip
