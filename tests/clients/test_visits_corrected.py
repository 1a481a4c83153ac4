"""A visit that was written down wrongly is put right, and nothing that it said is lost."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.models import AuditLine, Practice
from homecare.acting import Actor
from homecare.assessment.history import history_of
from homecare.clients import visits
from homecare.clients.episodes import queries
from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Client, Episode, Visit, VisitCorrection
from homecare.clients.operations import amend_client, record_visit, reopen
from homecare.progress.queries import course
from homecare.refusals import Refusal
from tests.clients.test_operations import KNEE
from tests.make.clients import TODAY, make_client
from tests.make.people import NOW, acting, make_practice, make_therapist

DAY = timedelta(days=1)
LATER = NOW + 9 * DAY


@pytest.fixture
def owner(session: Session) -> Actor:
    return make_practice(session)[1]


@pytest.fixture
def sam(session: Session, owner: Actor) -> tuple[Client, Episode]:
    return make_client(session, owner)


@pytest.fixture
def bea(session: Session, owner: Actor) -> tuple[Client, Episode]:
    return make_client(session, owner, name="Bea Quist", email="bea@post.example")


def visited(session: Session, owner: Actor, episode: Episode, on: date, note: str = "") -> Visit:
    visit = record_visit(acting(session, owner, LATER), episode, on, note)
    session.commit()
    return visit


def said_before(session: Session) -> list[tuple[str, date, str, str]]:
    """Everything kept of how visits once read, the oldest first."""
    kept = session.scalars(select(VisitCorrection).order_by(VisitCorrection.id))
    return [(one.kind, one.on, one.note, one.reason) for one in kept]


def counted(session: Session, owner: Actor, episode: Episode) -> list[date]:
    """The visits that count: the rule, the letter's and the chart's say the same."""
    of_rule = list(history_of(session, episode, TODAY + 30 * DAY).visits)
    of_page = sorted(v.on for v in queries.visits_of(Scope(session, owner), episode.id))
    of_chart = list(course(session, episode, episode.intake_on, TODAY + 30 * DAY).visits)
    assert of_rule == of_page
    assert of_chart == [on for on in of_page if on >= episode.intake_on]
    return of_rule


def test_a_correction_keeps_what_was_said_and_whose_hand_it_was(
    session: Session, owner: Actor, sam: tuple[Client, Episode]
) -> None:
    visit = visited(session, owner, sam[1], TODAY, "Gluteals")
    practice = session.get_one(Practice, owner.practice_id)
    act = acting(session, make_therapist(session, practice), LATER)
    visits.correct_visit(act, visit, TODAY + DAY, "Gluteals, right", "slip of the pen")
    visits.correct_visit(act, visit, TODAY + DAY, "Gluteals, right")
    assert (visit.on, visit.note) == (TODAY + DAY, "Gluteals, right")
    assert said_before(session) == [("corrected", TODAY, "Gluteals", "slip of the pen")]
    [kept] = visit.corrections
    assert (kept.by, kept.at) == (act.actor.person_id, LATER)
    assert counted(session, owner, sam[1]) == [TODAY + DAY]


def test_a_correction_never_empties_what_was_there(
    session: Session, owner: Actor, sam: tuple[Client, Episode]
) -> None:
    visit, act = visited(session, owner, sam[1], TODAY, "Gluteals"), acting(session, owner, LATER)
    visits.correct_visit(act, visit, TODAY + DAY)
    record_visit(act, sam[1], TODAY + DAY, "", None, instead=True)
    with pytest.raises(Refusal) as refused:
        visits.correct_visit(act, visit, TODAY, " ")
    assert set(refused.value.problems) == {"note"}
    assert (visit.on, visit.note) == (TODAY + DAY, "Gluteals")


def test_what_replaces_a_note_leaves_the_earlier_one_readable(
    session: Session, owner: Actor, sam: tuple[Client, Episode]
) -> None:
    visit = visited(session, owner, sam[1], TODAY, "Gluteals")
    record_visit(acting(session, owner, LATER), sam[1], TODAY, "Piriformis", instead=True)
    assert visit.note == "Piriformis"
    assert said_before(session) == [("corrected", TODAY, "Gluteals", "")]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (LATER.date() + DAY, "can’t be in the future"),
        (date(2026, 1, 31), "before the complaint began"),
        (TODAY + DAY, "Another visit stands on this day"),
    ],
)
def test_a_day_that_can_not_be_is_refused_at_the_day(
    session: Session, owner: Actor, sam: tuple[Client, Episode], on: date, said: str
) -> None:
    visit = visited(session, owner, sam[1], TODAY)
    visited(session, owner, sam[1], TODAY + DAY)
    with pytest.raises(Refusal, match=said) as refused:
        visits.correct_visit(acting(session, owner, LATER), visit, on)
    assert set(refused.value.problems) == {"on"}
    assert visit.on == TODAY
    assert said_before(session) == []


def test_a_visit_of_a_care_that_ended_was_not_after_its_end(
    session: Session, owner: Actor, sam: tuple[Client, Episode]
) -> None:
    visit = visited(session, owner, sam[1], TODAY)
    discharge(acting(session, owner, NOW + 2 * DAY), sam[1])
    with pytest.raises(Refusal, match="The care ended on 4 March 2026"):
        visits.correct_visit(acting(session, owner, LATER), visit, TODAY + 3 * DAY)


def test_a_visit_that_was_not_counts_for_nothing_and_stays_readable(
    session: Session, owner: Actor, sam: tuple[Client, Episode]
) -> None:
    act = acting(session, owner, LATER)
    visit = visited(session, owner, sam[1], TODAY, "Gluteals")
    visits.strike_visit(act, visit, "cancelled by telephone")
    assert counted(session, owner, sam[1]) == []
    [written] = queries.visits_written(Scope(session, owner), sam[1].id)
    assert (written.note, written.struck_at) == ("Gluteals", LATER)
    assert said_before(session) == [("struck_out", TODAY, "Gluteals", "cancelled by telephone")]
    visits.put_visit_back(act, visit)
    assert counted(session, owner, sam[1]) == [TODAY]


def test_striking_out_wants_a_reason(
    session: Session, owner: Actor, sam: tuple[Client, Episode]
) -> None:
    visit = visited(session, owner, sam[1], TODAY)
    with pytest.raises(Refusal) as refused:
        visits.strike_visit(acting(session, owner, LATER), visit, "  ")
    assert set(refused.value.problems) == {"reason"}
    assert visit.struck_at is None


def test_a_day_with_a_visit_struck_out_takes_another_and_not_both(
    session: Session, owner: Actor, sam: tuple[Client, Episode]
) -> None:
    act = acting(session, owner, LATER)
    visit = visited(session, owner, sam[1], TODAY, "Wrong")
    visits.strike_visit(act, visit, "never was")
    visited(session, owner, sam[1], TODAY, "Right")
    with pytest.raises(Refusal, match="Another visit stands on this day"):
        visits.put_visit_back(act, visit)
    with pytest.raises(Refusal, match="struck out"):
        visits.correct_visit(act, visit, TODAY + DAY)
    assert counted(session, owner, sam[1]) == [TODAY]


def test_a_visit_moves_to_the_client_it_was_of(
    session: Session, owner: Actor, sam: tuple[Client, Episode], bea: tuple[Client, Episode]
) -> None:
    visit = visited(session, owner, sam[1], TODAY, "Gluteals")
    visits.move_visit(acting(session, owner, LATER), visit, bea[0], "wrong row of the list")
    session.commit()
    assert (visit.client_id, visit.episode_id) == (bea[0].id, bea[1].id)
    assert (counted(session, owner, sam[1]), counted(session, owner, bea[1])) == ([], [TODAY])
    door = Scope(session, owner)
    [gone] = queries.corrections_in(door, sam[1].id)
    assert (gone.kind, gone.client_id, gone.note) == ("moved", sam[0].id, "Gluteals")
    lines = select(AuditLine.action, AuditLine.client_id).where(AuditLine.action.contains("move"))
    told = {(action, client) for action, client in session.execute(lines)}
    assert told == {("visit.move_away", sam[0].id), ("visit.move_here", bea[0].id)}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"onset": TODAY + DAY}, "before Bea Quist’s complaint began"),
        ({"name": "Sam Two"}, "has a visit on 2 March 2026 already"),
    ],
)
def test_a_visit_does_not_move_where_it_makes_no_sense(
    session: Session,
    owner: Actor,
    sam: tuple[Client, Episode],
    changes: dict[str, object],
    said: str,
) -> None:
    to, episode = make_client(session, owner, LATER, **{"name": "Bea Quist", **changes})
    if "onset" not in changes:
        visited(session, owner, episode, TODAY)
    visit = visited(session, owner, sam[1], TODAY)
    with pytest.raises(Refusal, match=said) as refused:
        visits.move_visit(acting(session, owner, LATER), visit, to)
    assert set(refused.value.problems) == {"to"}
    assert visit.client_id == sam[0].id


def test_a_visit_does_not_move_into_another_practice(
    session: Session, owner: Actor, sam: tuple[Client, Episode]
) -> None:
    _, other = make_practice(session, "Elsewhere", "therapist@elsewhere.example")
    theirs, _ = make_client(session, other)
    visit = visited(session, owner, sam[1], TODAY)
    with pytest.raises(PermissionError):
        visits.move_visit(acting(session, owner, LATER), visit, theirs)


def test_a_visit_moves_into_the_episode_of_its_day(
    session: Session, owner: Actor, sam: tuple[Client, Episode], bea: tuple[Client, Episode]
) -> None:
    """Somebody taken in again: a visit of the first time does not count in the second."""
    discharge(acting(session, owner, NOW + 2 * DAY), bea[1])
    session.commit()
    again = reopen(acting(session, owner, NOW + 5 * DAY), bea[0], KNEE)
    session.commit()
    first, between, now = (
        visited(session, owner, sam[1], TODAY + days * DAY) for days in (1, 4, 6)
    )
    act = acting(session, owner, LATER)
    assert visits.move_visit(act, first, bea[0]).id == bea[1].id
    assert visits.move_visit(act, now, bea[0]).id == again.id
    # Before the second intake, but since its onset: it counts there, as always.
    assert visits.move_visit(act, between, bea[0]).id == again.id


def test_nobody_moves_a_visit_to_a_day_on_which_there_was_no_care(
    session: Session, owner: Actor, sam: tuple[Client, Episode], bea: tuple[Client, Episode]
) -> None:
    discharge(acting(session, owner, NOW + 2 * DAY), bea[1])
    visit = visited(session, owner, sam[1], TODAY + 4 * DAY)
    with pytest.raises(Refusal, match="was not in care on 6 March 2026"):
        visits.move_visit(acting(session, owner, LATER), visit, bea[0])


@pytest.mark.parametrize(
    ("onset", "said"),
    [
        (TODAY - 4 * DAY, "A visit is recorded before that, on 25 February 2026"),
        (TODAY + DAY, "That is after the intake .2 March 2026."),
        (LATER.date() + DAY, "can’t be in the future"),
    ],
)
def test_an_onset_does_not_move_past_what_is_recorded(
    session: Session, owner: Actor, sam: tuple[Client, Episode], onset: date, said: str
) -> None:
    client, episode = sam
    visit = visited(session, owner, episode, TODAY - 5 * DAY)
    act = acting(session, owner, LATER)
    with pytest.raises(Refusal, match=said) as refused:
        amend_client(act, client, episode, onset=onset)
    assert set(refused.value.problems) == {"onset"}
    assert episode.onset == date(2026, 2, 1)
    amend_client(act, client, episode, onset=TODAY - 5 * DAY)
    visits.strike_visit(act, visit, "never was")
    amend_client(act, client, episode, onset=TODAY - 4 * DAY)
