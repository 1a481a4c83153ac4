"""From a report to a flag one way: the row that was judged is written, and not read again."""

from uuid import UUID

from sqlalchemy.orm import Session

from homecare.acting import the_clock
from homecare.clockwork.stops import Sign, beat
from homecare.database import transaction
from homecare.flags.batches import assess_batch, judge_batch, keep_judged
from homecare.flags.decisions import snooze
from tests.make.diary import Care, statements
from tests.make.flags import answer, assess, at, flags_of, flat_weeks, on, rate, the_flag, told_to
from tests.make.people import acting

READ_TO_JUDGE = ("flag.reasons", "episode.onset", "client.date_of_birth")


def reads(sent: list[str]) -> dict[str, int]:
    """How many statements read a flag, an episode, a client."""
    selects = [one for one in sent if one.startswith("SELECT")]
    return {what.partition(".")[0]: sum(what in one for one in selects) for what in READ_TO_JUDGE}


def read_at_night(
    session: Session, practice_id: UUID, episode_id: UUID, day: int, *, meanwhile: bool = False
) -> dict[str, int]:
    """A night of one episode of which nothing is in memory: what was read. `meanwhile`: somebody
    writes about something else, before what was found is kept."""
    session.expunge_all()
    act = acting(session, the_clock(practice_id), at(day))
    with statements(session) as sent:
        judged = judge_batch(act, on(day), [episode_id])
    session.commit()
    if meanwhile:
        with Session(session.get_bind()) as other, transaction(other) as inside:
            beat(inside, "somebody", Sign(at(day), at(day), "a"))
    with statements(session) as then_sent:
        assert keep_judged(act, on(day), judged) == []
    session.commit()
    return reads(sent + then_sent)


def test_a_flag_that_moves_at_night_is_the_row_that_was_judged(
    session: Session, care: Care
) -> None:
    ids = care.practice.id, care.episode.id
    flat_weeks(session, care)
    answer(session, care, day=27)
    assess(session, care, 28)
    snooze(acting(session, care.therapist, at(28)), flags_of(session, care)[-1], "Later", 2)
    session.commit()
    # Never a second time to be written.
    assert read_at_night(session, *ids, 30) == {"flag": 1, "episode": 1, "client": 1}
    session.add_all([care.practice, care.episode])
    assert the_flag(session, care).status == "open"


def test_an_alarm_at_night_reads_nothing_more_of_the_episode(session: Session, care: Care) -> None:
    ids = care.practice.id, care.episode.id
    rate(session, care, 9, 9, range(1, 6))
    assert read_at_night(session, *ids, 6) == {"flag": 1, "episode": 1, "client": 1}
    session.add_all([care.practice, care.episode])
    assert the_flag(session, care).kind == "worsening"
    assert told_to(session) != []


def test_where_anybody_wrote_meanwhile_it_is_read_once_more(session: Session, care: Care) -> None:
    ids = care.practice.id, care.episode.id
    rate(session, care, 9, 9, range(1, 6))
    read = read_at_night(session, *ids, 6, meanwhile=True)
    assert read == {"flag": 2, "episode": 2, "client": 2}
    session.add_all([care.practice, care.episode])
    assert the_flag(session, care).kind == "worsening"


def test_what_is_judged_and_kept_at_once_is_read_once(session: Session, care: Care) -> None:
    ids = care.practice.id, care.episode.id
    rate(session, care, 9, 9, range(1, 6))
    session.expunge_all()
    with statements(session) as sent:
        assess_batch(acting(session, the_clock(ids[0]), at(6)), on(6), [ids[1]])
    session.commit()
    assert reads(sent) == {"flag": 1, "episode": 1, "client": 1}
    session.add_all([care.practice, care.episode])
    assert the_flag(session, care).kind == "worsening"
