"""What a letter says of red-flag answers that were a mistake, and of checks really given."""

import pytest
from sqlalchemy.orm import Session

from homecare.flags.red_flag_answers import clear_episode, mark_mistaken
from tests.make.diary import Care
from tests.make.flags import answer, at
from tests.make.people import acting
from tests.referrals.letters import written

pytestmark = pytest.mark.any_database


def lines(session: Session, care: Care, day: int = 2) -> list[str]:
    said: list[str] = written(session, care, kind="gp", day=day).letter["red_flags"]
    return said


def clear(session: Session, care: Care, reason: str, day: float = 1) -> None:
    clear_episode(acting(session, care.therapist, at(day)), care.episode, reason)
    session.commit()


def test_what_the_client_tapped_by_mistake_is_called_so_and_is_no_none(
    session: Session, care: Care
) -> None:
    tapped = answer(session, care, "fever")
    mark_mistaken(acting(session, care.me, at(0)), tapped)
    clear(session, care, "We spoke")
    first, said = lines(session, care)
    assert first == "Asked on 2 March 2026."
    assert said.startswith("2 March 2026: “")
    assert said.endswith("” was tapped by mistake; cleared on 3 March 2026 by Theo Therapist.")


def test_what_was_dealt_with_reads_as_before(session: Session, care: Care) -> None:
    answer(session, care, "fever")
    clear(session, care, "Seen by the GP")
    first, said = lines(session, care)
    assert first == "Asked on 2 March 2026."
    assert said.endswith("; cleared on 3 March 2026 by Theo Therapist.")
    assert "mistake" not in said
    answer(session, care, day=2)
    assert lines(session, care)[0] == "Asked on 4 March 2026: none of them."


def test_a_later_mistake_hides_nothing_that_was_true(session: Session, care: Care) -> None:
    answer(session, care, "fever")
    clear(session, care, "Seen by the GP")
    answer(session, care, "fever", day=2)
    clear(session, care, "Tapped by mistake. I spoke with them.", day=2)
    assert lines(session, care)[1].startswith("2 March 2026: yes to")
