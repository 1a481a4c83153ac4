"""The nightly assessment: one live flag an episode, raised once, never taken away in silence."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.acting import the_clock
from homecare.assessment.models import Verdict
from homecare.assessment.queries import due_batches
from homecare.flags import decisions
from homecare.flags.assessing import assess_episode, reconsider
from homecare.flags.batches import assess_batch
from homecare.flags.decisions import snooze
from tests.make.clients import make_client
from tests.make.diary import Care, make_care, statements
from tests.make.flags import (
    answer,
    assess,
    assess_days,
    at,
    exercise,
    flags_of,
    flat_weeks,
    kinds_and_states,
    make_flag,
    on,
    rate,
    steps,
    the_flag,
    told_to,
    visit,
)
from tests.make.people import NOW, acting


def verdict(session: Session, care: Care) -> Verdict:
    session.expire_all()
    return session.scalars(select(Verdict).where(Verdict.episode_id == care.episode.id)).one()


def dismiss(session: Session, care: Care, day: int) -> None:
    flag = flags_of(session, care)[-1]
    decisions.dismiss(acting(session, care.therapist, at(day)), flag, "Seen, nothing to change")
    session.commit()


def test_four_flat_weeks_and_three_visits_raise_the_review_and_then_the_stall(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care)
    answer(session, care, day=27)
    assess_days(session, care, range(1, 28))
    review = the_flag(session, care)
    assert (review.kind, review.raised_on) == ("review", on(13))
    assess(session, care, 28)
    assert kinds_and_states(session, care) == [("review", "replaced"), ("stalled", "open")]
    stall = flags_of(session, care)[1]
    assert (stall.raised_on, stall.proposes) == (on(28), "chiropractor")
    assert "6.0 at the start, 6.0 this week" in stall.reasons[0]["text"]
    assert verdict(session, care).state == "stalled"
    assert told_to(session) == []


def test_the_same_night_again_changes_nothing(session: Session, care: Care) -> None:
    flat_weeks(session, care)
    for day in (28, 28, 28):
        assess(session, care, day)
    assert steps(the_flag(session, care)) == [("", "open")]


def test_a_run_for_an_earlier_night_changes_nothing(session: Session, care: Care) -> None:
    flat_weeks(session, care)
    assess(session, care, 28)
    clock = the_clock(care.practice.id)
    assess_episode(acting(session, clock, at(28)), care.episode, on(20))
    session.commit()
    assert verdict(session, care).on == on(28)
    assert steps(the_flag(session, care)) == [("", "open")]


def test_worsening_is_told_by_mail_once(session: Session, care: Care) -> None:
    rate(session, care, 4, 2, range(4))
    rate(session, care, 9, 2, range(4, 16))
    assess_days(session, care, range(1, 16))
    assert the_flag(session, care).kind == "worsening"
    assert told_to(session) == ["owner@homecare.example", "therapist@homecare.example"]


def test_a_flag_stays_with_a_note_when_the_figures_improve(session: Session, care: Care) -> None:
    flat_weeks(session, care)
    rate(session, care, 2, 1, range(28, 49))
    exercise(session, care, range(28, 49))
    assess_days(session, care, range(28, 50))
    stall = the_flag(session, care)
    assert stall.status == "open"
    notes = [step.reason for step in stall.transitions]
    assert notes.count("The figures have since improved.") == 1


def test_a_dismissed_stall_is_not_asked_again_while_it_is_the_same(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care, 40)
    assess_days(session, care, range(1, 29))
    dismiss(session, care, 28)
    assess_days(session, care, range(28, 40))
    assert kinds_and_states(session, care) == [("review", "replaced"), ("stalled", "dismissed")]


def test_what_still_holds_four_weeks_after_the_decision_is_asked_again(
    session: Session,
) -> None:
    care = make_care(session, onset=on(-1))
    flat_weeks(session, care, 57)
    assess(session, care, 28)
    dismiss(session, care, 28)
    assess(session, care, 56)  # in the night: four whole weeks are over later that day
    assert len(flags_of(session, care)) == 1
    assess(session, care, 57)
    assert kinds_and_states(session, care) == [("stalled", "dismissed"), ("stalled", "open")]


def test_a_snoozed_flag_is_quiet_until_its_day_and_then_comes_back(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care, 40)
    assess(session, care, 28)
    until = snooze(
        acting(session, care.therapist, at(28)), the_flag(session, care), "On holiday", days=7
    )
    session.commit()
    assert until == on(35)
    assess_days(session, care, range(29, 35))
    assert the_flag(session, care).status == "snoozed"
    assess(session, care, 35)
    assert steps(the_flag(session, care))[-1] == ("snoozed", "open")
    assert the_flag(session, care).snoozed_until is None


def test_after_the_snooze_a_flag_is_back_with_a_note_where_the_figures_have_improved(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care)
    assess(session, care, 28)
    flag = the_flag(session, care)
    snooze(acting(session, care.therapist, at(28)), flag, "On holiday", days=14)
    session.commit()
    rate(session, care, 1, 1, range(28, 45))
    exercise(session, care, range(28, 45))
    assess_days(session, care, range(29, 46))
    back = the_flag(session, care)
    assert (back.status, back.snoozed_until) == ("open", None)
    assert [step.reason for step in back.transitions if step.old == "snoozed"] == [
        "The figures have since improved.",
        "The figures have since improved.",
    ]
    assert steps(back)[-1] == ("snoozed", "open")
    assert "6.0 at the start, 6.0 this week" in back.reasons[0]["text"]


def test_a_late_entry_annotates_a_flag_and_never_removes_or_raises_one(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care)
    assess(session, care, 28)
    rate(session, care, 0, 0, range(14, 28))
    reconsider(acting(session, care.me, at(28)), care.episode)
    session.commit()
    stall = the_flag(session, care)
    assert stall.status == "open"
    assert steps(stall) == [("", "open"), ("open", "open")]
    assert verdict(session, care).state != "stalled"


def test_without_a_flag_a_late_entry_raises_none(session: Session, care: Care) -> None:
    flat_weeks(session, care)
    reconsider(acting(session, care.me, at(28)), care.episode)
    session.commit()
    assert flags_of(session, care) == []
    assert verdict(session, care).state == "stalled"


def test_the_practice_sets_after_how_many_visits_it_reviews(session: Session, care: Care) -> None:
    care.practice.policy = {"review_after_visits": 2}
    session.merge(care.practice)
    session.commit()
    visit(session, care, 0, 3)
    rate(session, care, 5, 3, range(8))
    assess_days(session, care, range(1, 9))
    assert (the_flag(session, care).kind, the_flag(session, care).raised_on) == ("review", on(8))


def test_a_setting_out_of_bounds_keeps_nobody_from_being_judged(
    session: Session, care: Care
) -> None:
    care.practice.policy = {"review_after_visits": 99, "always_propose": "perhaps"}
    session.commit()
    assess(session, care, 1)
    assert verdict(session, care).state == "early"


def test_a_batch_judges_every_episode_under_care_in_its_zone(session: Session, care: Care) -> None:
    for number in range(3):
        make_client(session, care.therapist, name=f"Client {number}")
    make_client(session, care.therapist, zone="Europe/Paris")
    clock = the_clock(care.practice.id)
    (batch,) = due_batches(session, care.practice.id, "Europe/London")
    assert assess_batch(acting(session, clock, NOW), on(1), batch) == 4
    session.commit()
    assert len(session.scalars(select(Verdict)).all()) == 4


def test_the_statements_that_read_a_batch_do_not_grow_with_it(session: Session, care: Care) -> None:
    clock = the_clock(care.practice.id)

    def reads(night: int) -> int:
        (batch,) = due_batches(session, care.practice.id, "Europe/London")
        session.expire_all()
        with statements(session) as sent:
            assess_batch(acting(session, clock, at(night)), on(night), batch)
        session.commit()
        return len([one for one in sent if one.startswith("SELECT")])

    alone = reads(1)
    for number in range(5):
        make_client(session, care.therapist, name=f"Client {number}")
    assert reads(2) == alone


def test_a_decided_stall_does_not_come_back_through_a_lesser_flag(
    session: Session,
) -> None:
    care = make_care(session, onset=on(-1))
    flat_weeks(session, care)
    assess(session, care, 28)
    dismiss(session, care, 28)
    make_flag(session, care, "not_following", 29)
    rate(session, care, 6, 4, range(28, 36))
    exercise(session, care, range(28, 36))
    assess_days(session, care, range(30, 37))
    assert kinds_and_states(session, care) == [("stalled", "dismissed"), ("not_following", "open")]
